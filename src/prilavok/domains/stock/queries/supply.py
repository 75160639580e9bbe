"""What is to come to places."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from prilavok.domains.stock.errors import GoodsAwaited
from prilavok.domains.stock.types import LateSupply, SupplyChange
from prilavok.domains.stock.types.supply import AheadView, AwaitedView
from prilavok.kit.pages import Condition, among, read_rows


def list_due_supply(before: date, *, limit: int = 1000) -> list[LateSupply]:
    """Papers of expected goods that were to come before a day and did not come whole, the longest due first."""
    return read_rows(
        "paper, place, due_on, sum(units)::bigint",
        "fact_supply",
        row=LateSupply,
        where=[Condition("due_on < %s", before)],
        rest=f"GROUP BY paper, place, due_on ORDER BY due_on, paper LIMIT {int(limit)}",
    )


def supply_changes(paper: UUID) -> list[SupplyChange]:
    """What was said otherwise of a paper of expected goods since it was confirmed, the latest first."""
    return read_rows(
        "version, variant, due_on_was, due_on, units_was, units, reason, changed_at, changed_by",
        "stock_supply_change",
        row=SupplyChange,
        where=[Condition("paper_id = %s::uuid", paper)],
        rest="ORDER BY version DESC, id",
    )


def list_awaited(place: UUID, variant: UUID) -> list[AwaitedView]:
    """What orders wait for of the variant at the place, whoever ordered first stands first."""
    return _awaited(Condition("place = %s::uuid AND variant = %s::uuid", place, variant))


def awaited_by(orders: Sequence[UUID]) -> dict[UUID, list[AwaitedView]]:
    """What each of these orders waits for, what comes first before the rest; one that waits for nothing is left out."""
    found: dict[UUID, list[AwaitedView]] = {}
    if orders:
        for one in _awaited(among('"order"', orders)):
            found.setdefault(one.order, []).append(one)
    return found


def check_all_there(order: UUID) -> None:
    """Raises GoodsAwaited where the order waits for expected goods."""
    if awaited_by([order]):
        raise GoodsAwaited


def _awaited(*asked: Condition) -> list[AwaitedView]:
    return read_rows(
        '"order", place, variant, units, due_on, paper, told_on, ordered_at',
        "fact_awaited",
        row=AwaitedView,
        where=list(asked),
        rest="ORDER BY ordered_at, due_on NULLS LAST, id",
    )


def pre_orders_at(place: UUID) -> list[AheadView]:
    """What is said about waiting for goods at the place: first (variant None) for all, then for single variants."""
    return read_rows(
        "variant_id, allowed",
        "stock_pre_order",
        row=AheadView,
        where=[Condition("place_id = %s::uuid", place)],
        rest="ORDER BY variant_id NULLS FIRST",
    )


def promised_drift() -> list[tuple[UUID, int, int]]:
    """Lines of expected goods that do not say what orders wait for of them: line, what it says, what is waited for."""
    rows: list[tuple[UUID, int, int]] = read_rows(
        "l.id, l.promised, coalesce(a.units, 0)",
        """stock_paper_line l LEFT JOIN (
            SELECT line_id, sum(units)::bigint AS units FROM stock_allocation
             WHERE held_at IS NULL AND given_back_at IS NULL GROUP BY line_id) a ON a.line_id = l.id""",
        row=lambda line, said, awaited: (line, said, awaited),
        where=[Condition("l.promised <> coalesce(a.units, 0)")],
        rest="ORDER BY l.id",
    )
    return rows
