"""A customer presses a button of ours in a messenger, or says there whether we may write about orders."""

from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.flows.bot import AGREED, DECLINED, Heard, keep_heard, reply, talk_of
from prilavok.flows.doubt_answers import answer_doubt
from prilavok.flows.hear_command import hear_command
from prilavok.flows.messages import OFFERS, ORDERS
from prilavok.insights.doubt_presses import read_press
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs

needs = None


def hear_press(heard: Heard, *, actor: Actor) -> None:
    """Within the caller's story. Heard twice, it changes nothing the second time."""
    told = heard.told
    if told.press:  # most providers want no word back
        press = {"connection": str(heard.connection.id), "press": told.press}
        word_back = NewJob(verb="press.answer", facts=press, key=told.press[:120], queue="outside", tries=3)
        queue_jobs([word_back], heard.at)
    if told.pressed in {AGREED, DECLINED}:
        agree(heard, told.pressed == AGREED, actor=actor)
    elif said := read_press(told.pressed):
        answer_doubt(heard, *said, talk_of(heard), actor=actor)
    else:
        hear_command(heard, talk_of(heard), actor=actor)


def agree(heard: Heard, yes: bool, *, actor: Actor) -> None:
    """Within the caller's story: the customer says whether we may write about orders, here in the messenger.

    A no is a no to offers as well: who wants to hear nothing of their own orders wants no advertising.
    """
    conversation = talk_of(heard)
    if not keep_heard(heard, conversation, parts={"agreed": yes}, kind="press", recorded=True):
        return
    say = give_consent if yes else withdraw_consent
    for purpose in (ORDERS,) if yes else (ORDERS, OFFERS):
        say(heard.leaf, heard.channel, purpose, source="messenger", actor=heard.customer, at=heard.at)
    reply(heard, conversation, "bot.agreed" if yes else "bot.stopped", actor=actor)
