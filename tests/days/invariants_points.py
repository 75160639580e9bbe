"""The check of points that are spent: only by a customer's yes, once, and as much as they paid. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.days.books import Books
from tests.days.history import OK, REFUSED, Call

_POSTS = ("post", "settle")


def points(history: Sequence[Call], books: Books) -> Iterator[str]:
    """7. What an order spends in points its customer said yes to, it pays exactly so much, and each yes is used once."""
    accounts = {account["id"]: account for account in books.accounts}
    spent, back, programme = Counter[str](), Counter[str](), dict[str, str]()
    for move in books.moves:
        if move["kind"] in _POSTS and accounts[move["debit"]]["book"] == "points":
            spent[move["cause_id"]] += move["units"] if move["cause"] == "burn" else 0
            back[move["cause_id"]] += move["units"] if move["cause"] == "burn_back" else 0
            programme[move["cause_id"]] = accounts[move["debit"]]["unit"]
    worth = {one["id"]: one["worth"] for one in books.programmes}
    paid, given = Counter[str](), Counter[str]()
    for one in books.of("payments", method="points"):
        (given if one["kind"] == "refund" else paid)[one["order"]] += one["amount"]
    said: dict[str, set[int]] = defaultdict(set)
    for call in history:
        if call.deed == "points.ask" and call.outcome != REFUSED:
            said[call.asked["order"]].add(call.asked["points"])
    for order in sorted({*spent, *paid, *back, *given}):
        of = worth.get(programme.get(order, ""), 1)
        if (spent[order] * of, back[order] * of) != (paid[order], given[order]):
            yield (
                f"order {order} spent {spent[order]} points and gave {back[order]} back,"
                f" they paid {paid[order]} and gave {given[order]}"
            )
        if said[order] and spent[order] and spent[order] not in said[order]:
            yield f"order {order} spent {spent[order]} points, its customer said yes to {sorted(said[order])}"
    orders = {call.asked["order"] for call in history if call.deed == "order.hand_over"}
    for order in sorted(orders & {order for order in spent if spent[order]}):
        if not said[order]:
            yield f"order {order} spent {spent[order]} points, and nobody asked its customer"
    yeses = sum(code["used"] for code in books.of("codes", kind="qr"))
    if yeses != sum(1 for units in spent.values() if units):
        yield f"{yeses} yeses of customers were used, points were spent {sum(1 for n in spent.values() if n)} times"
    for call in history:
        if (
            call.deed == "order.hand_over"
            and call.outcome == OK
            and call.asked.get("asked")
            and call.told.get("receipt")
        ) and not spent[call.asked["order"]]:
            yield f"order {call.asked['order']} was handed over for points, none were spent"
