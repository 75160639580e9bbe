"""Limits allow what they say, under any interleaving, alike in the table and in memory; addresses are not believed."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.racing import all_at_once

from prilavok.kit import limits
from prilavok.kit.limits import BucketsInMemory, Limit, Taken, address_block, client_address

if TYPE_CHECKING:
    from tests.conftest import OwnDatabase

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CODES = Limit("codes", capacity=3, per_minute=2)


@pytest.mark.usefixtures("rolled_back")
def test_so_many_at_once_then_one_each_half_minute() -> None:
    assert [limits.take(CODES, "+77011234567", AT).allowed for _ in range(4)] == [True, True, True, False]
    assert limits.take(CODES, "+77011234567", AT) == Taken(False, 30)
    assert limits.take(CODES, "+77011234567", AT + timedelta(seconds=29, milliseconds=999)) == Taken(False, 1)
    assert limits.take(CODES, "+77011234567", AT + timedelta(seconds=30)) == Taken(True, 0)
    assert limits.take(CODES, "+77011234567", AT + timedelta(seconds=30)) == Taken(False, 30)
    # Another asker and another limit have their own.
    assert limits.take(CODES, "+77017654321", AT).allowed
    assert limits.take(Limit("logins", 3, 2), "+77011234567", AT).allowed
    limits.give_back(CODES, "+77011234567")
    assert limits.take(CODES, "+77011234567", AT).allowed


@pytest.mark.usefixtures("rolled_back")
def test_who_asked_is_not_stored() -> None:
    limits.take(CODES, "+77011234567", AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM kit_bucket")
        (key,) = [row[0] for row in cursor.fetchall()]
    assert key.startswith("codes:") and "7011234567" not in key


@pytest.mark.usefixtures("rolled_back")
def test_old_buckets_are_swept_and_fresh_ones_stay() -> None:
    limits.take(CODES, "old", AT - timedelta(days=2))
    limits.take(CODES, "new", AT)
    assert limits.sweep_buckets(AT - timedelta(days=1)) == 1
    assert limits.sweep_buckets(AT - timedelta(days=1)) == 0


@pytest.mark.usefixtures("rolled_back")
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 20),
    st.integers(1, 1_000),
    st.lists(st.integers(-(10**7), 10**8) | st.sampled_from([0, 1, 59, 60_001, 10**14]), min_size=1, max_size=25),
)
def test_table_and_memory_decide_alike(capacity: int, per_minute: int, waits: list[int]) -> None:
    limit = Limit("twin", capacity, per_minute)
    memory, at = BucketsInMemory(limit), AT
    limits.give_back(limit, "x")
    for wait in waits:
        at += timedelta(microseconds=wait)
        assert limits.take(limit, "x", at) == memory.take("x", at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT tokens, refilled_at FROM kit_bucket")
            assert cursor.fetchall() == [memory._buckets["x"]]


@given(st.integers(1, 5), st.integers(1, 600), st.lists(st.integers(1, 3_000_000), min_size=1, max_size=200))
def test_never_more_than_capacity_and_rate_and_never_starved(capacity: int, per_minute: int, waits: list[int]) -> None:
    memory, at, allowed = BucketsInMemory(Limit("x", capacity, per_minute)), AT, 0
    for wait in waits:
        at += timedelta(microseconds=wait)
        taken = memory.take("x", at)
        allowed += taken.allowed
        if not taken.allowed:
            later = BucketsInMemory(memory.limit)
            later._buckets["x"] = memory._buckets["x"]
            assert taken.retry_after >= 1
            assert later.take("x", at + timedelta(seconds=taken.retry_after)).allowed
    spent = (at - AT) // timedelta(microseconds=1)
    assert allowed <= capacity + spent * per_minute // 60_000_000 + 1
    # Asked often, it still gives what the time is worth, however small each wait was.
    assert allowed >= min(len(waits), capacity + spent * per_minute // 60_000_000 - 1) or len(waits) > allowed


def test_many_small_waits_add_up() -> None:
    memory = BucketsInMemory(Limit("x", 1, 1))
    assert memory.take("x", AT).allowed
    # A try every millisecond gains less than a thousandth of a token each; after a minute one whole token is there.
    tries = [memory.take("x", AT + timedelta(milliseconds=passed)).allowed for passed in range(1, 60_001)]
    assert tries.index(True) == 59_999 and sum(tries) == 1


def test_memory_forgets_the_longest_untouched() -> None:
    memory = BucketsInMemory(Limit("x", 1, 1), most=2)
    for who in ("a", "b", "c"):
        assert memory.take(who, AT).allowed
    assert not memory.take("c", AT).allowed and not memory.take("b", AT).allowed
    assert memory.take("a", AT).allowed


def test_processes_at_once_take_no_more_than_there_is(own_database: "OwnDatabase") -> None:
    taken: list[bool] = []

    def draw() -> None:
        taken.extend(limits.take(Limit("storm", 50, 1), "x", AT).allowed for _ in range(20))

    all_at_once([draw] * 8)
    assert (sum(taken), len(taken)) == (50, 160)


def test_a_limit_allows_something() -> None:
    for name, capacity, per_minute in (("", 1, 1), ("x", 0, 1), ("x", 1, 0)):
        with pytest.raises(ValueError):
            Limit(name, capacity, per_minute)


@pytest.mark.parametrize(
    ("forwarded", "remote", "expected"),
    [
        (None, "203.0.113.9", "203.0.113.9"),
        ("198.51.100.7", "203.0.113.9", "203.0.113.9"),  # a stranger's header is not believed
        ("198.51.100.7", "10.0.0.2", "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7", "10.0.0.2", "198.51.100.7"),  # the client wrote the first itself
        ("198.51.100.7, 10.0.0.3", "10.0.0.2", "198.51.100.7"),
        ("10.0.0.4, 10.0.0.3", "10.0.0.2", "10.0.0.4"),
        ("rubbish", "10.0.0.2", "10.0.0.2"),
        ("198.51.100.7, rubbish", "10.0.0.2", "10.0.0.2"),
        ("198.51.100.7:5123", "10.0.0.2", "198.51.100.7"),
        ("[2001:db8::5]:443", "10.0.0.2", "2001:db8::5"),
        ("198.51.100.7", "::ffff:10.0.0.2", "198.51.100.7"),
        ("", "10.0.0.2", "10.0.0.2"),
        (None, "", ""),
    ],
)
def test_whose_address(forwarded: str | None, remote: str, expected: str) -> None:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    assert client_address(headers, remote, ["10.0.0.0/8"]) == expected
    assert client_address(headers, "203.0.113.9", []) == "203.0.113.9"


def test_a_household_of_ipv6_is_one() -> None:
    assert address_block("2001:db8:1:2:3::4") == address_block("2001:db8:1:2:ffff::") == "2001:db8:1:2::/64"
    assert address_block("198.51.100.7") == "198.51.100.7"
    assert address_block("unix") == "unix"
