"""A story is one transaction, never inside another; a named lock is held by one process."""

import pytest
from django.db import connection, transaction

from prilavok.kit.db.connections import advisory, in_transaction, story, without_statement_limit
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
