"""What is told of lots and serial numbers."""

from uuid import UUID

from prilavok.kit.events.facts.kinds import Count, Facts


class LotDoubted(Facts, frozen=True):
    """A serial number went or came that by the books was elsewhere. by: the order or paper that said so."""

    lot: UUID
    variant: UUID
    by: UUID


class LotOverruled(Facts, frozen=True):
    """Goods went or came without the lot or number that the shop wants, as somebody who may decided."""

    order: UUID
    variant: UUID


class OfLot(Facts, frozen=True):
    """A lot was called back from all places, or let again. units: that were set aside, or put back."""

    lot: UUID
    variant: UUID
    units: Count
