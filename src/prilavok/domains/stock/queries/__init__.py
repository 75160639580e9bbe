"""Questions to stock: what lies where and why, and the papers that moved it."""

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
    variants_moved,
)
from prilavok.domains.stock.queries.papers import count_papers, list_papers, paper_lines, papers_by_id, read_paper

__all__ = [
    "STOCK_SORTS",
    "count_papers",
    "count_stock",
    "explain_stock",
    "free_at",
    "list_due_orders",
    "list_holds",
    "list_holds_of",
    "list_papers",
    "list_stock",
    "list_stock_moves",
    "list_stock_stood",
    "paper_lines",
    "papers_by_id",
    "read_paper",
    "stock_at",
    "stock_moved",
    "stock_near",
    "stock_totals",
    "variants_moved",
]
