"""What lies at places and is not sold: damaged, or until somebody has checked its quality."""

from uuid import UUID

from prilavok.domains.stock.types import AsideView
from prilavok.kit.pages import Condition, read_rows

# Who came first goes first: what still lies are the latest arrivals, and `since` is the eldest of those.
_ASIDE = """kit_account a JOIN kit_balance b ON b.account_id = a.id CROSS JOIN LATERAL (
    SELECT min(came.occurred_at) AS since FROM (
        SELECT m.occurred_at, sum(m.units) OVER (ORDER BY m.occurred_at DESC, m.id DESC) - m.units AS younger
          FROM kit_move m WHERE m.credit_id = a.id AND m.kind IN ('post', 'settle')
    ) AS came WHERE came.younger < b.posted) AS lies"""


def list_aside(place: UUID, *, variant: UUID | None = None, limit: int = 500) -> list[AsideView]:
    """What lies aside at the place, what lies longest first; of one variant where it is named."""
    asked = [
        Condition("a.book = 'stock' AND a.state IN ('damaged', 'check') AND b.posted > 0"),
        Condition("a.holder = %s::uuid", place),
    ]
    if variant is not None:
        asked.append(Condition("a.unit = %s::uuid", variant))
    return read_rows(
        "a.holder, a.unit, a.state, b.posted, lies.since",
        _ASIDE,
        row=AsideView,
        where=asked,
        rest=f"ORDER BY lies.since, a.unit, a.state LIMIT {int(limit)}",
    )


def free_in(place: UUID, state: str, variants: list[UUID]) -> dict[UUID, int]:
    """How many units of each variant lie in the state at the place and are held for nobody."""
    if not variants:
        return {}
    rows = read_rows(
        "a.unit, b.posted - b.held",
        "kit_account a JOIN kit_balance b ON b.account_id = a.id",
        row=_pair,
        where=[
            Condition("a.book = 'stock' AND a.state = %s", state),
            Condition("a.holder = %s::uuid", place),
            Condition("a.unit = ANY(%s::uuid[])", variants),
        ],
    )
    return dict(rows)


def _pair(variant: UUID, units: int) -> tuple[UUID, int]:
    return variant, units
