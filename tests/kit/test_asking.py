"""Statements that the driver has prepared are asked for without its cursor: the same answers and the same refusals."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from tests.conftest import OwnDatabase

from prilavok.kit.db import asking
from prilavok.kit.db.asking import ask
from prilavok.kit.db.connections import lost_database


@pytest.fixture
def direct(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were asked for without a cursor."""
    seen: list[str] = []
    real = asking._ask_prepared

    def watched(raw: Any, sql: str, values: Any) -> Any:
        told = real(raw, sql, values)
        if told is not None:
            seen.append(sql)
        return told

    monkeypatch.setattr(asking, "_ask_prepared", watched)
    return seen


def test_what_is_prepared_is_answered_as_by_a_cursor(own_database: OwnDatabase, direct: list[str]) -> None:
    from prilavok.kit import clock

    sql = "SELECT %s::uuid, %s::bigint[], %s::timestamptz, %s::text, '{\"a\": 1}'::jsonb, n FROM generate_series(1, 2) AS n"
    for nth in range(8):
        values = [uuid4(), [nth, 2**40], clock.now(), "Ә%s"]
        rows, kinds = ask(sql, values)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            assert rows == cursor.fetchall() and rows[0][0] == values[0] and len(rows) == 2
        assert kinds == [2950, 1016, 1184, 25, 3802, 23]
    assert direct == [sql] * len(direct) and len(direct) >= 6
    # Other types of the same statement are another one.
    assert ask("SELECT %s::text IS NULL", [None])[0] == [(True,)]
    assert ask("SELECT %s::text IS NULL", ["x"])[0] == [(False,)]


def test_a_refusal_a_rollback_and_a_lost_line_are_what_they_were(own_database: OwnDatabase, direct: list[str]) -> None:
    put = "INSERT INTO promotions_edition (id, name) VALUES (%s, gen_random_uuid()) RETURNING id"
    away = "DELETE FROM promotions_edition WHERE id > %s RETURNING id"
    for nth in range(5):
        assert ask(put, [nth + 2])[0] == [(nth + 2,)]
    assert len(ask(away, [1])[0]) == 5 and direct
    for _ in range(5):
        with pytest.raises(RuntimeError), transaction.atomic():
            ask(put, [9])
            raise RuntimeError
    assert ask(away, [1])[0] == []  # each of them was within the transaction that was taken back
    for _ in range(5):
        ask(put, [9])
        before = len(direct)
        with pytest.raises(IntegrityError):
            ask(put, [9])
        ask(away, [1])
    assert len(direct) > before
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    for _ in range(5):
        ask("SELECT %s::int", [1])
    import psycopg

    with psycopg.connect(own_database.url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(OperationalError) as trouble:
        ask("SELECT %s::int", [1])
    assert lost_database(trouble.value)
    connection.close()
    assert ask("SELECT %s::int", [1])[0] == [(1,)]
