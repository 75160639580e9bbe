"""What is to come to places."""

from datetime import date
from uuid import UUID

from prilavok.domains.stock.types import LateSupply, SupplyChange
from prilavok.kit.pages import Condition, read_rows


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
