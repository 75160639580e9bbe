"""What is kept on cards for orders."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.rules import shares_of
from prilavok.domains.giftcards.types import GiftHold, GiftPart
from prilavok.kit.pages import Condition, read_rows

_HOLDS = """kit_hold h JOIN kit_move m ON m.id = h.move_id JOIN kit_account a ON a.id = m.debit_id
    JOIN giftcards_card c ON c.id = a.holder"""


def gift_holds_of(order: UUID, at: datetime) -> list[GiftHold]:
    """What is kept for an order at this instant, the card entered first before the others."""
    return _holds(Condition("h.owner = %s::uuid", order), Condition("h.expires_at > %s", at))


def kept_under(names: Sequence[UUID]) -> dict[UUID, int]:
    """Minor units that are kept on cards under these names (of orders, of leases), whatever the hour."""
    held = _holds(Condition("h.owner = ANY(%s::uuid[])", list(names)), limit=100_000) if names else []
    sums: dict[UUID, int] = {}
    for one in held:
        sums[one.order] = sums.get(one.order, 0) + one.amount
    return sums


def due_gift_holds(at: datetime, *, limit: int = 500) -> list[GiftHold]:
    """What was kept until now and no longer."""
    return _holds(Condition("h.expires_at <= %s", at), limit=limit)


def gift_parts(order: UUID, due: int, at: datetime) -> list[GiftPart]:
    """How much of each card kept for the order pays so much of it (minor units)."""
    return shares_of(gift_holds_of(order, at), due)


def parts_of(holds: Sequence[GiftHold], due: int) -> list[GiftPart]:
    """The same of holds that were read already."""
    return shares_of(holds, due)


def gift_sum(parts: Sequence[GiftPart]) -> int:
    """Minor units of them together."""
    return sum(part.amount for part in parts)


def _holds(*asked: Condition, limit: int = 500) -> list[GiftHold]:
    return read_rows(
        "h.move_id, c.id, c.tail, h.owner, h.units, h.expires_at",
        _HOLDS,
        row=GiftHold,
        where=[Condition("a.book = 'giftcards'"), *asked],
        rest=f"ORDER BY m.recorded_at, h.move_id LIMIT {int(limit)}",
    )
