"""Ids are UUIDv7 that rise within a process, the SQL twin has their shape, tokens open only as they were made."""

import os
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from prilavok.kit import ids
from prilavok.kit.errors import Refused

AT = datetime(2024, 3, 1, 12, 0, 0, 123_999, tzinfo=UTC)
MILLISECONDS = 1_709_294_400_123


def assert_shape(made: UUID, milliseconds: int) -> None:
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == milliseconds


def test_an_id_carries_its_instant() -> None:
    assert_shape(ids.new_id(AT), MILLISECONDS)
    before = datetime.now(UTC)
    made = ids.new_id()
    assert int(before.timestamp() * 1000) - 1 <= made.int >> 80 <= int(datetime.now(UTC).timestamp() * 1000) + 1
    with pytest.raises(ValueError, match="zone"):
        ids.new_id(datetime(2024, 1, 1))


def test_ids_of_a_process_rise_and_never_repeat() -> None:
    made = [ids.new_id() for _ in range(2_000)] + ids.new_ids(50_000) + [ids.new_id()]
    assert made == sorted(set(made), key=lambda one: one.int) and len(made) == 52_001
    dated = ids.new_ids(10_000, AT) + ids.new_ids(10_000, AT) + [ids.new_id(AT + timedelta(milliseconds=1))]
    assert dated == sorted(set(dated)) and len(dated) == 20_001
    assert {one.int >> 80 for one in dated[:-1]} == {MILLISECONDS}


def test_threads_share_one_rising_line() -> None:
    lines: list[list[UUID]] = []

    def draw() -> None:
        lines.append([ids.new_id() for _ in range(2_000)])

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(line == sorted(line) for line in lines)
    assert len({one for line in lines for one in line}) == 16_000


def test_a_machine_clock_that_steps_back_does_not_turn_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.new_id()
    monkeypatch.setattr("time.time_ns", lambda: 1_000_000_000)
    assert ids.new_id() > first


def test_an_older_instant_is_kept_as_it_is() -> None:
    late, early = ids.new_id(AT), ids.new_id(AT - timedelta(days=1))
    assert early < late
    assert_shape(early, MILLISECONDS - 86_400_000)


def test_a_forked_process_does_not_repeat_its_parents_ids() -> None:
    ids.new_id(AT)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(one.bytes for one in ids.new_ids(50, AT)))
        os._exit(0)
    os.waitpid(child, 0)
    raw = os.read(reading, 800)
    os.close(reading)
    os.close(writing)
    theirs = {UUID(bytes=raw[start : start + 16]) for start in range(0, 800, 16)}
    ours = ids.new_ids(50, AT)
    # A child that went on from its parent's line would stand within fifty short steps of it.
    assert len(theirs) == 50 and all(abs(one.int - other.int) > 1 << 40 for one in theirs for other in ours)


def test_a_line_that_is_full_borrows_the_next_millisecond() -> None:
    line = ids._Line()
    line._instant, line._tail = 5, (1 << 74) - 2
    made = line.take(5, 3, may_go_back=False)
    assert made == sorted(made)
    assert made[-1].int >> 80 == 6 and all(one.version == 7 for one in made)


@pytest.mark.usefixtures("rolled_back")
def test_the_sql_twin_has_the_same_shape() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT new_id(%s::timestamptz) FROM generate_series(1, 500)", [AT])
        made = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT new_id(NULL)")
        assert cursor.fetchone() == (None,)
    assert len(set(made)) == 500
    for one in made:
        assert_shape(one, MILLISECONDS)
    # Every bit that is not fixed varies: nothing of the random part was overwritten.
    varying = 0
    for one in made:
        varying |= one.int ^ made[0].int
    assert varying == (1 << 80) - 1 - (0xF << 76) - (0b11 << 62)


@given(st.text(max_size=80))
def test_a_token_opens_for_its_purpose_until_its_end(value: str) -> None:
    token = ids.sign(value, "basket", AT)
    assert ids.unsign(token, "basket", AT - timedelta(seconds=1)) == value
    assert token.isascii() and "=" not in token and "/" not in token
    with pytest.raises(Refused) as refusal:
        ids.unsign(token, "basket", AT)
    assert refusal.value.code == "link.expired"
    with pytest.raises(Refused) as refusal:
        ids.unsign(token, "order", AT - timedelta(seconds=1))
    assert refusal.value.code == "link.invalid"


def test_a_token_changed_in_any_place_is_refused() -> None:
    early = AT - timedelta(days=1)
    token = ids.sign("order:17", "order", AT)
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(Refused):
            ids.unsign(changed, "order", early)
    for garbage in ("", "a", "===", "ы" * 40, token[:-1], token + "A", token + "==", " " + token, token * 2):
        with pytest.raises(Refused) as refusal:
            ids.unsign(garbage, "order", early)
        assert refusal.value.code == "link.invalid"
