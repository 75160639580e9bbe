"""An SMS came to a number of ours: it is kept in the conversation of whoever has the phone, or ends what we write."""

from dataclasses import replace
from datetime import datetime

from prilavok.adapters.channels.port import Incoming
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.consent.actions import withdraw_consent
from prilavok.domains.consent.queries import asks_to_stop
from prilavok.domains.conversations.actions import open_conversation
from prilavok.domains.customers.actions import open_leaf, recognise_leaf
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import Heard, keep_heard, talk_of
from prilavok.flows.messages import OFFERS, ORDERS
from prilavok.flows.outgoing import kept_address
from prilavok.kit.events.actor import Actor

needs = None


def hear_sms(told: Incoming, ours: ConnectionView, heard_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story. Heard twice, it changes nothing the second time.

    The number is whose words they are said to be and no proof: who has the phone is shown to staff, nobody is joined
    by it and nothing opened. It is answered by people alone: each SMS costs, and two programs would never end.
    """
    if told.kind != "text":
        return
    phone = kept_address("sms", told.address)
    leaf = open_leaf("phone", phone, at=at)
    heard = Heard(replace(told, user=phone, address=phone), ours, "sms", leaf, heard_at, at)
    if asks_to_stop(told.text):
        if keep_heard(heard, talk_of(heard), text=told.text, kind="stopped", recorded=True):
            for purpose in (ORDERS, OFFERS):
                withdraw_consent(leaf, "sms", purpose, source="messenger", actor=heard.customer, at=at)
        return
    recognise_leaf(leaf, actor=heard.customer, at=at)
    opened = open_conversation(
        leaves_with(leaf), leaf, channel="sms", connection_id=ours.id, actor=heard.customer, at=at,
        said_at=heard.said_at,
    )  # fmt: skip
    keep_heard(heard, opened.conversation, text=told.text)
