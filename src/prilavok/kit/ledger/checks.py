"""Does the ledger add up? Each question is one statement, so it sees one instant while others go on writing."""

from django.db import connection, transaction

_MOST_TOLD = 20  # faults of one kind that are told; the first ones show where to look

_WHOLE = """
WITH outs AS (
    SELECT debit_id AS account, sum(units)::bigint AS units FROM kit_move WHERE kind IN ('post', 'settle') GROUP BY 1
), ins AS (
    SELECT credit_id AS account, sum(units)::bigint AS units FROM kit_move WHERE kind IN ('post', 'settle') GROUP BY 1
), held AS (
    SELECT m.debit_id AS account, sum(h.units)::bigint AS units
    FROM kit_hold h JOIN kit_move m ON m.id = h.move_id GROUP BY 1
), account AS (
    SELECT a.id, a.book, a.unit, a.guarded, b.account_id IS NOT NULL AS has_row, b.posted, b.held,
           coalesce(ins.units, 0) - coalesce(outs.units, 0) AS moved, coalesce(held.units, 0) AS open,
           ledger_account_id(a.book, a.holder, a.unit, a.state) AS named
    FROM kit_account a LEFT JOIN kit_balance b ON b.account_id = a.id
    LEFT JOIN outs ON outs.account = a.id LEFT JOIN ins ON ins.account = a.id LEFT JOIN held ON held.account = a.id
), fault AS (
    SELECT 'posted' AS kind, format('account %s: posted %s, its moves make %s', id, posted, moved) AS said
    FROM account WHERE has_row AND posted <> moved
    UNION ALL
    SELECT 'held', format('account %s: held %s, its open holds make %s', id, held, open)
    FROM account WHERE coalesce(held, 0) <> open
    UNION ALL
    SELECT 'overdraft', format('account %s stands below what is held on it: posted %s, held %s', id, posted, held)
    FROM account WHERE held < 0 OR posted < held
    UNION ALL
    SELECT 'row', format('account %s: %s', id, CASE WHEN guarded THEN 'guarded, without a balance row'
                                               ELSE 'a counter-account with a balance row' END)
    FROM account WHERE guarded <> has_row
    UNION ALL
    SELECT 'name', format('account %s: its name makes %s', id, named) FROM account WHERE id <> named
    UNION ALL
    SELECT 'conserved', format('book %s, unit %s: all accounts together make %s, not 0', book, unit, total)
    FROM (SELECT book, unit, sum(CASE WHEN has_row THEN posted ELSE moved END) AS total FROM account GROUP BY 1, 2)
         AS sums WHERE total <> 0
)
SELECT kind, said, count(*) OVER (PARTITION BY kind) AS found,
       row_number() OVER (PARTITION BY kind ORDER BY said) AS nth FROM fault
"""

_HOLDS = """
WITH ended AS (
    SELECT pending_id AS id, sum(units)::bigint AS units, max(recorded_at) AS at FROM kit_move
    WHERE pending_id IS NOT NULL GROUP BY 1
), reservation AS (
    SELECT m.id, m.units - coalesce(ended.units, 0) AS rest, m.expires_at
    FROM kit_move m LEFT JOIN ended ON ended.id = m.id WHERE m.kind = 'reserve'
), fault AS (
    SELECT 'hold' AS kind, format('reservation %s: %s open by its moves, %s by its hold', coalesce(r.id, h.move_id),
                                  coalesce(r.rest, 0), coalesce(h.units, 0)) AS said
    FROM reservation r FULL JOIN kit_hold h ON h.move_id = r.id
    WHERE coalesce(r.rest, 0) <> coalesce(h.units, 0)
    UNION ALL
    SELECT 'pair', format('move %s does not go the way of its reservation %s', m.id, m.pending_id)
    FROM kit_move m LEFT JOIN kit_move r ON r.id = m.pending_id
    WHERE m.pending_id IS NOT NULL
      AND (r.kind, r.debit_id, r.credit_id) IS DISTINCT FROM ('reserve', m.debit_id, m.credit_id)
    UNION ALL
    SELECT 'late', format('move %s settles reservation %s after its time', m.id, m.pending_id)
    FROM kit_move m JOIN kit_move r ON r.id = m.pending_id WHERE m.kind = 'settle' AND m.recorded_at >= r.expires_at
)
SELECT kind, said, count(*) OVER (PARTITION BY kind) AS found,
       row_number() OVER (PARTITION BY kind ORDER BY said) AS nth FROM fault
"""

# Only moves of accounts that have snapshots are read.
_SNAPSHOTS = """
WITH known AS (SELECT DISTINCT account_id AS account FROM kit_snapshot), line AS (
    SELECT m.debit_id AS account, m.occurred_at AS at, -m.units AS units, NULL::bigint AS posted, NULL::date AS day
    FROM kit_move m WHERE m.kind IN ('post', 'settle') AND m.debit_id IN (SELECT account FROM known)
    UNION ALL
    SELECT m.credit_id, m.occurred_at, m.units, NULL, NULL
    FROM kit_move m WHERE m.kind IN ('post', 'settle') AND m.credit_id IN (SELECT account FROM known)
    UNION ALL
    SELECT s.account_id, (s.day + 1)::timestamp AT TIME ZONE 'UTC', 0, s.posted, s.day FROM kit_snapshot s
), running AS (
    SELECT *, sum(units) OVER (PARTITION BY account ORDER BY at RANGE UNBOUNDED PRECEDING)
            - sum(units) OVER (PARTITION BY account, at) AS moved FROM line
), fault AS (
    SELECT 'snapshot' AS kind, format('account %s at the end of %s: snapshot %s, its moves make %s',
                                      account, day, posted, moved) AS said
    FROM running WHERE day IS NOT NULL AND posted <> moved
)
SELECT kind, said, count(*) OVER (PARTITION BY kind) AS found,
       row_number() OVER (PARTITION BY kind ORDER BY said) AS nth FROM fault
"""


def check() -> list[str]:
    """One sentence for each thing that does not add up, none when all does. Reads every move; changes nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")  # a year of moves takes longer than a page may
            cursor.execute("SET LOCAL work_mem = '128MB'")
        told = [*_told("balances", _WHOLE), *_told("holds", _HOLDS), *_told("snapshots", _SNAPSHOTS)]
        transaction.set_rollback(True)  # gives the caller's limits back
    return told


def _told(subject: str, question: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, said, found FROM ({question}) AS all_of_them WHERE nth <= {_MOST_TOLD}")
        rows = cursor.fetchall()
    sentences = [f"ledger, {subject}: {said}" for _kind, said, _found in rows]
    for kind, found in sorted({(kind, found) for kind, _said, found in rows if found > _MOST_TOLD}):
        sentences.append(f"ledger, {subject}: {found - _MOST_TOLD} more of the kind {kind}")
    return sentences
