"""The check of promotions and coupons that are given only so often. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.days.books import Books
from tests.days.history import REFUSED, Call


def limits(history: Sequence[Call], books: Books) -> Iterator[str]:
    """15. No promotion is given and no coupon used more often than it may be; nobody is refused one that is free."""
    living = [use for use in books.uses if use["living"]]
    given = Counter(use["promotion"] for use in living)
    by_code = Counter(use["coupon"] for use in living)
    theirs = Counter((use["promotion"], use["customer"] or use["leaf"]) for use in living)
    for one in books.promotions:
        if one["in_all"] and given[one["id"]] > one["in_all"]:
            yield f"promotion {one['name']} was given {given[one['id']]} times of {one['in_all']}"
        for (promotion, customer), times in theirs.items():
            if promotion == one["id"] and one["per_customer"] and times > one["per_customer"]:
                yield f"promotion {one['name']} was given {times} times to {customer}, of {one['per_customer']}"
    for coupon in books.coupons:
        if coupon["most_uses"] and by_code[coupon["id"]] > coupon["most_uses"]:
            yield f"coupon {coupon['code']} was used {by_code[coupon['id']]} times of {coupon['most_uses']}"
    yield from _taken_off(books)
    yield from _refused(history, books)


def _taken_off(books: Books) -> Iterator[str]:
    """What promotions took off an order is what their uses say; they are free again where the order has come to nothing."""
    orders = {order["id"]: order for order in books.orders}
    off, used = Counter[str](), Counter[str]()
    for line in books.lines:
        off[line["order"]] += line["promotion_amount"]
    changed = {change["order"] for change in books.changes if change["key"] != "cancel"}
    for use in books.uses:
        used[use["order"]] += use["amount"]
        order = orders.get(use["order"])
        if order is None:
            yield f"a promotion was used by order {use['order']}, which is not there"
            continue
        over = order["commercial"] == "cancelled" or order["paid_amount"] == order["returned_amount"]
        if use["living"] == over:
            yield f"order {order['id']} is {order['commercial']}, its promotion is {'' if use['living'] else 'not '}used"
    for order in books.orders:
        if order["id"] not in changed and order["commercial"] != "cancelled" and off[order["id"]] != used[order["id"]]:
            yield f"order {order['id']} had {off[order['id']]} taken off, promotions were given for {used[order['id']]}"


def _refused(history: Sequence[Call], books: Books) -> Iterator[str]:
    """A quote with a promotion ends for its limit only where so many others may have had it by then."""
    most = {one["name"]["en"]: one["in_all"] for one in books.promotions if one["in_all"]}
    names = {one["id"]: one["name"]["en"] for one in books.promotions}
    most |= {names[one["promotion"]]: one["most_uses"] for one in books.coupons if one["most_uses"]}
    placing = [call for call in history if call.deed == "order.place" and call.outcome != REFUSED]
    for call in history:
        # The browsers of one customer share a basket: their quotes end with it too.
        if call.deed != "order.place" or call.code != "quote.ended" or not call.asked.get("guest"):
            continue
        for name in call.asked.get("given", ()):
            rivals = {
                one.key for one in placing
                if name in one.asked.get("given", ()) and one.began < call.ended and one.key != call.key
            }  # fmt: skip
            if name in most and len(rivals) < most[name]:
                yield f"{call.who} was refused {name} while {most[name] - len(rivals)} of {most[name]} were free"
