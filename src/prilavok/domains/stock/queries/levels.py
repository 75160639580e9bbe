"""Questions to stock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.types import HoldView, OrderMove, StockTotal, StockView
from prilavok.kit.ledger.moves import explain, list_standings
from prilavok.kit.ledger.types import AccountName, Explanation, Stood
from prilavok.kit.pages import (
    Condition,
    Mark,
    Page,
    Sort,
    count_some,
    read_page,
    read_rows,
)

_COLUMNS = "place, variant, on_hand, held, available"
_NAME = (("place", "uuid"), ("variant", "uuid"))
STOCK_SORTS: Mapping[str, Sort] = {
    "place": Sort(_NAME),
    "-place": Sort(_NAME, descending=True),
    "available": Sort((("available", "bigint"), *_NAME)),
    "-available": Sort((("available", "bigint"), *_NAME), descending=True),
}


def list_stock(
    *,
    place: UUID | None = None,
    variants: Sequence[UUID] | None = None,
    state: str = "",
    sort: str = "place",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[StockView]:
    """What lies where. state: "out" (nothing free), "held" (something held) or all.

    By availability only within a place or some variants: over all of both it would read every balance.
    """
    wide = place is None and variants is None
    return read_page(
        _COLUMNS,
        "fact_stock",
        row=StockView,
        where=_conditions(place, variants, state),
        sort=STOCK_SORTS["place"] if wide else STOCK_SORTS.get(sort, STOCK_SORTS["place"]),
        after=after,
        limit=limit,
    )


def count_stock(*, place: UUID | None = None, variants: Sequence[UUID] | None = None, state: str = "") -> int:
    """How many balances the same filters leave; see kit.pages.count_some."""
    return count_some("fact_stock", _conditions(place, variants, state))


def stock_at(place: UUID, variant: UUID) -> StockView:
    """Units of the variant at the place; noughts where the ledger never heard of it there."""
    for row in list_stock(place=place, variants=[variant]).rows:
        return row
    return StockView(place, variant, 0, 0, 0)


def stock_totals(variants: Sequence[UUID]) -> dict[UUID, StockTotal]:
    """Units of each variant over all places."""
    if not variants:
        return {}
    rows = read_rows(
        "variant, sum(on_hand)::bigint, sum(available)::bigint, count(*) FILTER (WHERE on_hand > 0)",
        "fact_stock",
        row=StockTotal,
        where=_conditions(None, variants, ""),
        rest="GROUP BY variant",
    )
    return {row.variant: row for row in rows}


def explain_stock(place: UUID, variant: UUID) -> Explanation:
    """Why there are so many units at the place: what each cause brought and took; their sum is what is there."""
    return explain(_goods(place, variant), newest=1)


def list_stock_stood(
    place: UUID, variant: UUID, before: tuple[datetime, UUID] | None = None, *, limit: int = 50
) -> list[Stood]:
    """What came to the place and went, the newest first, each move with what lay there after it.

    before: time and id of the last move of the page above.
    """
    return list_standings(_goods(place, variant), before, limit=limit)


def stock_moved(order: UUID) -> list[OrderMove]:
    """How the order changed what lies at places."""
    return read_rows(
        """a.holder, a.unit, CASE WHEN m.credit_id = a.id THEN m.units ELSE -m.units END, m.cause, m.occurred_at""",
        "kit_move m JOIN kit_account a ON a.id IN (m.credit_id, m.debit_id)",
        row=OrderMove,
        where=[
            Condition("m.cause_id = %s::uuid", order),
            Condition("m.kind IN ('post', 'settle') AND a.book = 'stock' AND a.state IN ('goods', 'damaged')"),
        ],
        rest="ORDER BY m.occurred_at, m.id",
    )


def free_at(place: UUID, variants: Sequence[UUID]) -> dict[UUID, int]:
    """How many units of each variant are free to sell at the place; one it never had is left out."""
    if not variants:
        return {}
    rows = read_rows("variant, available", "fact_stock", row=_pair, where=_conditions(place, list(set(variants)), ""))
    return {variant: max(units, 0) for variant, units in rows}


def stocked_at(place: UUID, *, limit: int) -> list[UUID]:
    """Variants that the ledger knows at the place, those of which most lies there first."""
    return read_rows(
        "variant",
        "fact_stock",
        row=lambda variant: variant,
        where=_conditions(place, None, ""),
        rest=f"ORDER BY on_hand DESC, variant LIMIT {limit:d}",
    )


def list_holds(place: UUID, variant: UUID) -> list[HoldView]:
    """For which orders units of the variant are kept at the place, the eldest hold first."""
    return _holds(Condition("a.id = %s::uuid", _goods(place, variant)))


def list_holds_of(order: UUID) -> list[HoldView]:
    """What is still kept for an order, the eldest hold first."""
    return _holds(Condition("h.owner = %s::uuid", order), Condition("a.book = 'stock'"))


def _holds(*asked: Condition) -> list[HoldView]:
    # Ids carry the instant they were made at, so their order is that of the holds.
    return read_rows(
        "h.move_id, h.owner, a.holder, a.unit, h.units, h.expires_at",
        "kit_hold h JOIN kit_move m ON m.id = h.move_id JOIN kit_account a ON a.id = m.debit_id",
        row=HoldView,
        where=list(asked),
        rest="ORDER BY m.recorded_at, h.move_id",
    )


def list_due_orders(at: datetime, *, among: Sequence[UUID] | None = None, limit: int = 500) -> list[UUID]:
    """Orders for which goods were kept until now and no longer, the longest over first. among: none but these.

    An order is not over that still waits for expected goods, or some of whose goods came later and are kept longer: its
    customer cannot have collected it.
    """
    asked = [
        Condition("h.expires_at <= %s AND a.book = 'stock'", at),
        Condition(
            """NOT EXISTS (SELECT FROM kit_hold k JOIN kit_move l ON l.id = k.move_id JOIN kit_account b
                ON b.id = l.debit_id WHERE k.owner = h.owner AND k.expires_at > %s AND b.book = 'stock')""",
            at,
        ),
        Condition('NOT EXISTS (SELECT FROM fact_awaited w WHERE w."order" = h.owner)'),
    ]
    if among is not None:
        asked.append(Condition("h.owner = ANY(%s::uuid[])", list(among)))
    return read_rows(
        "h.owner",
        "kit_hold h JOIN kit_move m ON m.id = h.move_id JOIN kit_account a ON a.id = m.debit_id",
        row=lambda order: order,
        where=asked,
        rest=f"GROUP BY h.owner ORDER BY min(h.expires_at), h.owner LIMIT {int(limit)}",
    )


def variants_moved(causes: Sequence[UUID]) -> list[UUID]:
    """The variants whose stock these causes (orders, say) moved, held or gave back, each once."""
    if not causes:
        return []
    return read_rows(
        "DISTINCT a.unit",
        "kit_move m JOIN kit_account a ON a.id = m.debit_id",
        row=lambda variant: variant,
        where=[Condition("m.cause_id = ANY(%s::uuid[])", list(causes)), Condition("a.book = 'stock'")],
    )


def _pair(one: UUID, units: int) -> tuple[UUID, int]:
    return one, units


def _goods(place: UUID, variant: UUID) -> UUID:
    return AccountName("stock", place, variant, "goods").id


def _conditions(place: UUID | None, variants: Sequence[UUID] | None, state: str) -> list[Condition]:
    asked = []
    if place is not None:
        asked.append(Condition("place = %s::uuid", place))
    if variants is not None:
        asked.append(Condition("variant = ANY(%s::uuid[])", list(variants)))
    if state == "out":
        asked.append(Condition("available <= 0"))
    elif state == "held":
        asked.append(Condition("held > 0"))
    return asked
