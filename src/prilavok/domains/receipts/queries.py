"""Questions to receipts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.receipts.errors import ReceiptUnknown
from prilavok.domains.receipts.rules import unpacked_lines, unpacked_tenders
from prilavok.domains.receipts.types import ReceiptView
from prilavok.kit.pages import Condition, read_rows

_RECEIPT = """id, "order", number, kind, place_id, legal_entity, currency, amount, lines, tenders, fiscal, issued_by,
    issued_at, of"""


def read_receipt(receipt: UUID) -> ReceiptView:
    """One receipt. Raises ReceiptUnknown."""
    for found in _read(Condition("id = %s::uuid", receipt)):
        return found
    raise ReceiptUnknown


def list_receipts(orders: Sequence[UUID]) -> list[ReceiptView]:
    """Every receipt of these orders, the eldest first."""
    return _read(Condition('"order" = ANY(%s::uuid[])', list(set(orders)))) if orders else []


def _read(asked: Condition) -> list[ReceiptView]:
    rest = "ORDER BY issued_at, id"
    return read_rows(_RECEIPT, "receipts_receipt", row=_receipt, where=[asked], rest=rest)


def _receipt(*row: Any) -> ReceiptView:
    id, order, number, kind, place, entity, currency, amount, lines, tenders, fiscal, by, at, of = row
    return ReceiptView(
        id,
        order,
        tenders["order_number"],
        number,
        kind,
        place,
        entity,
        currency,
        amount,
        unpacked_lines(lines),
        unpacked_tenders(tenders),
        tenders["change"],
        tenders["earned"],
        fiscal,
        by,
        at,
        of,
    )


def last_receipts(orders: Sequence[UUID]) -> tuple[int, datetime | None]:
    """How many receipts these orders have, and when the last of them was issued."""
    asked = [Condition('"order" = ANY(%s::uuid[])', list(set(orders)))]
    rows = read_rows("count(*), max(issued_at)", "receipts_receipt", row=_counted, where=asked)
    return rows[0]


def _counted(rows: int, last: datetime | None) -> tuple[int, datetime | None]:
    return rows, last


def find_receipt(number: str) -> ReceiptView | None:
    """The receipt of this number as it is printed or scanned; None where there is none."""
    found = _read(Condition("number = %s", number.strip().lower()[:40])) if number.strip() else []
    return found[0] if found else None
