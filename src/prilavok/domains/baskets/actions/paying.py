"""A till sells goods of a basket: it keeps the basket while money is taken, and what was bought leaves it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.actions.filling import changed_line, wanted_of
from prilavok.domains.baskets.errors import BasketBought, BasketPaying
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.baskets.types import BasketView, Wish
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import record


def keep_for_sale(basket: UUID, bought: Sequence[Wish], sale: UUID, *, at: datetime) -> None:
    """Money is about to be taken for these goods of the basket: until then nobody else changes or orders it.

    Ends by itself after some minutes, or by free_from_sale. sale: the id the order of the till gets. Raises
    BasketPaying where another till is at it, BasketBought where so much is not in it any more.
    """
    wanted = wanted_of(bought)
    _refuse(call("baskets_keep_for", basket, sale, list(wanted), list(wanted.values()), at)[0])


def free_from_sale(basket: UUID, sale: UUID) -> None:
    """The sale is not being paid any more; a basket that is not kept for it stays as it is."""
    call("baskets_let_go", basket, sale)


def buy_from(
    basket: UUID, bought: Sequence[Wish], sale: UUID, *, touchpoint: str, actor: Actor, at: datetime
) -> BasketView:
    """These goods leave the basket, since the sale is of them; one of which nothing is left has become the sale.

    Records basket.changed for each with what is left. Raises BasketPaying, BasketBought; then nothing has changed.
    """
    wanted = wanted_of(bought)
    rows = call("baskets_buy", basket, sale, list(wanted), list(wanted.values()), at)
    for trouble, _variant, _remains in rows:
        _refuse(trouble)
    view = read_basket(basket)
    record([changed_line(view, variant, remains, touchpoint, actor, at) for _no, variant, remains in rows], at)
    return view


def _refuse(trouble: str | None) -> None:
    if trouble == "paying":
        raise BasketPaying
    if trouble is not None:
        raise BasketBought
