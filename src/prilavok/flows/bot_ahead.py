"""A customer orders ahead in a messenger what is to come: a store, a day, a time, how many, and it is ordered."""

from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from prilavok.domains.catalog.queries import offered_variants, read_variants
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import Placed
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.stock.errors import StockShort
from prilavok.flows.bot import Heard, keep_heard, refuse
from prilavok.flows.bot_ahead_asks import ask_when, ask_where
from prilavok.flows.bot_ahead_count import say_ordered
from prilavok.flows.bot_ahead_deal import PRESSED, AheadGone, bot_deal
from prilavok.flows.order_ahead import order_ahead
from prilavok.flows.priced_deal import SumChanged
from prilavok.insights.bot_ahead import FACTS_OF, AheadPress, read_ahead_press, units_of
from prilavok.insights.home_order import known_placed
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import Actor

needs = None


def hear_ahead(heard: Heard, conversation: UUID | None, *, actor: Actor) -> None:
    """Within the caller's story: answer the press, once. What is refused is said and changes nothing."""
    carried = heard.told.pressed.removeprefix(PRESSED)
    if not keep_heard(heard, conversation, parts={"ahead": carried[:64]}, recorded=True):
        return
    try:
        press = read_ahead_press(carried)
        goods = read_variants([press.variant]).get(press.variant) if press else None
        if press is None or goods is None:
            raise AheadGone
        if press.place is None:
            ask_where(heard, conversation, press, actor=actor)
        elif press.count is None:
            ask_when(heard, conversation, press, goods, read_place(press.place), actor=actor)
        else:
            place, units = read_place(press.place), units_of(goods, press.count)
            with transaction.atomic():  # what is refused midway leaves nothing of itself behind the refusal
                placed = _order(heard, press, units, place, carried)
            say_ordered(heard, conversation, placed, goods, units, place, actor=actor)
    except Refused as refusal:
        refuse(heard, conversation, refusal, actor=actor)
    except NotFound as gone:
        refuse(heard, conversation, Refused(gone.code, gone.message), actor=actor)


def _order(heard: Heard, press: AheadPress, units: int, place: PlaceView, carried: str) -> Placed:
    """The same button pressed twice is one order, until that one has ended."""
    named = f"bot:{uuid5(heard.leaf, carried)}"
    known = known_placed(named)
    if known is not None and read_order(known.order).commercial == "placed":
        return known
    if known is not None:
        named = f"{named}:{heard.told.key}"[:100]
    at, last = heard.at, press.last_day(place)
    if last == date.min or place.kind not in ("store", "pickup") or not offered_variants([press.variant]):
        raise AheadGone
    deal, claim = bot_deal(press.variant, units, place, key=named, leaf=heard.leaf, actor=heard.customer, at=at)
    if deal.amount != press.amount:
        raise SumChanged(deal.amount)
    try:
        return order_ahead(deal, claim, by=FACTS_OF, wait_until=last, slot=press.slot, actor=heard.customer, at=at)
    except StockShort as short:  # others were quicker, or it comes later now
        raise AheadGone from short
