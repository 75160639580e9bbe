"""The terms of returns are changed: what was in force stays written down, the new ones hold from an instant on."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.orders.errors import TermUnfit
from prilavok.domains.orders.models import ReturnGoods, ReturnTerm
from prilavok.domains.orders.types.returning import GOODS
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.words import wordless

#: nobody gives more than ten years
LONGEST = timedelta(days=3660)


def set_return_term(
    country: str, goods: str, quality: str, days: int | None, *, basis: str = "", actor: Actor, at: datetime
) -> UUID:
    """For so many days (None: not at all) these goods are taken back from now on. Raises TermUnfit."""
    fits = goods in GOODS and quality in ("proper", "faulty") and len(country) == 2 and country.isupper()
    if not fits or (days is not None and not 0 <= days <= LONGEST.days):
        raise TermUnfit
    ReturnTerm.objects.filter(country=country, goods=goods, quality=quality, valid_to=None).update(valid_to=at)
    return ReturnTerm.objects.create(
        id=new_id(at),
        country=country,
        goods=goods,
        quality=quality,
        days=days,
        basis=basis[:60],
        valid_from=at,
        set_by=actor.id,
    ).id


def set_return_goods(category: str, goods: str, *, actor: Actor, at: datetime) -> None:
    """A shelf and all below it is goods of this kind from now on; "any" takes its kind from it. Raises TermUnfit."""
    if goods not in GOODS or not 0 < len(category) <= 200:
        raise TermUnfit
    ReturnGoods.objects.filter(category=category, valid_to=None).update(valid_to=at)
    ReturnGoods.objects.create(id=new_id(at), category=category, goods=goods, valid_from=at, set_by=actor.id)


wordless("orders_return_goods", ["category"], "a shelf of the catalogue")
