"""The check of orders that were cancelled: they keep nothing, gave nothing, and their money went back once. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.days.books import Books
from tests.days.history import OK, Call


def cancels(history: Sequence[Call], books: Books) -> Iterator[str]:
    """20. An order is handed over or cancelled, whoever was at it at the same time; cancelled, it is over in every book."""
    orders = {order["id"]: order for order in books.orders}
    over = {order["id"] for order in books.of("orders", commercial="cancelled")}
    for call in history:
        if call.deed == "order.cancel" and call.outcome == OK and call.asked["order"] not in over:
            stands = orders.get(call.asked["order"])
            yield f"order {call.asked['order']} was cancelled, it is {stands and stands['commercial']}"
        if call.deed == "order.hand_over" and call.told.get("receipt") and call.asked["order"] in over:
            yield f"order {call.asked['order']} was handed over, it is cancelled"
    for line in books.lines:
        if line["order"] in over and (line["handed_over"], line["cancelled"]) != (0, line["quantity"]):
            yield f"order {line['order']} is cancelled, a line of it is not"
    for hold in books.holds:
        if hold["owner"] in over:
            yield f"order {hold['owner']} is cancelled and keeps {hold['units']}"
    for one in books.allocations:
        if one["order"] in over:
            yield f"order {one['order']} is cancelled and waits for {one['units']}"
    for sent in books.shipments:
        if sent["order"] in over and sent["state"] != "cancelled":
            yield f"order {sent['order']} is cancelled, its parcel is {sent['state']}"
    for receipt in books.of("receipts", kind="sale"):
        if receipt["order"] in over:
            yield f"order {receipt['order']} is cancelled and has a receipt"
    told = Counter(event["subject"] for event in books.of("events", verb="order.cancelled"))
    for order in books.orders:
        if told[order["id"]] != (order["id"] in over):
            yield f"order {order['id']} is {order['commercial']}, its cancelling was told {told[order['id']]} times"
    yield from _given_back(books, over)


def _given_back(books: Books, over: set[str]) -> Iterator[str]:
    """What cards paid goes back to each once, and all of it, unless the bank said no."""
    promised = Counter(refund["attempt"] for refund in books.refunds)
    refused = {refund["order"] for refund in books.of("refunds", state="refused")}
    for attempt in books.attempts:
        if attempt["order"] in over and promised[attempt["id"]] > 1:
            yield f"order {attempt['order']} is cancelled, its charge went back {promised[attempt['id']]} times"
    net: Counter[str] = Counter()
    for one in books.of("payments", method="card"):
        net[one["order"]] += -one["amount"] if one["kind"] == "refund" else one["amount"]
    for order in sorted(over - refused):
        if net[order]:
            yield f"order {order} is cancelled, {net[order]} of what cards paid did not go back"
