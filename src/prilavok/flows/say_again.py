"""Staff have words said once more that were not delivered, or of which nobody knows whether they arrived."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.actions import say_anew
from prilavok.domains.conversations.errors import ConversationUnknown, NotAgain, WayClosed
from prilavok.domains.conversations.queries import brought_with, read_conversation, read_message
from prilavok.insights.answer_ways import answer_ways
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs

needs = "conversations.answer"
#: what people wrote; codes end, and what we tell of our own accord is told anew by what happens
_WORDS = "text"


def say_again(conversation: UUID, message: UUID, *, sure: bool, actor: Actor, at: datetime) -> bool:
    """Queue another try of the same message; False where it is on its way or went through meanwhile.

    sure: somebody was told that it may arrive twice, and wants it all the same; needed where nobody knows whether the
    try before went through. Raises ConversationUnknown, NotAgain, and WayClosed while its channel lets nothing be said.
    """
    with story():
        said = read_message(message)
        if said.conversation != conversation or said.direction != "out":
            raise ConversationUnknown
        if said.kind != _WORDS or not (said.text or brought_with([message])) or (said.state == "unknown" and not sure):
            raise NotAgain
        talk = read_conversation(conversation)
        ways = answer_ways(conversation, talk.leaf, at)
        same = [one for one in ways if (one.to.connection, one.to.leaf) == (said.connection, said.leaf)]
        # Only another try shows that they let us write again.
        for way in same:
            if way.why not in {"", "blocked"}:
                raise WayClosed(said.channel, way.why)
        nth = say_anew(message, actor=actor, at=at)
        if nth:
            key = f"{message}:{nth}:{int(at.timestamp() * 1000)}"
            queue_jobs([NewJob(verb="message.send", facts={"message": str(message)}, key=key, queue="outside")], at)
        return nth > 0
