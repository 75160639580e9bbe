"""A customer does something in a messenger: it is kept in their conversation, and what they asked for is done."""

from prilavok.domains.consent.actions import withdraw_consent
from prilavok.domains.consent.queries import asks_to_stop
from prilavok.domains.conversations.actions import open_conversation
from prilavok.domains.customers.actions import recognise_leaf
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import Heard, keep_heard, parts_said, talk_of, words_said
from prilavok.flows.bot_goods import answer_goods
from prilavok.flows.come_by_link import come_by_link
from prilavok.flows.hear_command import hear_command
from prilavok.flows.hear_press import agree, hear_press
from prilavok.flows.hear_signs import hear_sign
from prilavok.flows.messages import OFFERS, ORDERS
from prilavok.flows.share_phone import share_phone
from prilavok.flows.tie_names import tie_names
from prilavok.insights.bot_goods import words_asked
from prilavok.kit.events.actor import Actor

needs = None


def hear_messenger(heard: Heard, *, actor: Actor) -> None:
    """Within the caller's story. Heard twice, it changes nothing the second time.

    actor: the connection that told of it; what is recorded is the customer's own act.
    """
    told = heard.told
    tie_names(heard, actor=heard.customer)
    if hear_sign(heard, actor=actor):
        return
    if told.kind in {"text", "media", "order"}:
        if asks_to_stop(told.text):
            agree(heard, False, actor=actor)
        elif not hear_command(heard, talk_of(heard), actor=actor):
            recognise_leaf(heard.leaf, actor=heard.customer, at=heard.at)
            opened = open_conversation(
                leaves_with(heard.leaf), heard.leaf, channel=heard.channel, connection_id=heard.connection.id,
                actor=heard.customer, at=heard.at, said_at=heard.said_at,
            )  # fmt: skip
            if keep_heard(heard, opened.conversation, text=words_said(told), parts=parts_said(told)):
                answer_goods(heard, opened.conversation, words_asked(told.text), kept=True, actor=actor)
    elif told.kind == "start":
        come_by_link(heard, actor=actor)
    elif told.kind == "contact":
        share_phone(heard, actor=actor)
    elif told.kind == "press":
        hear_press(heard, actor=actor)
    elif told.kind == "stopped":
        for purpose in (ORDERS, OFFERS):
            withdraw_consent(heard.leaf, heard.channel, purpose, source="blocked", actor=heard.customer, at=heard.at)
        keep_heard(heard, talk_of(heard), recorded=True)
