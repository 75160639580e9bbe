"""A shop says which of its goods are gift cards, and for how long cards issued in a country are good."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.actions import set_variant_kind
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.giftcards.actions import put_gift_goods, set_gift_term
from prilavok.domains.giftcards.errors import GiftCardUnfit
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "giftcards.issue"


def name_gift_goods(variant: UUID, *, free: bool, days: int | None, actor: Actor, at: datetime) -> None:
    """From now on the variant is sold as gift cards. free: a line of it is one card of whatever amount it comes to.

    Raises GiftCardUnfit, also for what is sold by weight.
    """
    found = read_variants([variant]).get(variant)
    if found is None or found.unit != "piece":
        raise GiftCardUnfit
    with story():
        put_gift_goods(variant, free=free, days=days, actor=actor, at=at)
        set_variant_kind(variant, "gift")


def unname_gift_goods(variant: UUID, *, actor: Actor, at: datetime) -> None:
    """The variant is goods again; cards that were sold as it stay what they are."""
    with story():
        set_variant_kind(variant, "goods")


def name_gift_term(country: str, days: int | None, *, basis: str, actor: Actor, at: datetime) -> None:
    """For so many days (None: for ever) cards issued in the country from now on are good. Raises GiftCardUnfit."""
    with story():
        set_gift_term(country, days, basis=basis, actor=actor, at=at)
