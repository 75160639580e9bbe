"""One form sent at the same instant by two ways, and many times by each: one answer, and nobody waits forever."""

from functools import partial

from tests import make, talking
from tests.conftest import OwnDatabase
from tests.flows.test_every_messenger import hear, one_person
from tests.people import new_phone
from tests.racing import answered_at_once

from prilavok.domains.connections.types import NewConnection
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.answer_message import answer
from prilavok.flows.connect_outside import connect_outside
from prilavok.insights.answer_ways import answer_ways
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM


def test_two_ways_and_one_key_are_one_answer(own_database: OwnDatabase) -> None:
    talking.connect()
    vk = NewConnection("vk", "vk", "vk_community", {"en": "vk"}, {"group_id": "216789012"})
    connect_outside([vk], actor=SYSTEM, at=make.AT)
    with story():
        telegram = hear("telegram", "7001")
        one_person(new_phone(), telegram, hear("vk", "4242"))
    talk = find_conversation(leaves_with(telegram))
    assert talk is not None
    ways, who = answer_ways(talk.id, talk.leaf, make.AT), talking.operator()
    assert len({one.to.channel for one in ways}) == 2
    say = partial(answer, talk.id, "Yes", key="a", actor=who, at=make.AT)
    given = answered_at_once([partial(say, by=way.name) for way in ways for _press in range(3)])
    assert len(set(given)) == 1
    assert make.ask("SELECT text FROM conversations_message WHERE direction = 'out' AND author_kind = 'staff'") == [
        ("Yes",)
    ]
    assert make.ask("SELECT count(*) FROM kit_job WHERE verb = 'message.send'") == [(1,)]
