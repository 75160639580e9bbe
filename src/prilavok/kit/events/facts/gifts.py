"""What is told of gift cards."""

from uuid import UUID

from prilavok.kit.events.facts.kinds import Count, Currency, Facts


class OfGiftCard(Facts, frozen=True):
    """amount: minor units that came on the card, left it or stood on it. order: what it paid, or came of.

    other: the card that was given instead.
    """

    card: UUID
    amount: Count
    currency: Currency
    order: UUID | None = None
    other: UUID | None = None
