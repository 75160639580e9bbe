"""The check of pages of the bank and of money that is held: its own book is ours, and each sum ends once. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.days.books import Books, Row

#: how a payment stands here by how it stands at the bank
_SAME = {
    "waiting": ("waiting",),
    "held": ("held",),
    "captured": ("captured",),
    "declined": ("refused",),
    "cancelled": ("refused",),
    "released": ("released", "refused"),
}


def held_money(books: Books) -> Iterator[str]:
    """16. What is held is taken or let go once, or waits where it can be seen; never more is taken than was held."""
    told: dict[str, list[Row]] = defaultdict(list)
    for row in books.pages:
        told[row["key"]].append(row)
    orders = {order["id"]: order for order in books.orders}
    own = Counter(one["id"] for one in books.payments)
    attempts = {one["id"]: one for one in books.attempts if one["way"] != "terminal"}
    for key, rows in told.items():
        if key not in attempts:
            yield f"the bank has a page {key} that nobody here knows"
            continue
        ours, last = attempts[key], rows[-1]
        if ours["state"] not in _SAME[last["state"]]:
            yield f"page {key} is {last['state']} at the bank, here it is {ours['state']}"
        states = [row["state"] for row in rows]
        if states.count("captured") > 1 or ("captured" in states and "released" in states):
            yield f"page {key} ended more than once at the bank: {states}"
        taken = last["amount"] if last["asked"] is None else last["asked"]
        if last["state"] == "captured" and (taken > last["amount"] or taken != ours["amount"]):
            yield f"the bank took {taken} of {last['amount']} for page {key}, here it is {ours['amount']}"
        if ours["state"] == "captured" and ours["amount"] > (ours["whole"] or ours["amount"]):
            yield f"page {key}: {ours['amount']} was taken of {ours['whole']} that was held"
    for key, ours in attempts.items():
        if key not in told and ours["state"] != "refused":
            yield f"page {key} is {ours['state']} here, the bank has none"
        order = orders.get(ours["order"])
        if ours["state"] in ("held", "waiting") and (order is None or order["commercial"] != "placed"):
            yield f"page {key} is {ours['state']} for order {ours['order']}, which is over"
        if own[key] != (ours["state"] == "captured"):
            yield f"page {key} is {ours['state']}, {own[key]} payments are written down for it"
    asked = {one["id"] for one in books.attempts}
    paged = {one["order"] for one in attempts.values()}
    for one in books.payments:
        by_card = (one["kind"], one["method"], one["moved"]) == ("capture", "card", None)
        if by_card and one["order"] in paged and one["id"] not in asked:
            yield f"order {one['order']} has {one['amount']} taken from a card that nobody asked for"
