"""The worker's process: does what is due, survives what is killed around it, ends when told."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
from django.db import connection
from tests.conftest import OwnDatabase
from tests.doors.role_processes import role, stop, until

from prilavok.kit import clock
from prilavok.kit.arrivals.keep import NewArrival, keep_arrivals, mark_read
from prilavok.kit.jobs.queue import NewJob, queue_jobs

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def queue_sweep() -> None:
    old = keep_arrivals(uuid4(), [NewArrival("k", b"")], at=AT)
    mark_read(list(old.values()), at=AT)
    queue_jobs([NewJob(verb="arrivals.sweep", queue="chores")], AT)


def test_it_does_what_is_due_after_kill_and_lost_connection_and_stops_when_told(own_database: OwnDatabase) -> None:
    clock.set_clock(AT + timedelta(days=100))
    queue_sweep()
    with role("worker", own_database) as killed:
        until(lambda: count("kit_arrival") + count("kit_job") == 0, killed)
        killed.kill()
    queue_sweep()
    with role("worker", own_database) as worker:
        until(lambda: count("kit_arrival") + count("kit_job") == 0, worker)
        with psycopg.connect(own_database.url, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
        connection.close()
        queue_sweep()
        until(lambda: count("kit_arrival") + count("kit_job") == 0, worker)
        assert stop(worker) < 15


def test_every_job_of_the_kit_and_the_flows_is_known_to_it(rolled_back: None) -> None:
    from prilavok.doors.schedule import CHORES
    from prilavok.doors.worker import know_all_jobs
    from prilavok.flows.reactions import REACTIONS
    from prilavok.kit.events.facts import BEHAVIOUR, EVENTS
    from prilavok.kit.jobs.registry import works

    know_all_jobs()
    wanted = {chore.job for chore in CHORES} | {line.job for lines in REACTIONS.values() for line in lines}
    assert wanted <= set(works)
    assert set(REACTIONS) - {"*"} <= set(EVENTS) | set(BEHAVIOUR)  # "*": hooks hear every verb
