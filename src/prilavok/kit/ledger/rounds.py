"""The ledger is compared with itself all the time: round after round, a slice of its accounts in each statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F

from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.ledger.models import LedgerDrift, LedgerRound
from prilavok.kit.pages import Condition, read_rows

#: rounds that found nothing are forgotten after so long, those that found something stay
KEPT_ROUNDS = timedelta(days=14)
# Balance, moves and holds of an account in one statement, so that they are of one instant while others go on writing.
_SLICE = """
WITH slice AS MATERIALIZED (
    SELECT a.id FROM kit_account a WHERE %(after)s::uuid IS NULL OR a.id > %(after)s ORDER BY a.id LIMIT %(most)s
), kept AS (
    SELECT m.debit_id AS id, sum(h.units)::bigint AS units FROM kit_hold h JOIN kit_move m ON m.id = h.move_id
     WHERE m.debit_id IN (SELECT id FROM slice) GROUP BY 1
), compared AS (
    SELECT slice.id, b.posted, b.held, coalesce(kept.units, 0) AS kept, moved.units AS made, moved.moves
      FROM slice LEFT JOIN kit_balance b ON b.account_id = slice.id LEFT JOIN kept ON kept.id = slice.id
     CROSS JOIN LATERAL (
        SELECT coalesce(sum(side.units), 0)::bigint AS units, count(*) AS moves FROM (
            SELECT -m.units AS units FROM kit_move m WHERE m.debit_id = slice.id AND m.kind IN ('post', 'settle')
            UNION ALL
            SELECT m.units FROM kit_move m WHERE m.credit_id = slice.id AND m.kind IN ('post', 'settle')
        ) AS side) AS moved
), drift AS (
    SELECT id, 'posted' AS kind, posted AS stands, made FROM compared WHERE posted <> made
    UNION ALL SELECT id, 'held', held, kept FROM compared WHERE held <> kept
)
SELECT (SELECT id FROM slice ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM compared),
       (SELECT coalesce(sum(moves), 0)::bigint FROM compared),
       (SELECT array_agg(id ORDER BY id, kind) FROM drift), (SELECT array_agg(kind ORDER BY id, kind) FROM drift),
       (SELECT array_agg(stands ORDER BY id, kind) FROM drift), (SELECT array_agg(made ORDER BY id, kind) FROM drift)
"""
_SHOWN = """
d.account_id, a.book, a.holder, a.unit, a.state, d.kind, d.stands, d.made, d.found_at"""


@dataclass(frozen=True, slots=True)
class RoundView:
    """accounts: compared so far, with how many moves; found: of them so many did not stand as they make."""

    id: UUID
    began_at: datetime
    ended_at: datetime | None
    accounts: int
    moves: int
    found: int


@dataclass(frozen=True, slots=True)
class DriftView:
    """An account by its name; kind: of what it differs; stands: by its balance; made: by its moves or open holds."""

    account: UUID
    book: str
    holder: UUID
    unit: UUID
    state: str
    kind: str
    stands: int
    made: int
    found_at: datetime

    @property
    def differs(self) -> int:
        return self.stands - self.made


def compare_slice(at: datetime, *, most: int = 500) -> tuple[bool, list[tuple[UUID, str, int]]]:
    """Compare the next accounts of the round; whether it ended by that, and what differs that did not in the last one.

    Each of these is an account, of what it differs, and by how much. Nothing is mended by itself.
    """
    current = LedgerRound.objects.select_for_update().filter(ended_at=None).first()
    if current is None:
        LedgerRound.objects.filter(ended_at__lt=at - KEPT_ROUNDS, found=0).delete()
        current = LedgerRound.objects.create(id=new_id(at), began_at=at)
    with connection.cursor() as cursor:
        cursor.execute(_SLICE, {"after": current.after, "most": most})
        last, accounts, moves, *columns = cursor.fetchone()
    found = list(zip(*(column or [] for column in columns), strict=True))
    _keep(current, found, at)
    ended = accounts < most
    LedgerRound.objects.filter(id=current.id).update(
        after=last or current.after, accounts=F("accounts") + accounts, moves=F("moves") + moves,
        found=F("found") + len(found), ended_at=at if ended else None,
    )  # fmt: skip
    known = {(one.account, one.kind, one.differs) for one in list_drifts(limit=10_000, but=current.id)}
    fresh = [(account, kind, stands - made) for account, kind, stands, made in found]
    return ended, [one for one in fresh if one not in known]


def _keep(current: LedgerRound, found: Sequence[tuple[UUID, str, int, int]], at: datetime) -> None:
    LedgerDrift.objects.bulk_create(
        LedgerDrift(
            id=id, round_id=current.id, account_id=account, kind=kind, stands=stands, made=made, found_at=at
        )
        for id, (account, kind, stands, made) in zip(new_ids(len(found), at), found, strict=True)
    )  # fmt: skip


def list_rounds(*, limit: int = 20) -> list[RoundView]:
    """The latest rounds, the newest first; the first of them may still be under way."""
    return read_rows(
        "id, began_at, ended_at, accounts, moves, found",
        "kit_ledger_round",
        row=RoundView,
        rest=f"ORDER BY began_at DESC, id DESC LIMIT {limit:d}",
    )


def list_drifts(*, limit: int = 100, but: UUID | None = None) -> list[DriftView]:
    """What the latest round that ended found, and the one under way so far. but: not what this round found."""
    rounds = [one.id for one in list_rounds(limit=2) if one.id != but]
    if not rounds:
        return []
    return read_rows(
        _SHOWN,
        "kit_ledger_drift d JOIN kit_account a ON a.id = d.account_id",
        row=DriftView,
        where=[Condition("d.round_id = ANY(%s::uuid[])", rounds)],
        rest=f"ORDER BY d.found_at DESC, d.account_id, d.kind LIMIT {limit:d}",
    )
