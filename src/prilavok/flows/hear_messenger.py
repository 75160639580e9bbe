"""A customer does something in a messenger: it is kept in their conversation, and what they asked for is done."""

from uuid import UUID

from prilavok.adapters.channels.port import Incoming
from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.domains.conversations.actions import open_conversation
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.customers.actions import recognise_leaf
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import AGREED, DECLINED, Heard, keep_heard, reply
from prilavok.flows.bot_goods import answer_goods
from prilavok.flows.come_by_link import come_by_link
from prilavok.flows.doubt_answers import answer_doubt
from prilavok.flows.hear_command import hear_command
from prilavok.flows.messages import ORDERS
from prilavok.flows.share_phone import share_phone
from prilavok.insights.bot_goods import words_asked
from prilavok.insights.doubt_presses import read_press
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs

needs = None


def hear_messenger(heard: Heard, *, actor: Actor) -> None:
    """Within the caller's story. Heard twice, it changes nothing the second time.

    actor: the connection that told of it; what is recorded is the customer's own act.
    """
    told = heard.told
    if told.kind in {"text", "media"}:
        if told.text.strip() == "/stop":
            _agree(heard, False, actor)
        elif not hear_command(heard, _open_one(heard), actor=actor):
            recognise_leaf(heard.leaf, actor=heard.customer, at=heard.at)
            opened = open_conversation(
                leaves_with(heard.leaf), heard.leaf, channel=heard.channel, connection_id=heard.connection.id,
                actor=heard.customer, at=heard.at, said_at=heard.said_at,
            )  # fmt: skip
            if keep_heard(heard, opened.conversation, text=told.text or None, parts=_parts(told)):
                answer_goods(heard, opened.conversation, words_asked(told.text), kept=True, actor=actor)
    elif told.kind == "start":
        come_by_link(heard, actor=actor)
    elif told.kind == "contact":
        share_phone(heard, actor=actor)
    elif told.kind == "press":
        press = {"connection": str(heard.connection.id), "press": told.press}
        queue_jobs([NewJob(verb="press.answer", facts=press, key=told.press[:120], queue="outside", tries=3)], heard.at)
        if told.pressed in {AGREED, DECLINED}:
            _agree(heard, told.pressed == AGREED, actor)
        elif said := read_press(told.pressed):
            answer_doubt(heard, *said, _open_one(heard), actor=actor)
        else:
            hear_command(heard, _open_one(heard), actor=actor)
    elif told.kind == "stopped":
        withdraw_consent(heard.leaf, heard.channel, ORDERS, source="blocked", actor=heard.customer, at=heard.at)


def _agree(heard: Heard, yes: bool, actor: Actor) -> None:
    """The customer says whether we may write about orders, here in the messenger."""
    conversation = _open_one(heard)
    if not keep_heard(heard, conversation, parts={"agreed": yes}, kind="press", recorded=True):
        return
    say = give_consent if yes else withdraw_consent
    say(heard.leaf, heard.channel, ORDERS, source="messenger", actor=heard.customer, at=heard.at)
    reply(heard, conversation, "bot.agreed" if yes else "bot.stopped", actor=actor)


def _open_one(heard: Heard) -> UUID | None:
    found = find_conversation(leaves_with(heard.leaf))
    return found.id if found else None


def _parts(told: Incoming) -> dict[str, object]:
    return {"media": told.media} if told.media else {}
