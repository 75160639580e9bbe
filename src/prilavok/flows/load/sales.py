"""Receipts of a source become sales, and the list prices on them price versions."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.adapters.feeds.port import SourceLine, SourceReceipt
from prilavok.domains.customers.actions import open_receipt_leaves
from prilavok.domains.imports.types import Refusal, SliceCounts
from prilavok.domains.orders.queries import known_sales
from prilavok.domains.orders.types import Sale, SaleLine
from prilavok.domains.payments.types import Method
from prilavok.domains.pricing.actions import see_prices
from prilavok.domains.pricing.types import ReceiptPrice
from prilavok.flows.load.slices import Loading, Progress, load_slices
from prilavok.flows.load.times import moved
from prilavok.flows.record_sales import record_sales_here
from prilavok.kit.ids import new_id

needs = "imports.load"
RECEIPTS_AT_ONCE = 300


def load_sales(loading: Loading) -> Iterator[Progress]:
    """Record the source's receipts; a row no rule can place is refused and kept with its reason."""

    def put(receipts: list[SourceReceipt], at: datetime, first: int) -> SliceCounts:
        return _put(loading, receipts, at)

    yield from load_slices(
        loading,
        "sales",
        loading.feed.receipts(),
        RECEIPTS_AT_ONCE,
        put,
        total=loading.run.totals["lines"],
        weigh=lambda receipt: len(receipt.lines),
    )


def _put(loading: Loading, receipts: list[SourceReceipt], at: datetime) -> SliceCounts:
    nameless = [receipt.key for receipt in receipts if not receipt.customer]
    leaves = open_receipt_leaves(loading.source, nameless, at=at, origin="load") if nameless else {}
    sales: list[Sale] = []
    methods: dict[UUID, Method] = {}
    refusals: list[Refusal] = []
    for receipt in receipts:
        leaf = leaves[receipt.key] if not receipt.customer else loading.leaves.get(receipt.customer)
        reason = None if receipt.place in loading.places else "place_unknown"
        reason = reason or (None if leaf else "customer_unknown")
        placed: list[SaleLine] = []
        for line in receipt.lines:
            variant = loading.variants.get(line.product)
            why = reason or line.problem or (None if variant else "product_unknown")
            sold = None if why or variant is None else _line(line, variant.id)
            if sold is None or (why := sold.impossible):
                refusals.append(_refusal(receipt, line, why or "unknown"))
            else:
                placed.append(sold)
        if placed and leaf:
            sale = _sale(loading, receipt, leaf, placed)
            sales.append(sale)
            methods[sale.id] = cast(Method, receipt.method)
    recorded = record_sales_here(sales, method=methods, actor=loading.actor, at=at, origin="load")
    refused = {one.number for one in refusals}
    changed = _changed(loading, receipts, [sale for sale in sales if sale.id not in recorded.orders])
    refusals += [one for one in changed if one.number not in refused]
    if loading.feed.prices_from_receipts:
        see_prices(_prices(loading, sales), at=at)
    rows, amount = sum(len(one.lines) for one in receipts), sum(line.amount for one in receipts for line in one.lines)
    missing = sum(one.amount for one in refusals)
    return SliceCounts(rows, rows - len(refusals), amount, amount - missing, tuple(refusals))


def _changed(loading: Loading, receipts: list[SourceReceipt], known: list[Sale]) -> list[Refusal]:
    """Rows of receipts that were recorded before and say something else now: what is recorded stays."""
    before = known_sales(loading.source, [sale.source_key for sale in known]) if known else {}
    differing = {
        sale.source_key
        for sale in known
        if _sums(sale)
        != (
            before[sale.source_key].line_count,
            before[sale.source_key].list_amount,
            before[sale.source_key].amount,
            before[sale.source_key].coupon_amount,
        )
    }
    return [
        _refusal(receipt, line, "receipt_changed")
        for receipt in receipts
        if receipt.key in differing
        for line in receipt.lines
    ]


def _sums(sale: Sale) -> tuple[int, int, int, int]:
    return (
        len(sale.lines),
        sum(line.list_amount for line in sale.lines),
        sum(line.amount for line in sale.lines),
        sum(line.coupon_amount for line in sale.lines),
    )


def _line(line: SourceLine, variant: UUID) -> SaleLine:
    return SaleLine(
        variant, line.quantity, line.amount + line.promotion + line.match, line.promotion, line.match, line.coupon
    )


def _sale(loading: Loading, receipt: SourceReceipt, leaf: UUID, lines: list[SaleLine]) -> Sale:
    at, day = moved(receipt.at, ZoneInfo(loading.zones[receipt.place]), loading.run.shift_weeks)
    return Sale(
        id=new_id(at),
        number=f"{loading.feed.prefix}-{receipt.key}",
        source=loading.source,
        source_key=receipt.key,
        touchpoint="till",
        place=loading.places[receipt.place],
        leaf=leaf,
        currency=loading.feed.currency,
        placed_at=at,
        local_day=day,
        lines=tuple(lines),
    )


def _prices(loading: Loading, sales: list[Sale]) -> list[ReceiptPrice]:
    lists = {place: loading.price_lists[code] for code, place in loading.places.items()}
    return [
        ReceiptPrice(
            lists[sale.place],
            line.variant,
            line.list_amount,
            line.quantity,
            line.variant in loading.measured,
            sale.placed_at,
        )
        for sale in sales
        for line in sale.lines
    ]


def _refusal(receipt: SourceReceipt, line: SourceLine, reason: str) -> Refusal:
    row: dict[str, str | int] = {
        "receipt": receipt.key,
        "place": receipt.place,
        "customer": receipt.customer,
        "product": line.product,
        "quantity": line.quantity,
        "amount": line.amount,
    }
    return Refusal(line.number, reason, line.amount, row)
