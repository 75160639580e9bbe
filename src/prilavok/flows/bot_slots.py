"""A customer asks the bot for orders that wait to be collected, and chooses another time by buttons."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.db import transaction

from prilavok.domains.customers.queries import leaves_shown
from prilavok.flows.bot import Heard, keep_heard, language_heard_in, refuse, speak_up
from prilavok.flows.move_slot import move_own_slot_here
from prilavok.flows.notices import notice_text
from prilavok.insights.bot_slots import OwnSlots, own_slots, read_own_slots
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import Actor

needs = None
#: what is written to the bot, and how presses of its buttons begin; the order follows, and then the instant
COMMAND, CHANGE, TAKE = "/orders", "sl:o:", "sl:t:"
PRESSED = "sl:"
_TIMES = 8


def hear_slots(heard: Heard, conversation: UUID | None, *, actor: Actor) -> None:
    """Within the caller's story: answer the command or the press, once. What is refused is said and changes nothing."""
    carried = heard.told.pressed if heard.told.kind == "press" else ""
    if not keep_heard(heard, conversation, text=heard.told.text or None, parts={"slots": carried[:5]}, recorded=True):
        return
    try:
        if carried.startswith(TAKE):
            _take(heard, conversation, carried.removeprefix(TAKE), actor)
        elif carried:
            _offer(heard, conversation, read_own_slots(_order(carried[len(CHANGE) :]), heard.leaf, heard.at), actor)
        else:
            _list(heard, conversation, actor)
    except Refused as refusal:
        refuse(heard, conversation, refusal, actor=actor)
    except NotFound as gone:
        refuse(heard, conversation, Refused(gone.code, gone.message), actor=actor)


def _list(heard: Heard, conversation: UUID | None, actor: Actor) -> None:
    rows, language = own_slots(leaves_shown(heard.leaf), heard.at), language_heard_in(heard)
    lines = [notice_text("bot.orders", {"any": bool(rows)}, language)]
    lines += [notice_text("bot.order", one.facts, language) for one in rows]
    buttons = [{"text": one.number, "press": f"{CHANGE}{one.order.hex}"} for one in rows if one.may]
    speak_up(heard, conversation, "bot.orders", "\n".join(lines), {"buttons": buttons} if buttons else {}, actor)


def _offer(heard: Heard, conversation: UUID | None, one: OwnSlots, actor: Actor) -> None:
    language, zone = language_heard_in(heard), ZoneInfo(one.zone)
    buttons = [
        {"text": format_datetime(at.astimezone(zone), "EEE d MMM, HH:mm", locale=language),
         "press": f"{TAKE}{one.order.hex}:{int(at.timestamp())}"}
        for at in one.times[:_TIMES]
    ]  # fmt: skip
    text = notice_text("bot.slots", one.facts | {"may": one.may, "free": bool(buttons)}, language)
    speak_up(heard, conversation, "bot.slots", text, {"buttons": buttons} if one.may and buttons else {}, actor)


def _take(heard: Heard, conversation: UUID | None, carried: str, actor: Actor) -> None:
    named, _colon, second = carried.partition(":")
    order = _order(named)
    if not (second.isascii() and second.isdigit() and len(second) < 11):
        raise NotFound("order.unknown", "")
    with transaction.atomic():  # what is refused midway leaves nothing of itself behind the refusal that is said
        slot = datetime.fromtimestamp(int(second), UTC)
        move_own_slot_here(order, slot, leaf=heard.leaf, actor=heard.customer, at=heard.at)
    one = read_own_slots(order, heard.leaf, heard.at)
    speak_up(heard, conversation, "bot.slot", notice_text("bot.slot", one.facts, language_heard_in(heard)), {}, actor)


def _order(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        return UUID(int=0)
