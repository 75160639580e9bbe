"""A channel that does not tell us is noticed within a minute, asked anew, and told of once; so is its coming back."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests import made_up_channel, make, talking
from tests.made_up_channel import MadeUp, connected

from prilavok.adapters.channels.port import Health
from prilavok.domains.connections.queries import list_health, read_connection
from prilavok.flows import listen_outside, look_after_channels
from prilavok.flows.keep_channel import switch_channel
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
#: prilavok.flows.look_after_channels is run by the worker here, as in the shop
RUN = (listen_outside, look_after_channels)


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(make.AT)
    yield


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    return made_up_channel.install(monkeypatch.setattr)


def look(minutes: int) -> None:
    """The chore of this minute, and all that follows."""
    clock.set_clock(make.AT + timedelta(minutes=minutes))
    queue_jobs([NewJob(verb="channels.look", key=f"chore:{minutes}")], clock.now())
    run_due()
    talking.send_all()


def found(ours: UUID) -> tuple[bool, str, float]:
    health = list_health()[ours]
    return health.listens, health.trouble, (health.since - make.AT) / timedelta(minutes=1)


def test_what_is_found_is_noted_and_only_a_change_is_told(channel: MadeUp) -> None:
    ours = connected()
    for minute in (0, 1):
        look(minute)
    assert found(ours) == (True, "", 0) and channel.listened == []
    channel.found = Health(False, waiting=7)
    look(2)
    look(3)
    assert found(ours) == (False, look_after_channels.DEAF, 2) and list_health()[ours].waiting == 7
    assert len(channel.listened) == 2, "it is asked anew each time"
    assert channel.listened[0].endswith(f"/hooks/{read_connection(ours).code}")
    channel.found = Health(True)
    look(4)
    assert found(ours) == (True, "", 4)
    assert make.verbs_of([ours]) == {"channel.degraded": 1, "channel.recovered": 1}


def test_a_provider_that_cannot_be_asked_is_trouble_and_nothing_is_buried(channel: MadeUp) -> None:
    ours = connected()
    look(0)
    channel.found = OutsideFailed("final", "telegram.token", _("Who are you?"))
    look(1)
    assert found(ours) == (False, "telegram.token", 1) and channel.listened == []
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'job.buried'") == [(0,)]


def test_one_look_without_an_answer_is_no_trouble_yet(channel: MadeUp) -> None:
    ours = connected()
    look(0)
    channel.found = OutsideFailed("temporary", "http.no_answer", _("No answer."))
    look(1)
    assert found(ours) == (True, "", 0)
    look(3)
    assert found(ours) == (False, "http.no_answer", 3)


def test_what_is_switched_off_is_not_looked_at(channel: MadeUp) -> None:
    ours = connected()
    switch_channel(ours, False, version=1, actor=SYSTEM, at=make.AT)
    look(0)
    assert ours not in list_health()
