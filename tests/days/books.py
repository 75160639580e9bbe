"""What the database and the bank say in the end: plain rows, read once at rest, for the checks of a history."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = Mapping[str, Any]

_QUESTIONS = {
    "accounts": "SELECT a.id, a.book, a.holder, a.unit, a.state, a.guarded, b.posted, b.held FROM kit_account a"
    " LEFT JOIN kit_balance b ON b.account_id = a.id",
    "moves": "SELECT id, kind, debit_id AS debit, credit_id AS credit, units, cause, cause_id, pending_id AS pending"
    " FROM kit_move",
    "holds": "SELECT h.move_id AS id, h.units, h.owner, m.debit_id AS debit FROM kit_hold h"
    " JOIN kit_move m ON m.id = h.move_id",
    "allocations": 'SELECT id, "order", variant_id AS variant, line_id AS line, units FROM stock_allocation'
    " WHERE held_at IS NULL AND given_back_at IS NULL",
    "supplies": "SELECT l.id, l.paper_id AS paper, p.state, l.variant_id AS variant, l.units, l.arrived, l.promised"
    " FROM stock_paper_line l JOIN stock_paper p ON p.id = l.paper_id WHERE p.kind = 'expected' OR l.promised <> 0",
    "orders": "SELECT id, number, source, source_key, touchpoint, place_id AS place, currency, line_count,"
    " list_amount, discount_amount, amount, coupon_amount, paid_amount, returned_amount, commercial, payment,"
    " fulfilment, origin, version FROM orders_order",
    "lines": 'SELECT id, order_id AS "order", position, variant_id AS variant, quantity, handed_over, cancelled,'
    " returned, list_amount, promotion_amount, match_amount, amount FROM orders_line",
    "changes": 'SELECT id, order_id AS "order", key, acts, amount_before, amount_after FROM orders_change',
    "claims": 'SELECT id, order_id AS "order", state, outcome, change, shipment FROM orders_claim',
    "returns": 'SELECT id, order_id AS "order", place_id AS place, amount, points_amount, points_due, points_taken,'
    " withheld, money, exchanged, exchange FROM orders_return",
    "return_lines": "SELECT of_id AS of, line_id AS line, variant_id AS variant, quantity, amount, condition"
    " FROM orders_return_line",
    "payments": 'SELECT id, "order", kind, method, amount, attempt, of, moved FROM payments_transaction',
    "attempts": 'SELECT id, "order", amount, state, outside_id, way, hold, whole FROM payments_attempt',
    "refunds": 'SELECT id, "order", attempt, charge, amount, state FROM payments_refund',
    "receipts": 'SELECT id, "order", number, kind, of, amount, lines, tenders FROM receipts_receipt',
    "shipments": 'SELECT id, "order", state, claim FROM shipments_shipment',
    "baskets": 'SELECT id, state, "order" FROM baskets_basket',
    "quotes": "SELECT id, basket, amount FROM pricing_quote",
    "quote_lines": "SELECT quote_id AS quote, variant_id AS variant, quantity FROM pricing_quote_line",
    "events": "SELECT id, verb, subject, origin, facts FROM kit_event",
    "tasks": "SELECT kind, subject FROM tasks_task",
    "jobs": "SELECT verb, key, facts, attempts, error, buried_at FROM kit_job",
    "answers": "SELECT caller, key, count(*) AS times FROM kit_answered GROUP BY 1, 2 HAVING count(*) > 1",
    "arrivals": "SELECT connection, outside_key, read_at, error FROM kit_arrival",
    "gift_cards": "SELECT id, amount, state FROM giftcards_card",
    "bookings": "SELECT id, leaf_id AS leaf, key, state, resource_id AS resource, starts_at FROM bookings_booking",
    "seats": "SELECT s.booking_id AS booking, s.resource_id AS resource, s.nth, r.seats, lower(s.span) AS begins,"
    " upper(s.span) AS ends FROM bookings_seat s JOIN bookings_resource r ON r.id = s.resource_id WHERE s.living",
    "programmes": "SELECT id, worth FROM loyalty_programme",
    "codes": "SELECT id, leaf_id AS leaf, kind, used_at IS NOT NULL AS used FROM customers_code",
    "promotions": "SELECT promotion_id AS id, coalesce((conditions ->> 'in_all')::int, 0) AS in_all,"
    " coalesce((conditions ->> 'per_customer')::int, 0) AS per_customer, p.name FROM promotions_version v"
    " JOIN promotions_promotion p ON p.id = v.promotion_id WHERE v.superseded_at IS NULL",
    "coupons": "SELECT id, code, promotion_id AS promotion, coalesce(most_uses, 0) AS most_uses FROM promotions_coupon",
    "uses": 'SELECT id, promotion_id AS promotion, "order", leaf_id AS leaf, customer, coupon_id AS coupon, amount,'
    " voided_at IS NULL AS living FROM promotions_use",
    "lots": "SELECT id, variant_id AS variant, code, serial FROM stock_lot",
    "health": "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
}


@dataclass
class Books:
    """Rows by table; ids are texts as in histories.

    charges: what the bank's terminal itself wrote down; pages: the page's, one row for every change of a payment;
    given_back: what both gave back.
    """

    accounts: Sequence[Row] = ()
    moves: Sequence[Row] = ()
    holds: Sequence[Row] = ()
    allocations: Sequence[Row] = ()
    supplies: Sequence[Row] = ()
    orders: Sequence[Row] = ()
    lines: Sequence[Row] = ()
    changes: Sequence[Row] = ()
    returns: Sequence[Row] = ()
    return_lines: Sequence[Row] = ()
    payments: Sequence[Row] = ()
    attempts: Sequence[Row] = ()
    refunds: Sequence[Row] = ()
    receipts: Sequence[Row] = ()
    shipments: Sequence[Row] = ()
    baskets: Sequence[Row] = ()
    quotes: Sequence[Row] = ()
    quote_lines: Sequence[Row] = ()
    events: Sequence[Row] = ()
    tasks: Sequence[Row] = ()
    jobs: Sequence[Row] = ()
    answers: Sequence[Row] = ()
    arrivals: Sequence[Row] = ()
    gift_cards: Sequence[Row] = ()
    bookings: Sequence[Row] = ()
    seats: Sequence[Row] = ()
    claims: Sequence[Row] = ()
    programmes: Sequence[Row] = ()
    codes: Sequence[Row] = ()
    promotions: Sequence[Row] = ()
    coupons: Sequence[Row] = ()
    uses: Sequence[Row] = ()
    lots: Sequence[Row] = ()
    health: Sequence[Row] = ()
    charges: Sequence[Row] = ()
    given_back: Sequence[Row] = ()
    pages: Sequence[Row] = ()
    opening: Mapping[str, int] = field(default_factory=dict)

    def of(self, table: str, **known: Any) -> list[Row]:
        """Rows of a table in which these columns are so."""
        rows: Sequence[Row] = getattr(self, table)
        return [row for row in rows if all(row[name] == value for name, value in known.items())]


def read_books(
    url: str, terminal: Path | None = None, opening: Mapping[str, int] | None = None, pages: Path | None = None
) -> Books:
    """Everything in one snapshot. terminal, pages: the sandboxes' own files. opening: units by variant before the first
    sale.
    """
    books = Books(opening=dict(opening or {}))
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table, question in _QUESTIONS.items():
            setattr(books, table, [_plain(row) for row in connection.execute(question.encode())])
    books.charges, books.pages = _lines_of(terminal), _lines_of(pages)
    refunds = [file.with_suffix(".refunds") for file in (terminal, pages) if file]
    books.given_back = [row for file in refunds for row in _lines_of(file)]
    return books


def _plain(row: Mapping[str, Any]) -> Row:
    return {name: str(value) if hasattr(value, "hex") and hasattr(value, "version") else value
            for name, value in row.items()}  # fmt: skip


def _lines_of(file: Path | None) -> list[Row]:
    if file is None or not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
