"""How a receipt is numbered, and how it lies in its row."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.receipts.types import ReceiptLine, ReceiptTender


def receipt_number(entity: str, year: int, nth: int) -> str:
    """What people say and type: receipt_number("north", 2026, 7) is "north-26-000007"."""
    if not 2000 <= year <= 2099 or nth < 1:
        raise ValueError(f"no such receipt: {entity!r} {year} {nth}")
    return f"{entity[:24]}-{year % 100:02d}-{nth:06d}"


def year_at(at: datetime, zone: str) -> int:
    """The calendar year of an instant at a place of this zone."""
    return at.astimezone(ZoneInfo(zone)).year


def packed_lines(lines: Sequence[ReceiptLine]) -> list[dict[str, Any]]:
    """Lines as plain values."""
    return [{**asdict(line), "variant": str(line.variant)} for line in lines]


def unpacked_lines(stored: Sequence[Mapping[str, Any]]) -> tuple[ReceiptLine, ...]:
    """Lines as they were."""
    return tuple(ReceiptLine(**{**line, "variant": UUID(line["variant"])}) for line in stored)


def packed_tenders(tenders: Sequence[ReceiptTender], order_number: str, change: int, earned: int) -> dict[str, Any]:
    """How it was paid and what came of it, as plain values."""
    paid = [asdict(tender) for tender in tenders]
    return {"paid": paid, "order_number": order_number, "change": change, "earned": earned}


def unpacked_tenders(stored: Mapping[str, Any]) -> tuple[ReceiptTender, ...]:
    """How it was paid."""
    return tuple(ReceiptTender(**tender) for tender in stored["paid"])
