"""What is asked of the bot itself, by a command or a press: bookings, orders to collect, goods, favourites."""

from uuid import UUID

from prilavok.flows import bot_favourites, bot_slots, hear_bookings
from prilavok.flows.bot import Heard
from prilavok.flows.bot_ahead import hear_ahead
from prilavok.flows.bot_ahead_deal import PRESSED
from prilavok.flows.bot_goods import answer_goods
from prilavok.insights.bot_goods import COMMAND, words_asked
from prilavok.kit.events.actor import Actor

needs = None  # a part of another story


def hear_command(heard: Heard, conversation: UUID | None, *, actor: Actor) -> bool:
    """Within the caller's story: do what a command or a press of ours says; whether it was one."""
    told = heard.told
    said = told.pressed if told.kind == "press" else told.text.strip()
    if told.kind == "press" and said.startswith(PRESSED):
        hear_ahead(heard, conversation, actor=actor)
        return True
    if told.kind == "press":
        bookings, slots = said.startswith(hear_bookings.PRESSED), said.startswith(bot_slots.PRESSED)
    else:
        bookings, slots = said == hear_bookings.COMMAND, said == bot_slots.COMMAND
    if bookings:
        hear_bookings.hear_bookings(heard, conversation, actor=actor)
    elif slots:
        bot_slots.hear_slots(heard, conversation, actor=actor)
    elif told.kind == "text" and said == bot_favourites.COMMAND:
        bot_favourites.tell_favourites(heard, conversation, actor=actor)
    elif told.kind == "text" and said.startswith(f"{COMMAND} "):
        answer_goods(heard, conversation, words_asked(said), actor=actor)
    else:
        return False
    return True
