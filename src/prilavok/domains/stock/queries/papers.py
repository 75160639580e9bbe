"""Questions about the papers of stock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from prilavok.domains.stock.errors import PaperUnknown
from prilavok.domains.stock.types import PaperHead, PaperLineView, PaperView
from prilavok.kit.pages import Condition, Mark, Page, Sort, count_some, read_page, read_rows

_COLUMNS = """p.id, p.number, p.kind, p.state, p.place_id, p.to_place_id, p.supplier, p.reason, p.note, p.from_state,
    p.to_state, p.due_on, p.against_id,
    (SELECT count(*) FROM stock_paper_line l WHERE l.paper_id = p.id), p.made_at, p.made_by, p.sent_at, p.sent_by,
    p.done_at, p.done_by, p.takes_back_id, (SELECT b.id FROM stock_paper b WHERE b.takes_back_id = p.id), p.version"""
_NEWEST = Sort((("p.id", "uuid"),), descending=True)
# What the ledger had when a line was counted, as it is known now: a sale that a till told of later, but that was before
# the counting, belongs to it; one after the counting does not, so that it is no difference of the count.
_LINES = """stock_paper_line l JOIN stock_paper p ON p.id = l.paper_id LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN m.credit_id = a.id THEN m.units ELSE -m.units END)::bigint AS shown,
           (sum(m.units) FILTER (WHERE m.occurred_at > l.first_at))::bigint AS moved
      FROM (SELECT ledger_account_id('stock', p.place_id, l.variant_id, 'goods') AS id) a
      JOIN kit_move m ON m.debit_id = a.id OR m.credit_id = a.id
     WHERE m.kind IN ('post', 'settle') AND m.occurred_at <= l.last_at AND m.cause_id IS DISTINCT FROM p.id
) AS s ON p.kind = 'count' AND p.state = 'draft'"""
_LINE = """l.variant_id, l.units, l.arrived, l.cost, l.first_at, l.last_at,
    CASE WHEN p.kind <> 'count' THEN NULL ELSE coalesce(l.units - l.booked, s.shown, 0) END, coalesce(s.moved, 0),
    l.booked, l.version, l.promised"""

_COUNTED = """
SELECT w.nth FROM unnest(%(places)s::uuid[], %(variants)s::uuid[], %(instants)s::timestamptz[]) WITH ORDINALITY
    AS w (place, variant, at, nth)
 WHERE EXISTS (
    SELECT FROM stock_paper p JOIN stock_paper_line l ON l.paper_id = p.id AND l.variant_id = w.variant
     WHERE p.place_id = w.place AND p.kind = 'count' AND p.state = 'done' AND p.done_at >= w.at AND l.last_at >= w.at
       AND p.takes_back_id IS NULL AND NOT EXISTS (SELECT FROM stock_paper b WHERE b.takes_back_id = p.id))
 ORDER BY w.nth
"""


def list_papers(
    *,
    kind: str = "",
    state: str = "",
    place: UUID | None = None,
    after: Mark | None = None,
    limit: int = 50,
) -> Page[PaperView]:
    """Papers, the latest made first. place: those of it, and transfers on their way to it."""
    where = _conditions(kind, state, place)
    return read_page(_COLUMNS, "stock_paper p", row=_view, sort=_NEWEST, where=where, after=after, limit=limit)


def count_papers(*, kind: str = "", state: str = "", place: UUID | None = None) -> int:
    """How many papers the same filters leave; see kit.pages.count_some."""
    return count_some("stock_paper p", _conditions(kind, state, place))


def read_paper(paper: UUID) -> PaperView:
    """One paper. Raises PaperUnknown."""
    for found in papers_by_id([paper]).values():
        return found
    raise PaperUnknown


def papers_by_id(papers: Sequence[UUID]) -> dict[UUID, PaperView]:
    """The papers among these ids."""
    if not papers:
        return {}
    asked = Condition("p.id = ANY(%s::uuid[])", list(papers))
    return {one.id: one for one in read_rows(_COLUMNS, "stock_paper p", row=_view, where=[asked])}


def paper_lines(paper: UUID, only: UUID | None = None) -> list[PaperLineView]:
    """What stands on the paper, what was touched last first. only: of this variant alone."""
    asked = [Condition("l.paper_id = %s::uuid", paper)]
    if only:
        asked.append(Condition("l.variant_id = %s::uuid", only))
    return read_rows(_LINE, _LINES, row=PaperLineView, where=asked, rest="ORDER BY l.last_at DESC, l.id DESC")


def counted_since(goods: Sequence[tuple[UUID, UUID, datetime]]) -> list[int]:
    """Which of these (place, variant and instant) were looked at by a booked count then or later; positions from 0.

    A count that was taken back says nothing.
    """
    if not goods:
        return []
    with connection.cursor() as cursor:
        places, variants, instants = (list(column) for column in zip(*goods, strict=True))
        cursor.execute(_COUNTED, {"places": places, "variants": variants, "instants": instants})
        return [int(nth) - 1 for (nth,) in cursor.fetchall()]


def _view(*row: Any) -> PaperView:
    id, number, kind, state, place, to_place, supplier, reason, note, from_state, to_state, due_on, against, *rest = row
    head = PaperHead(
        to_place=to_place,
        supplier=supplier,
        reason=reason,
        note=note,
        from_state=from_state,
        to_state=to_state,
        due_on=due_on,
        against=against,
    )
    return PaperView(id, number, kind, state, place, head, *rest)


def _conditions(kind: str, state: str, place: UUID | None) -> list[Condition]:
    asked = []
    if kind:
        asked.append(Condition("p.kind = %s", kind))
    if state:
        asked.append(Condition("p.state = %s", state))
    if place is not None:
        asked.append(Condition("p.place_id = %s::uuid OR p.to_place_id = %s::uuid", place, place))
    return asked
