"""Questions to stock: what lies where and why, and the papers that moved it."""

from prilavok.domains.stock.queries.aside import free_in, list_aside
from prilavok.domains.stock.queries.levels import (
    STOCK_SORTS,
    count_stock,
    explain_stock,
    free_at,
    list_due_orders,
    list_holds,
    list_holds_of,
    list_stock,
    list_stock_moves,
    list_stock_stood,
    stock_at,
    stock_moved,
    stock_near,
    stock_totals,
    stocked_at,
    variants_moved,
)
from prilavok.domains.stock.queries.papers import count_papers, list_papers, paper_lines, papers_by_id, read_paper
from prilavok.domains.stock.queries.safety import list_safety, read_safety
from prilavok.domains.stock.queries.supply import list_due_supply, supply_changes
from prilavok.domains.stock.rules import promised_above

__all__ = [
    "STOCK_SORTS",
    "count_papers",
    "count_stock",
    "explain_stock",
    "free_at",
    "free_in",
    "list_aside",
    "list_due_orders",
    "list_due_supply",
    "list_holds",
    "list_holds_of",
    "list_papers",
    "list_safety",
    "list_stock",
    "list_stock_moves",
    "list_stock_stood",
    "paper_lines",
    "papers_by_id",
    "promised_above",
    "read_paper",
    "read_safety",
    "stock_at",
    "stock_moved",
    "stock_near",
    "stock_totals",
    "stocked_at",
    "supply_changes",
    "variants_moved",
]
