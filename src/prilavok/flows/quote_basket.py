"""What the basket costs now at the chosen store is promised for a quarter of an hour."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.errors import BasketEmpty, BasketPaying, NotOnSale, StoreNotChosen
from prilavok.domains.baskets.queries import list_open_baskets, read_basket
from prilavok.domains.baskets.types import BasketView
from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.customers.queries import leaves_shown, leaves_with
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import make_quote
from prilavok.domains.pricing.types import PricedWish, QuoteView
from prilavok.flows.change_basket import basket_of_here
from prilavok.insights.reckoning import Who, reckon
from prilavok.kit.db.connections import story, story_of_one
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own; the doors of staff ask for baskets.change


def quote_basket(leaf: UUID, *, touchpoint: str, actor: Actor, at: datetime, nobodys: bool = False) -> QuoteView:
    """Price the open basket of the leaf's person at its store.

    The same for the same basket everywhere: prices and promotions of the moment, with the coupons entered in it.
    nobodys: the caller has just seen that the leaf is no customer's.
    Raises BasketEmpty, BasketPaying, StoreNotChosen, NotOnSale, NoPrice, QuoteTooLarge.
    """
    who = _alone(leaf) if nobodys else buyer_of(leaf, actor)
    with story_of_one():  # of one basket all but the quote is read
        found = list_open_baskets(who.leaves)
        if len(found) == 1:
            return _quoted(found[0], leaf, who, touchpoint, at)
    with story():
        return quote_basket_here(leaf, touchpoint=touchpoint, actor=actor, at=at, nobodys=nobodys)


def quote_basket_here(leaf: UUID, *, touchpoint: str, actor: Actor, at: datetime, nobodys: bool = False) -> QuoteView:
    """The same in the caller's story."""
    who = _alone(leaf) if nobodys else buyer_of(leaf, actor)
    found = list_open_baskets(who.leaves)
    if len(found) != 1:  # none yet, or several of one person, which become one
        found = [read_basket(basket_of_here(leaf, place=None, touchpoint=touchpoint, actor=actor, at=at))]
    return _quoted(found[0], leaf, who, touchpoint, at)


def _quoted(basket: BasketView, leaf: UUID, who: Who, touchpoint: str, at: datetime) -> QuoteView:
    if not basket.lines:
        raise BasketEmpty
    if basket.is_paying(at):
        raise BasketPaying
    if basket.place is None:
        raise StoreNotChosen
    wanted = [line.variant for line in basket.lines]
    goods = goods_of(wanted)
    if gone := sorted(set(wanted) - {id for id, one in goods.items() if one.offered}):
        raise NotOnSale(gone)
    place, wishes = read_place(basket.place), [PricedWish(line.variant, line.quantity) for line in basket.lines]
    reckoned = reckon(wishes, place, touchpoint=touchpoint, who=who, coupons=basket.coupons, at=at, goods=goods)
    return make_quote(
        basket.id, basket.version, leaf, place.id, touchpoint, reckoned.quoted(wishes), currency=place.currency, at=at,
        reasons=reckoned.reasons(), uses=reckoned.uses(),
    )  # fmt: skip


def _alone(leaf: UUID) -> Who:
    return Who((leaf,), claims=True, acts_by=leaf)


def buyer_of(leaf: UUID, actor: Actor) -> Who:
    """Who is treated as one person: a customer by what their own leaf has proven, staff act for the whole person."""
    if actor.kind == "leaf":
        return Who(tuple(leaves_shown(leaf)), claims=True, acts_by=leaf)
    return Who(tuple(leaves_with(leaf)), claims=True)
