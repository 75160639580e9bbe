"""The relay's process: one hands on, the next stands by and takes over."""

import psycopg
import pytest
from tests.conftest import OwnDatabase
from tests.doors.role_processes import role, stop, until
from tests.kit.relay_world import record_events

from prilavok.kit.events.epoch import current_epoch
from prilavok.kit.events.notices import CHANNEL, read_payload
from prilavok.kit.events.relay import relay_lag

pytestmark = pytest.mark.quiet


def test_events_are_handed_on_once_though_relays_die_and_take_over(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as screen:
        screen.execute(f"LISTEN {CHANNEL}")
        with role("relay", own_database) as first, role("relay", own_database) as second:
            record_events(3)
            until(lambda: relay_lag().events == 0 and current_epoch() is not None, first)
            first.kill()
            first.wait()
            record_events(2)
            until(lambda: relay_lag().events == 0, second)
            record_events(1)
            until(lambda: relay_lag().events == 0, second)
            assert stop(second) < 15
        told = [one for notice in screen.notifies(timeout=0.3) for one in read_payload(notice.payload)]
    assert len(told) == 6 and len({one.cursor for one in told}) == 6
