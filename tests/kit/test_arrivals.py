"""Arrivals: kept raw, once, read once, expired by their stated age."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.racing import all_at_once

from prilavok.kit.arrivals.keep import (
    LARGEST_BODY,
    NewArrival,
    keep_arrivals,
    mark_broken,
    mark_read,
    sweep_arrivals,
    take_unread,
)
from prilavok.kit.words import Person, stores

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def left() -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM kit_arrival")
        return {row[0] for row in cursor.fetchall()}


def test_an_arrival_is_kept_as_it_came(rolled_back: None) -> None:
    body = bytes(range(256))
    ours = uuid4()
    headers = {"X-Signature": "abc", "Authorization": "Bearer secret", "COOKIE": "secret"}
    kept = keep_arrivals(ours, [NewArrival("k1", body, headers)], at=AT)
    (unread,) = take_unread()
    assert kept == {"k1": unread.id}
    assert (unread.connection, unread.outside_key, unread.received_at, unread.body) == (ours, "k1", AT, body)
    assert unread.headers == {"x-signature": "abc"}


keys = st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=8), max_size=12)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=keys, second=keys)
def test_repeats_are_kept_once_and_the_first_stays(rolled_back: None, first: list[str], second: list[str]) -> None:
    ours = uuid4()
    kept = keep_arrivals(ours, [NewArrival(key, b"first") for key in first], at=AT)
    assert set(kept) == set(first)
    again = keep_arrivals(ours, [NewArrival(key, b"second") for key in second], at=AT + timedelta(1))
    assert set(again) == set(second) - set(first)
    with connection.cursor() as cursor:
        cursor.execute("SELECT outside_key, body FROM kit_arrival WHERE connection = %s", [ours])
        rows = cursor.fetchall()
    assert len(rows) == len(set(first) | set(second))
    assert {key: bytes(body) for key, body in rows} == dict.fromkeys(second, b"second") | dict.fromkeys(first, b"first")


def test_one_key_of_two_connections_is_two_arrivals(rolled_back: None) -> None:
    assert keep_arrivals(uuid4(), [NewArrival("k", b"")], at=AT) and keep_arrivals(
        uuid4(), [NewArrival("k", b"")], at=AT
    )


TOO_LARGE = b"x" * (LARGEST_BODY + 1)
BAD = [NewArrival("", b""), NewArrival("x" * 201, b""), NewArrival("a\0", b""), NewArrival("k", TOO_LARGE)]


def test_one_connection_is_read_without_the_others(rolled_back: None) -> None:
    one, other = uuid4(), uuid4()
    for ours in (one, other):
        keep_arrivals(ours, [NewArrival("k", b"x")], at=AT)
    assert [unread.connection for unread in take_unread(of=other)] == [other]
    assert {unread.connection for unread in take_unread()} == {one, other}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_kept_is_refused_whole(rolled_back: None, bad: NewArrival) -> None:
    with pytest.raises(ValueError):
        keep_arrivals(uuid4(), [NewArrival("good", b""), bad], at=AT)
    assert take_unread() == ()


def test_racing_repeats_and_readers_see_each_once(own_database: Any) -> None:
    ours, new, read = uuid4(), [], []

    def sender() -> None:
        for number in range(20):
            new.extend(keep_arrivals(ours, [NewArrival(f"{number}", b"")], at=AT))

    all_at_once([sender] * 6)
    assert sorted(new) == sorted(f"{number}" for number in range(20))

    def reader() -> None:
        while True:
            with transaction.atomic():
                batch = [one.id for one in take_unread(3)]
                read.extend(batch)
                assert mark_read(batch, at=AT) == len(batch)
            if not batch:
                return

    all_at_once([reader] * 4)
    assert len(read) == len(set(read)) == 20


def test_a_reader_that_fails_leaves_its_arrivals_unread(rolled_back: None) -> None:
    keep_arrivals(uuid4(), [NewArrival("k", b"")], at=AT)
    with pytest.raises(KeyError), transaction.atomic():
        mark_read([one.id for one in take_unread()], at=AT)
        raise KeyError
    assert len(take_unread()) == 1


def test_only_what_was_read_long_ago_expires(rolled_back: None) -> None:
    kept = keep_arrivals(uuid4(), [NewArrival(key, b"") for key in ("read", "late", "broken", "unread")], at=AT)
    assert mark_read([kept["read"]], at=AT + timedelta(seconds=1)) == 1
    assert mark_read([kept["late"]], at=AT + timedelta(days=29)) == 1
    mark_broken(kept["broken"], "ValueError at adapters/x.py:3", at=AT + timedelta(seconds=1))
    mark_broken(kept["broken"], "told again", at=AT + timedelta(days=50))
    assert [one.id for one in take_unread()] == [kept["unread"]]
    assert sweep_arrivals(AT + timedelta(days=30)) == 0
    assert sweep_arrivals(AT + timedelta(days=30, seconds=2)) == 1
    assert left() == {kept["late"], kept["broken"], kept["unread"]}
    assert sweep_arrivals(AT + timedelta(days=90), limit=1) == 1
    assert sweep_arrivals(AT + timedelta(days=90)) == 0
    assert sweep_arrivals(AT + timedelta(days=91)) == 1
    assert sweep_arrivals(AT + timedelta(days=4000)) == 0
    assert left() == {kept["unread"]}


def test_an_erasure_empties_what_tells_of_the_person_and_not_what_has_the_same_figures(rolled_back: None) -> None:
    ours, other = uuid4(), uuid4()
    theirs = {
        "wrote": b'{"update_id": 5, "message": {"from": {"id": 70331177}}}',
        "contact": b'{"contact": {"user_id":70331177}}',
        "phone": b'{"to": "8 (701) 123-45-67", "same": "87011234567"}',
    }
    strangers = {
        "update": b'{"update_id": 70331177, "message": {"message_id": 70331177, "from": {"id": 9}}}',
        "longer": b'{"from": {"id": 170331177}, "n": "1770112345678"}',
        "sum": b'{"amount": 70331177, "text": "70331177"}',
    }
    for link, bodies in ((ours, theirs | strangers), (other, {"elsewhere": theirs["wrote"]})):
        kept = keep_arrivals(link, [NewArrival(key, body) for key, body in bodies.items()], at=AT)
        mark_read(list(kept.values()), at=AT)
    keep_arrivals(ours, [NewArrival("unread", theirs["wrote"])], at=AT)
    [store] = [one for one in stores() if one.table == "kit_arrival"]
    person = Person((), contacts=("+77011234567",), users=((ours, "70331177"),))
    assert store.erase(person, AT) == 3 and store.erase(person, AT) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT outside_key FROM kit_arrival WHERE body = ''")
        assert {key for (key,) in cursor.fetchall()} == set(theirs)
