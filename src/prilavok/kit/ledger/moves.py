"""Posting moves and reading them back: "why is this 47?"."""

import re
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from prilavok.kit.db.sql import call
from prilavok.kit.ledger.accounts import balance_of
from prilavok.kit.ledger.errors import NotEnough
from prilavok.kit.ledger.types import CauseSum, Drawing, Explanation, Lack, Posting, SeenMove, Shortage, Standing, Stood

_SEEN = "id, kind, other, units, change, cause, cause_id, pending_id, occurred_at, recorded_at, origin, generated"
# The two sides of an account, each read by its own index; `change` is what the move did to the posted units.
_OUT = """
    SELECT m.*, m.credit_id AS other, CASE WHEN m.kind IN ('post', 'settle') THEN -m.units ELSE 0 END AS change
    FROM kit_move m WHERE m.debit_id = %(account)s"""
_IN = """
    SELECT m.*, m.debit_id AS other, CASE WHEN m.kind IN ('post', 'settle') THEN m.units ELSE 0 END AS change
    FROM kit_move m WHERE m.credit_id = %(account)s"""
_FIRST = "SELECT {seen} FROM (({out} {page}) UNION ALL ({into} {page})) AS side {order}"
_ORDER = "ORDER BY occurred_at DESC, id DESC LIMIT %(limit)s"
_NEWEST = _FIRST.format(seen=_SEEN, out=_OUT, into=_IN, page=_ORDER, order=_ORDER)
_OLDER = _FIRST.format(
    seen=_SEEN, out=_OUT, into=_IN, page="AND (m.occurred_at, m.id) < (%(at)s, %(id)s) " + _ORDER, order=_ORDER
)
# Sums and balance in one statement, so that they are of one instant.
_CAUSES = f"""
    WITH ranked AS (
        SELECT *, sum(change) OVER (PARTITION BY cause) AS total, count(*) OVER (PARTITION BY cause) AS moves,
               row_number() OVER (PARTITION BY cause ORDER BY occurred_at DESC, id DESC) AS nth,
               sum(change) OVER () AS whole
        FROM ({_OUT} AND m.kind IN ('post', 'settle') UNION ALL {_IN} AND m.kind IN ('post', 'settle')) AS side
    )
    SELECT coalesce(b.posted, whole)::bigint, coalesce(b.held, 0), cause, total::bigint, moves, {_SEEN}
    FROM ranked LEFT JOIN kit_balance b ON b.account_id = %(account)s
    WHERE nth <= %(newest)s ORDER BY cause, nth
"""
_CAUSED = """
    SELECT m.id, m.debit_id, m.credit_id, m.units, m.cause, m.cause_id, m.occurred_at
    FROM kit_move m JOIN kit_account a ON a.id = m.debit_id
    WHERE m.cause_id = %(cause)s AND m.kind = 'post' AND a.book = %(book)s ORDER BY m.id
"""
# What stood after the newest move of a page is the last daily snapshot before it and the moves since; the others follow
# by what each move changed. So a page reads a day or so of moves, and not all that the account ever had.
_RUNNING = f"""
    WITH page AS ({{first}}), top AS (
        SELECT occurred_at, id FROM page ORDER BY occurred_at DESC, id DESC LIMIT 1
    ), past AS (
        SELECT s.posted, (s.day + 1)::timestamp AT TIME ZONE 'UTC' AS ended FROM kit_snapshot s, top
        WHERE s.account_id = %(account)s AND (s.day + 1)::timestamp AT TIME ZONE 'UTC' <= top.occurred_at
        ORDER BY s.day DESC LIMIT 1
    ), since AS (
        SELECT top.*, coalesce(past.ended, '-infinity') AS ended, coalesce(past.posted, 0) AS posted
        FROM top LEFT JOIN past ON true
    ), start AS (
        SELECT since.posted + coalesce((SELECT sum(side.change) FROM (
            {_OUT} AND m.occurred_at BETWEEN since.ended AND since.occurred_at
            UNION ALL {_IN} AND m.occurred_at BETWEEN since.ended AND since.occurred_at
        ) AS side WHERE (side.occurred_at, side.id) <= (since.occurred_at, since.id)), 0) AS stood FROM since
    )
    SELECT {_SEEN}, (start.stood - coalesce(sum(change) OVER (
        ORDER BY occurred_at DESC, id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint
    FROM page, start ORDER BY occurred_at DESC, id DESC
"""
_STOOD = _RUNNING.format(first=_NEWEST)
_STOOD_BEFORE = _RUNNING.format(first=_OLDER)
_REFUSED_ROW = re.compile(r"\(([0-9a-f-]{36}), (-?\d+), (\d+), \d+\)")


def post_moves(moves: Sequence[Posting], recorded_at: datetime, *, origin: str, generated: bool = False) -> None:
    """Move units at once, all or nothing. Raises NotEnough when a guarded account would fall below what is held."""
    try:
        # A savepoint only where a refusal would otherwise spoil the caller's transaction.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            call("ledger_post", *columns_of(moves), recorded_at, origin, generated)
    except IntegrityError as trouble:
        diagnosis = getattr(trouble.__cause__, "diag", None)
        if diagnosis is None or diagnosis.constraint_name != "kit_balance_guard":
            raise
        raise NotEnough(_lacks(moves, diagnosis.message_detail or "")) from trouble


def _lacks(moves: Sequence[Posting], detail: str) -> list[Lack]:
    """The account the database refused, with what this list asked of it net and what was free."""
    refused = _REFUSED_ROW.search(detail)
    if refused is None:
        return []
    account = UUID(refused[1])
    asked = sum(move.units * ((move.debit == account) - (move.credit == account)) for move in moves)
    return [Lack(account, asked, int(refused[2]) - int(refused[3]) + asked)]


def draw_moves(moves: Sequence[Drawing], recorded_at: datetime, *, origin: str) -> list[Shortage]:
    """Move units that are gone already: never refused; what was lacking came from each move's fallback account."""
    ids, debits, credits, *rest = columns_of(moves)
    fallbacks = [move.fallback for move in moves]
    short = call("ledger_draw", ids, debits, credits, fallbacks, *rest, recorded_at, origin)
    return [Shortage(moves[nth - 1].id, units) for nth, units in short]


def columns_of(moves: Sequence[Posting]) -> list[list[Any]]:
    """The lists that the SQL functions take, in their order; `occurred` comes last."""
    return [
        [move.id for move in moves],
        [move.debit for move in moves],
        [move.credit for move in moves],
        [move.units for move in moves],
        [move.cause for move in moves],
        [move.cause_id for move in moves],
        [move.occurred_at for move in moves],
    ]


def list_moves(account: UUID, before: tuple[datetime, UUID] | None = None, *, limit: int = 50) -> list[SeenMove]:
    """Moves of an account, the newest first. before: (occurred_at, id) of the last move of the page above."""
    at, move = before or (None, None)
    with connection.cursor() as cursor:
        question = {"account": account, "at": at, "id": move, "limit": limit}
        cursor.execute(_OLDER if before else _NEWEST, question)
        return [SeenMove(*row) for row in cursor.fetchall()]


def moves_caused(cause: UUID, *, book: str) -> list[Posting]:
    """The plain moves that a cause (a paper, an order) made in a book, the first one first."""
    with connection.cursor() as cursor:
        cursor.execute(_CAUSED, {"cause": cause, "book": book})
        names = ("id", "debit", "credit", "units", "cause", "cause_id", "occurred_at")
        return [Posting(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def list_standings(account: UUID, before: tuple[datetime, UUID] | None = None, *, limit: int = 50) -> list[Stood]:
    """Moves as `list_moves` gives them, each with what stood on the account after it, all of one instant."""
    at, move = before or (None, None)
    with connection.cursor() as cursor:
        question = {"account": account, "at": at, "id": move, "limit": limit}
        cursor.execute(_STOOD_BEFORE if before else _STOOD, question)
        return [Stood(SeenMove(*row[:-1]), int(row[-1])) for row in cursor.fetchall()]


def explain(account: UUID, *, newest: int = 5) -> Explanation:
    """Why the account stands where it stands: the sum of each cause with its newest moves."""
    with connection.cursor() as cursor:
        cursor.execute(_CAUSES, {"account": account, "newest": newest})
        rows = cursor.fetchall()
    if not rows:
        return Explanation(balance_of([account])[account], ())
    causes = tuple(
        CauseSum(cause, units, moves, tuple(SeenMove(*row[5:]) for row in of_cause))
        for (cause, units, moves), of_cause in groupby(rows, key=lambda row: row[2:5])
    )
    return Explanation(Standing(account, rows[0][0], rows[0][1]), causes)
