"""A shop says which goods are gift cards, and for how long cards are good in a country."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions.issuing import LONGEST_DAYS
from prilavok.domains.giftcards.errors import GiftCardUnfit
from prilavok.domains.giftcards.models import GiftGoods, GiftTerm
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id


def put_gift_goods(variant: UUID, *, free: bool, days: int | None, actor: Actor, at: datetime) -> None:
    """The variant is sold as gift cards from now on. free: a line of it is one card of the line's amount.

    Raises GiftCardUnfit.
    """
    if days is not None and not 0 < days <= LONGEST_DAYS:
        raise GiftCardUnfit
    GiftGoods.objects.update_or_create(
        variant_id=variant, defaults={"free": free, "days": days, "set_by": actor.id, "set_at": at}
    )


def set_gift_term(country: str, days: int | None, *, basis: str, actor: Actor, at: datetime) -> None:
    """Cards issued in the country from now on are good for so many days (None: for ever). Raises GiftCardUnfit."""
    fits = len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()
    if not fits or (days is not None and not 0 < days <= LONGEST_DAYS):
        raise GiftCardUnfit
    GiftTerm.objects.filter(country=country, valid_to=None).update(valid_to=at)
    GiftTerm.objects.create(id=new_id(at), country=country, days=days, basis=basis[:60], valid_from=at, set_by=actor.id)
