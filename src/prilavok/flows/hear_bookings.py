"""A customer asks the bot for their bookings, and moves or cancels one of them by buttons."""

from uuid import UUID

from django.db import transaction

from prilavok.domains.bookings.queries import read_booking
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import Heard, keep_heard, language_heard_in, refuse, speak_up
from prilavok.flows.bot_bookings import LIST, Press, facts_in, list_in, offer_in, read_press
from prilavok.flows.cancel_booking import cancel_here
from prilavok.flows.messages import way_to
from prilavok.flows.move_booking import move_here
from prilavok.flows.notices import notice_text
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import Actor

needs = None
#: what is written to the bot, and how presses of its buttons begin
COMMAND, PRESSED = "/bookings", "bk:"


def hear_bookings(heard: Heard, conversation: UUID | None, *, actor: Actor) -> None:
    """Within the caller's story: answer the command or the press, once. What is refused is said and changes nothing."""
    carried = heard.told.pressed if heard.told.kind == "press" else LIST
    text = heard.told.text or None
    if not keep_heard(heard, conversation, text=text, parts={"bookings": carried[:5]}, recorded=True):
        return
    try:
        press = read_press(carried)
        if press.act == "list":
            list_in(heard, conversation, actor=actor)
        elif press.act == "change":
            offer_in(heard, conversation, press.booking, actor=actor)
        else:
            _change(heard, conversation, press, actor)
    except Refused as refusal:
        refuse(heard, conversation, refusal, actor=actor)
    except NotFound as gone:
        refuse(heard, conversation, Refused(gone.code, gone.message), actor=actor)


def _change(heard: Heard, conversation: UUID | None, press: Press, actor: Actor) -> None:
    """Do it; the notice that follows the event tells of it, and where none comes here the bot does."""
    with transaction.atomic():  # what is refused midway leaves nothing of itself behind the refusal that is said
        if press.act == "take":
            move_here(
                press.booking, press.starts_at, resource=None, version=None, leaf=heard.leaf, touchpoint="bot",
                actor=heard.customer, at=heard.at,
            )  # fmt: skip
        else:
            cancel_here(press.booking, version=None, leaf=heard.leaf, actor=heard.customer, at=heard.at)
    way = way_to(leaves_with(heard.leaf), heard.at)
    if way is None or way.channel != heard.channel:
        template = "booking.moved" if press.act == "take" else "booking.cancelled"
        facts = facts_in(read_booking(press.booking)) | {"reason": "customer"}
        speak_up(heard, conversation, template, notice_text(template, facts, language_heard_in(heard)), {}, actor)
