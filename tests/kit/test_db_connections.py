"""A story is one transaction, never inside another; a named lock is held by one process."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from tests.conftest import OwnDatabase

from prilavok.kit.db.asking import ask
from prilavok.kit.db.connections import (
    advisory,
    in_transaction,
    story,
    story_of_call,
    story_of_one,
    without_statement_limit,
)
from prilavok.kit.db.errors import StoryNested


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tried")
        return int(cursor.fetchone()[0])


def _write() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO tried VALUES (1)")


@pytest.fixture
def tried(own_database: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tried (number int)")


def test_a_story_commits_or_leaves_nothing(tried: None) -> None:
    assert not in_transaction()
    with story():
        assert in_transaction()
        _write()
    assert not in_transaction()
    with pytest.raises(RuntimeError, match="changed my mind"), story():
        _write()
        raise RuntimeError("changed my mind")
    assert _count() == 1


def test_a_story_inside_a_story_or_any_transaction_is_refused(tried: None) -> None:
    with pytest.raises(StoryNested), story(), story():
        raise AssertionError("it must not come here")
    with pytest.raises(StoryNested), transaction.atomic(), story():
        raise AssertionError("it must not come here")
    assert not in_transaction()


def test_a_tests_outer_transaction_does_not_count(rolled_back: None) -> None:
    assert not in_transaction()
    with story():
        assert in_transaction()
        with pytest.raises(StoryNested), story():
            raise AssertionError("it must not come here")
    with story():
        assert in_transaction()
    assert not in_transaction()


def test_flows_of_a_call_stand_in_its_transaction_and_in_no_other(tried: None) -> None:
    with pytest.raises(RuntimeError, match="the answer was lost"), story_of_call():
        for _flow in range(2):
            with story():
                _write()
                with pytest.raises(StoryNested), story():
                    raise AssertionError("a flow within a flow is refused here too")
                with pytest.raises(StoryNested), story_of_call():
                    raise AssertionError("and a call within a flow")
        with story_of_one():
            _write()
        assert in_transaction()
        raise RuntimeError("the answer was lost")
    assert (_count(), in_transaction()) == (0, False)
    with pytest.raises(StoryNested), story(), story():
        raise AssertionError("what a call allows ends with it")
    with story_of_call(), story():
        _write()
    assert _count() == 1


def test_one_holder_of_a_named_lock_until_it_lets_go(own_database: object) -> None:
    with advisory("relay") as first:
        assert first is True
        with advisory("relay") as second, advisory("schedule") as other:
            assert second is False
            assert other is True
    with advisory("relay") as again:
        assert again is True


def test_the_limit_of_statements_is_lifted_and_put_back(rolled_back: None) -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    assert limit() == "30s"
    with without_statement_limit():
        assert limit() == "0"
    assert limit() == "30s"


def test_a_living_connection_is_known_to_live_without_asking_it(own_database: OwnDatabase) -> None:
    _ask()
    line: Any = connection.connection
    with _counted(line) as asked:
        assert connection.is_usable()
    assert asked == []


def test_a_connection_that_the_server_ended_is_replaced_before_the_next_request(own_database: OwnDatabase) -> None:
    _ask()
    old = connection.connection
    with psycopg.connect(own_database.url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [old.info.backend_pid])
    assert not connection.is_usable()
    close_old_connections()
    assert ask("SELECT 1", []) == ([(1,)], [23])
    assert connection.connection is not old


def test_a_notice_that_waits_does_not_make_a_connection_dead(own_database: OwnDatabase) -> None:
    _ask()
    connection.connection.execute("LISTEN something")
    with psycopg.connect(own_database.url, autocommit=True) as other:
        other.execute("NOTIFY something")
    assert connection.is_usable() and connection.is_usable()


def test_statements_are_counted_and_refused_as_djangos_are(own_database: OwnDatabase) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert ask("SELECT %s::int, 'x'", [2]) == ([(2, "x")], [23, 25])
    assert len(seen) == 1
    with pytest.raises(IntegrityError), story():
        ask("INSERT INTO kit_bucket (key, tokens, refilled_at) VALUES ('a', 1, now()), ('a', 1, now()) RETURNING 1", [])
    with pytest.raises(TransactionManagementError), transaction.atomic():
        transaction.set_rollback(True)
        ask("SELECT 1", [])
    assert len(ask("SELECT * FROM generate_series(1, 3000)", [])[0]) == 3000
    assert not hasattr(connection.connection, "prilavok_cursor")


def test_a_connection_silent_for_long_is_asked(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.backends.postgresql.base import DatabaseWrapper as Plain

    asked: list[bool] = []
    monkeypatch.setattr(Plain, "is_usable", lambda _self: not asked.append(True))
    other = connection.copy()
    other.connect()
    try:
        assert other.is_usable() and asked == []
        other._looked -= 61
        assert other.is_usable() and asked == [True]
        assert other.is_usable() and asked == [True]
    finally:
        other.close()


def test_a_story_of_one_statement_stands_in_no_other(tried: None) -> None:
    with transaction.atomic(), pytest.raises(StoryNested), story_of_one():
        pass


def _ask() -> None:
    assert ask("SELECT 1", [])[0] == [(1,)]


@contextlib.contextmanager
def _counted(line: Any) -> Iterator[list[str]]:
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(line, "cursor", lambda *_: asked.append("asked") or pytest.fail("asked"))
        yield asked
