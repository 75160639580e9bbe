"""Staff answer a customer: where the customer last spoke, or by another way of theirs that is open."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port.sms import parts_of_sms
from prilavok.domains.conversations.actions import find_said, take_over
from prilavok.domains.conversations.errors import NobodyToAnswer, SaidTooMuch, TooManyBytes, TooManyParts, WayClosed
from prilavok.domains.conversations.queries import read_conversation
from prilavok.domains.conversations.types import NewOut
from prilavok.flows.given_files import Given, give_files, refuse_files
from prilavok.flows.messages import SITE, write_and_queue
from prilavok.insights.answer_ways import Way, answer_ways
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "conversations.answer"


def answer(
    conversation: UUID, text: str, *, by: str = "", files: Sequence[Given] = (), key: str, actor: Actor, at: datetime
) -> UUID:
    """Keep the answer and queue its sending; the message. Who answers a conversation that nobody leads, leads it.

    by: the name of one of the conversation's ways (see insights.answer_ways); "" for where the customer last spoke.
    key: one answer per key, however often the form is sent, and by whichever way. Raises ConversationUnknown,
    NobodyToAnswer, NothingSaid, WayClosed, SaidTooMuch, TooManyBytes, TooManyParts and FilesUnfit; then nothing is
    kept.
    """
    with story():
        named = f"answer:{conversation}:{key[:100]}"
        if (before := find_said(conversation, named)) is not None:
            return before
        talk = read_conversation(conversation)
        way = _chosen(answer_ways(conversation, talk.leaf, at), by)
        said = NewOut(
            conversation=conversation,
            leaf=way.to.leaf,
            channel=way.to.channel,
            connection=way.to.connection,
            address=way.to.address,
            text=text,
            key=named,
            answers=way.heard,
            said=way.to.channel == SITE,
            files=len(files),
        )
        _fit(way, text, len(files))
        kept = write_and_queue(said, actor=actor, at=at)
        if kept.new and files:
            give_files(kept.message, files, way, at)
        if talk.staff is None and actor.kind == "staff" and actor.id is not None:
            take_over(conversation, actor.id, actor=actor, at=at)
        return kept.message


def _chosen(ways: tuple[Way, ...], by: str) -> Way:
    way = next((one for one in ways if not by or one.name == by), None)
    if way is None:
        raise NobodyToAnswer
    return way


def _fit(way: Way, text: str, files: int) -> None:
    if way.why:
        raise WayClosed(way.to.channel, way.why)
    refuse_files(way, files)
    words, most = text.strip(), way.caption if files else way.most
    if len(words) > most:
        raise SaidTooMuch(most)
    if way.most_bytes and len(words.encode()) > way.most_bytes:
        raise TooManyBytes(way.most_bytes)
    if way.parts and len(parts_of_sms(words)) > way.parts:
        raise TooManyParts(way.parts)
