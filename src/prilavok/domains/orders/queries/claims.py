"""Questions about claims, their units, and in how many days they are answered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.orders.errors import ClaimUnknown
from prilavok.domains.orders.rules import ANSWER_WITHIN, WARNED_BEFORE, answered_until
from prilavok.domains.orders.types.claiming import ClaimLine, ClaimTerm, ClaimView, TakenIn
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_CLAIM = """c.id, c.order_id, c.state, c.wanted, c.words, c.touchpoint, c.opened_kind, c.opened_by, c.opened_at,
    c.due_at, c.basis, c.outcome, c.why, c.decided_by, c.decided_at, c.place, c.change, c.shipment, c.until, c.ready_at,
    c.closed_at, c.version"""
_CLAIMS = "orders_claim c JOIN orders_order o ON o.id = c.order_id"
_LINE = "claim_id, line_id, variant_id, quantity, reason"
#: what decisions of open claims took in: nobody came for what was to be given instead, yet the old goods are here
_TAKEN = """orders_claim c
    JOIN orders_change h ON h.order_id = c.order_id AND starts_with(h.key, 'claim:' || c.id || ':')
    CROSS JOIN LATERAL jsonb_array_elements(h.acts) a"""
_CAME = "c.state = 'open' AND c.version > 1 AND a->>'kind' = 'replace' AND a->>'condition' NOT IN ('not_taken', 'here')"
_AWAY = f"""(
    SELECT c.order_id, l.line_id, l.quantity FROM orders_claim_line l JOIN orders_claim c ON c.id = l.claim_id
     WHERE c.state = 'waiting'
    UNION ALL SELECT c.order_id, (a->>'line')::uuid, (a->>'quantity')::bigint FROM {_TAKEN} WHERE {_CAME}) u"""
_TERM = "country, wanted, days, basis, valid_from, valid_to"
_IN_FORCE = "valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)"
_DUE = Sort((("c.due_at", "timestamptz"), ("c.id", "uuid")))
_TIME = Sort((("c.opened_at", "timestamptz"), ("c.id", "uuid")), descending=True)


def read_claim(claim: UUID) -> ClaimView:
    """One claim. Raises ClaimUnknown."""
    for found in _with_lines(_read(Condition("c.id = %s::uuid", claim))):
        return found
    raise ClaimUnknown


def claims_of(orders: Sequence[UUID]) -> list[ClaimView]:
    """Every claim of these orders, the first first."""
    if not orders:
        return []
    asked = Condition("c.order_id = ANY(%s::uuid[])", list(set(orders)))
    return _with_lines(_read(asked, rest="ORDER BY c.opened_at, c.id"))


def list_claims(
    *, state: str = "open", place: UUID | None = None, after: Mark | None = None, limit: int = 50
) -> Page[ClaimView]:
    """Claims in a state: open ones by when they are to be answered, others the latest first.

    place: of orders sold there alone, or decided there.
    """
    asked = [Condition("c.state = %s", state)] if state else []
    if place is not None:
        asked.append(Condition("(o.place_id = %s::uuid OR c.place = %s::uuid)", place, place))
    sort = _DUE if state == "open" else _TIME
    page = read_page(_CLAIM, _CLAIMS, row=_claim, where=asked, sort=sort, after=after, limit=limit)
    return Page(tuple(_with_lines(page.rows)), page.after)


def claimed_units(order: UUID) -> dict[UUID, int]:
    """By line the units of claims that are not over."""
    source = "orders_claim_line l JOIN orders_claim c ON c.id = l.claim_id AND c.state <> 'closed'"
    return _units("l.line_id, sum(l.quantity)::bigint", source, Condition("c.order_id = %s::uuid", order))


def units_away(order: UUID) -> dict[UUID, int]:
    """By line the units that are not with the customer though nothing says that they came back for good.

    Those of decided claims that wait, and what came back for a claim that is decided anew.
    """
    of = Condition("u.order_id = %s::uuid", order)
    return _units("u.line_id, sum(u.quantity)::bigint", _AWAY, of)


def claims_to_warn(at: datetime, *, only: UUID | None = None, limit: int = 500) -> list[UUID]:
    """Open claims that are to be answered soon, or should have been; the most urgent first."""
    asked = [Condition("c.state = 'open'"), Condition("c.due_at <= %s", at + WARNED_BEFORE)]
    if only is not None:
        asked.append(Condition("c.id = %s::uuid", only))
    rest = f"ORDER BY c.due_at, c.id LIMIT {int(limit)}"
    return read_rows("c.id", "orders_claim c", row=lambda id: id, where=asked, rest=rest)


def claim_term(country: str, wanted: str, at: datetime) -> tuple[int, str]:
    """In how many days such a claim is answered in a country at an instant, and by what word."""
    asked = [Condition("country = %s AND wanted = %s", country, wanted), Condition(_IN_FORCE, at, at)]
    for term in read_rows(_TERM, "orders_claim_term", row=ClaimTerm, where=asked):
        return term.days, term.basis
    return ANSWER_WITHIN, ""


def claim_due(country: str, wanted: str, zone: str, at: datetime) -> tuple[datetime, str]:
    """Until when such a claim said at an instant is answered, by the clock of the place, and by what word."""
    days, basis = claim_term(country, wanted, at)
    return answered_until(at, days, zone), basis


def list_claim_terms(at: datetime) -> list[ClaimTerm]:
    """All terms of claims in force at an instant."""
    asked = [Condition(_IN_FORCE, at, at)]
    return read_rows(_TERM, "orders_claim_term", row=ClaimTerm, where=asked, rest="ORDER BY country, wanted")


def _read(*asked: Condition, rest: str = "") -> list[ClaimView]:
    return read_rows(_CLAIM, _CLAIMS, row=_claim, where=list(asked), rest=rest)


def _claim(*row: Any) -> ClaimView:
    return ClaimView(*row)


def _with_lines(claims: Sequence[ClaimView]) -> list[ClaimView]:
    lines: Mapping[UUID, list[ClaimLine]] = defaultdict(list)
    if claims:
        of = Condition("claim_id = ANY(%s::uuid[])", [one.id for one in claims])
        for id, line in read_rows(_LINE, "orders_claim_line", row=_line, where=[of], rest="ORDER BY id"):
            lines[id].append(line)
    again = [one.id for one in claims if one.open and one.version > 1]  # one that was never decided is of version 1
    came = _taken_in(again) if again else {}
    return [replace(one, lines=tuple(lines[one.id]), here=tuple(came.get(one.id, ()))) for one in claims]


def _taken_in(claims: Sequence[UUID]) -> Mapping[UUID, list[TakenIn]]:
    found: Mapping[UUID, list[TakenIn]] = defaultdict(list)
    columns = """c.id, (a->>'line')::uuid, (a->>'quantity')::bigint, a->>'condition',
        nullif(a->>'place', '')::uuid"""
    of = Condition("c.id = ANY(%s::uuid[])", list(claims))
    for id, one in read_rows(columns, _TAKEN, row=_taken, where=[of, Condition(_CAME)], rest="ORDER BY h.id"):
        found[id].append(one)
    return found


def taken_instead(claim: UUID) -> list[TakenIn]:
    """What came in as goods were given instead by a claim, the first first; what lay there already once."""
    columns = "c.id, (a->>'line')::uuid, (a->>'quantity')::bigint, a->>'condition', nullif(a->>'place', '')::uuid"
    came = Condition("a->>'kind' = 'replace' AND a->>'condition' NOT IN ('not_taken', 'here')")
    rows = read_rows(
        columns, _TAKEN, row=_taken, where=[Condition("c.id = %s::uuid", claim), came], rest="ORDER BY h.id"
    )
    return [one for _claim_id, one in rows]


def _taken(claim: UUID, *taken: Any) -> tuple[UUID, TakenIn]:
    return claim, TakenIn(*taken)


def _units(columns: str, source: str, of: Condition) -> dict[UUID, int]:
    return dict(read_rows(columns, source, row=_pair, where=[of], rest="GROUP BY 1"))


def _pair(line: UUID, units: int) -> tuple[UUID, int]:
    return line, units


def _line(claim: UUID, *line: Any) -> tuple[UUID, ClaimLine]:
    return claim, ClaimLine(*line)
