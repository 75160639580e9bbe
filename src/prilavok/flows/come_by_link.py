"""A customer comes into a messenger by our link: conversation and basket come along, and both leaves are one person."""

from uuid import UUID

from prilavok.domains.conversations.actions import continue_in, open_conversation, use_passport
from prilavok.domains.conversations.queries import find_conversation, read_conversation
from prilavok.domains.conversations.types import PassportView
from prilavok.domains.customers.actions import prove_leaf, recognise_leaf
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import Heard, keep_heard, refuse, reply
from prilavok.flows.bot_goods import product_text
from prilavok.flows.come_to_sign_in import come_to_sign_in
from prilavok.flows.messages import read_sign_in_link
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

needs = None


def come_by_link(heard: Heard, *, actor: Actor) -> None:
    """Within the caller's story: use the passport in the link, if there is one, and greet; or the code to sign in.

    A passport is made by one browser, nobody can guess it and it is good once: who brings it holds that browser too.
    One that has ended opens nothing and is said so.
    """
    if not heard.told.token:
        recognise_leaf(heard.leaf, actor=heard.customer, at=heard.at)
        found = find_conversation(leaves_with(heard.leaf))
        known = found.id if found else None
        if keep_heard(heard, known):
            reply(heard, known, "bot.hello", actor=actor)
        return
    if (code := read_sign_in_link(heard.told.token, heard.at)) is not None:
        come_to_sign_in(heard, code, actor=actor)
        return
    try:
        passport = use_passport(heard.told.token, heard.leaf, at=heard.at)
        prove_leaf(passport.leaf, heard.leaf, source="passport", actor=heard.customer, at=heard.at)
    except Refused as refusal:
        if keep_heard(heard, None):
            refuse(heard, None, refusal, actor=actor)
        return
    conversation, opened = _conversation(heard, passport)
    moves = conversation is not None and read_conversation(conversation).channel != heard.channel
    # One press is one line of the timeline: that the talk goes on here, or begins here, says that they came.
    if keep_heard(heard, conversation, parts={"passport": str(passport.id)}, recorded=moves or opened):
        if conversation is not None and moves:
            continue_in(
                conversation, heard.leaf, heard.channel, said_at=heard.said_at, actor=heard.customer, at=heard.at
            )
        about = product_text(heard, passport.product)
        reply(heard, conversation, "bot.continued", also=about, actor=actor)


def _conversation(heard: Heard, passport: PassportView) -> tuple[UUID | None, bool]:
    """The conversation to go on with: the passport's, or the open one, or a new one about the product it carries.

    With it whether it is new.
    """
    if passport.conversation is not None and read_conversation(passport.conversation).state == "open":
        return passport.conversation, False
    leaves = leaves_with(heard.leaf)
    found = find_conversation(leaves)
    if found is not None or passport.product is None:
        return found.id if found else None, False
    opened = open_conversation(
        leaves,
        heard.leaf,
        channel=heard.channel,
        connection_id=heard.connection.id,
        actor=heard.customer,
        at=heard.at,
        said_at=heard.said_at,
        about=("product", passport.product),
    )
    return opened.conversation, opened.new
