"""The check of orders made at the desk: the sum that was promised, the goods that were shown, one order of a basket. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.days.books import Books, Row
from tests.days.history import OK, REFUSED, Call

#: deeds that place an order by a quote, whoever does them
PLACING = ("order.place", "desk.place", "draft.confirm")
_BY_QUOTE = ("desk.place", "draft.confirm")


def desk(history: Sequence[Call], books: Books) -> Iterator[str]:
    """19. A basket that an operator filled is one order, by the sum and goods of the quote that was promised or shown."""
    baskets, amounts = ({one["id"]: one[name] for one in books.quotes} for name in ("basket", "amount"))
    shown, lines = _units(books.quote_lines, "quote", "variant"), _units(books.lines, "order", "variant")
    changed = {change["order"] for change in books.changes if change["key"] != "cancel"}
    agreed = {event["subject"]: event["facts"]["amount"] for event in books.of("events", verb="order.placed")}
    by_quote = {order["source_key"]: order for order in books.orders}
    of_basket = Counter(baskets[key] for key in by_quote if key in baskets)
    for (deed, quote), outcomes in _outcomes(history).items():
        order, times = by_quote.get(quote), of_basket[baskets.get(quote, "")]
        # Whoever confirms what was ordered by another quote meanwhile is shown that order.
        if OK in outcomes and (times != 1 or (deed == "desk.place" and order is None)):
            yield f"{deed} by {quote} was acknowledged, its basket is {times} orders"
        if order is not None and outcomes == {REFUSED}:
            yield f"{deed} by {quote} was refused, and placed order {order['id']}"
        if order is not None and agreed.get(order["id"]) != amounts.get(quote):
            yield f"order {order['id']} was agreed at {agreed.get(order['id'])}, the desk said {amounts.get(quote)}"
        if order is not None and order["id"] not in changed and lines[order["id"]] != shown[quote]:
            yield f"order {order['id']} is of other goods than its quote"


def as_shown(history: Sequence[Call], books: Books) -> list[Call]:
    """The history in which deeds of the desk are of one kind and name the goods of their quote.

    Those that found their basket ordered by another quote did nothing and are left out.
    """
    lines: dict[str, list[dict[str, object]]] = defaultdict(list)
    for one in books.quote_lines:
        lines[one["quote"]].append({"variant": one["variant"], "quantity": one["quantity"]})
    placed = {order["source_key"] for order in books.orders}
    return [
        replace(call, deed="desk.place", asked={**call.asked, "lines": lines[call.asked["quote"]]})
        if call.deed in _BY_QUOTE
        else call
        for call in history
        if not (call.deed == "draft.confirm" and call.outcome == OK and call.asked["quote"] not in placed)
    ]


def _outcomes(history: Sequence[Call]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for call in history:
        if call.deed in _BY_QUOTE:
            found[call.deed, call.asked["quote"]].add(call.outcome)
    return found


def _units(rows: Sequence[Row], by: str, of: str) -> dict[str, Counter[str]]:
    units: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        units[row[by]][row[of]] += row["quantity"]
    return units
