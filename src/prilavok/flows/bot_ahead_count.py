"""A part of ordering ahead in a messenger: how many, each with its sum; how a question is put; that it is ordered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import override

from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import Placed
from prilavok.domains.places.types import PlaceView
from prilavok.domains.shipments.queries import read_promise
from prilavok.flows.bot import Heard, language_heard_in, say_by_bot, speak_up
from prilavok.flows.bot_ahead_deal import PRESSED, AheadGone, bot_deal
from prilavok.flows.notices import notice_text
from prilavok.insights import bot_ahead as offered
from prilavok.insights.bot_ahead import AheadPress
from prilavok.insights.said import units_words
from prilavok.kit.events.actor import Actor
from prilavok.kit.money import Money, format_money

needs = None  # a part of another story
#: bytes that a button of a messenger carries: what would not fit is not offered
MOST_CARRIED = 64
Buttons = Sequence[tuple[str, AheadPress]]


def ask_count(
    heard: Heard, conversation: UUID | None, press: AheadPress, goods: VariantView, place: PlaceView,
    facts: dict[str, object], *, actor: Actor,
) -> None:  # fmt: skip
    """How many, each with its sum: a press orders. Raises AheadGone where none comes in time."""
    rows, said = [], language_heard_in(heard)
    for count in range(1, offered.MOST_PIECES + 1):
        units = offered.units_of(goods, count)
        day = offered.ahead_day(place, goods.id, units, heard.at)
        if day is not None and day <= press.last_day(place):
            deal, _claim = bot_deal(goods.id, units, place, key="", leaf=heard.leaf, actor=heard.customer, at=heard.at)
            with override(said):
                many = units_words(units, goods.unit, said)
            text = f"{many} · {format_money(Money(deal.amount, deal.currency), said)}"
            rows.append((text, replace(press, count=count, amount=deal.amount)))
    facts["when"] = press.slot.astimezone(ZoneInfo(place.zone)) if press.slot else None
    ask_by_buttons(heard, conversation, "bot.ahead.count", facts, rows, actor)


def ask_by_buttons(
    heard: Heard, conversation: UUID | None, template: str, facts: Mapping[str, object], rows: Buttons, actor: Actor
) -> None:
    """A question whose answers are buttons. Raises AheadGone where there is none."""
    told = [(text, f"{PRESSED}{offered.write_press(press)}") for text, press in rows]
    buttons = [{"text": text, "press": press} for text, press in told if len(press) <= MOST_CARRIED]
    if not buttons:
        raise AheadGone
    text = notice_text(template, facts, language_heard_in(heard))
    speak_up(heard, conversation, template, text, {"buttons": buttons}, actor)


def say_ordered(
    heard: Heard, conversation: UUID | None, placed: Placed, goods: VariantView, units: int, place: PlaceView, *,
    actor: Actor,
) -> None:  # fmt: skip
    """It is ordered: number, goods, sum, and by when it is ready."""
    order, promise = read_order(placed.order), read_promise(placed.shipment)
    with override(said := language_heard_in(heard)):
        many = units_words(units, goods.unit, said)
    facts = {
        "number": placed.number, "name": goods.name, "place": place.name, "units": many,
        "amount": Money(order.amount, order.currency),
        "when": promise.now.astimezone(ZoneInfo(place.zone)) if promise else None,
    }  # fmt: skip
    say_by_bot(heard, conversation, "bot.ahead.done", facts, actor=actor)
