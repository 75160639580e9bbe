"""What was kept before the indexes of long lives and of words is read and found after them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.long_form import only_long

from prilavok.kit.db.install import bring_up_to_date
from prilavok.kit.events.facts import OfMessage, ProductViewed
from prilavok.kit.events.record import NewEvent, record, record_behaviour
from prilavok.kit.events.timeline import timeline
from prilavok.kit.ids import new_id
from prilavok.kit.search import find

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEAF = uuid4()


def event(nth: int, *, channel: str = "site") -> NewEvent:
    return NewEvent(
        verb="message.received",
        occurred_at=AT + timedelta(minutes=nth // 3),
        subject_kind="message",
        subject=LEAF,
        leaf=LEAF,
        facts=OfMessage(uuid4(), channel),
        id=new_id(AT),
    )


@only_long  # it goes back to the state before, and every migration since
@pytest.mark.usefixtures("own_database")
def test_rows_of_the_state_before_are_kept_and_found() -> None:
    executor = MigrationExecutor(connection)
    (ours,) = [key for key in executor.loader.disk_migrations if key[1].endswith("_long_lives")]
    before = [(app, name) for app, name in executor.loader.disk_migrations[ours].dependencies]
    executor.migrate(before)
    subject = new_id()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kit_search_word'), to_regclass('kit_event_leaf')")
        assert cursor.fetchone() == (None, "kit_event_leaf")
        cursor.execute(
            "INSERT INTO kit_search_entry (id, kind, subject, field, folded, sort, version)"
            " VALUES (%s, 'customer', %s, 'name', 'marat ospanov', 'x', 1), (%s, 'customer', %s, 'phone', '7011234567',"
            " 'x', 1)",
            [new_id(), subject, new_id(), subject],
        )
    kept = record([event(nth) for nth in range(40)], AT)
    seen = record_behaviour(
        [
            NewEvent(
                verb="product.viewed",
                occurred_at=AT + timedelta(minutes=5),
                subject_kind="product",
                subject=LEAF,
                leaf=LEAF,
                facts=ProductViewed(uuid4()),
            )
        ],
        AT,
    )
    bring_up_to_date()
    assert {row.id for row in timeline([LEAF], None, 100)} == {*kept, *seen}
    assert [hit.subject for hit in find("customer", "морат оспонов")] == [subject]
    assert [hit.subject for hit in find("customer", "4567")] == [subject]
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kit_search_word WHERE kind = 'customer' ORDER BY word")
        assert cursor.fetchall() == [("marat",), ("ospanov",)]


@pytest.mark.usefixtures("rolled_back")
def test_a_page_of_a_long_life_reads_a_page_of_rows() -> None:
    """Two hundred leaves of fifty entries each: what is looked up is the index; what is read is what is shown."""
    leaves = [uuid4() for _ in range(200)]
    record(
        [
            NewEvent(
                verb="message.received",
                occurred_at=AT + timedelta(minutes=nth * 7919 % 10_000),
                subject_kind="message",
                subject=leaf,
                leaf=leaf,
                facts=OfMessage(uuid4(), "site"),
            )
            for nth in range(50)
            for leaf in leaves
        ],
        AT,
    )
    found = timeline(leaves, None, 26, verbs=["message.received"])
    everything = timeline(leaves, None, 20_000, verbs=["message.received"])
    assert len(everything) == 10_000 and found == everything[:26]
    mark = (found[-1].occurred_at, found[-1].id)
    assert timeline(leaves, mark, 26, verbs=["message.received"]) == everything[26:52]
    assert timeline(leaves, None, 26, verbs=["message.sent"]) == ()
