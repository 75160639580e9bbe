"""Checks of what clients saw against the books: nothing acknowledged is lost, nothing is done twice. Pure.

Each takes the history and the books and says one sentence for every thing that is wrong; the numbers are those of
docs/under-fire.md.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.days.books import Books
from tests.days.history import FAULT, OK, REFUSED, UNKNOWN, Call

History = Sequence[Call]


def no_faults(history: History, books: Books) -> Iterator[str]:
    """0. Nobody gets an answer of a broken shop, every no says why, and nobody waited in a circle."""
    for call in history:
        if call.outcome == FAULT:
            yield f"{call.who} was answered {call.status} to {call.deed} {call.key}"
        if call.outcome == REFUSED and not call.code:
            yield f"{call.who} was refused {call.deed} {call.key} ({call.status}) without a reason"
    for row in books.health:
        if row["deadlocks"]:
            yield f"the database cut {row['deadlocks']} transactions that waited in a circle"


def one_effect(history: History, books: Books) -> Iterator[str]:
    """6. A basket is one order at most, a key has one effect; what was acknowledged is there, what was refused is not."""
    basket_of = {quote["id"]: quote["basket"] for quote in books.quotes}
    of_basket = Counter(basket_of[order["source_key"]] for order in books.orders if order["source_key"] in basket_of)
    for basket, orders in of_basket.items():
        if orders > 1:
            yield f"basket {basket} became {orders} orders"
    for named, times in Counter((order["source"], order["source_key"]) for order in books.orders).items():
        if times > 1:
            yield f"the key {named[1]} has {times} orders"
    for row in books.answers:
        yield f"the key {row['key']} of {row['caller']} was kept {row['times']} times"
    for given, times in Counter((one["order"], one["kind"], one["of"]) for one in books.receipts).items():
        if times > 1:
            yield f"order {given[0]} has {times} receipts of one {given[1]}"
    rows = {"order": books.orders, "return": books.returns, "receipt": books.receipts, "booking": books.bookings,
            "claim": books.claims}  # fmt: skip
    there = {kind: {row["id"] for row in of_kind} for kind, of_kind in rows.items()}
    quote_of = {order["id"]: order["source_key"] for order in books.orders}
    by_quote = set(quote_of.values())
    for (deed, key), calls in _by_key(history).items():
        # A page that is drawn anew has made nothing: the bank has not said, or what is due is another by now.
        told = {json.dumps(made) for call in calls if call.outcome == OK and (made := _effect(call))}
        if len(told) > 1:
            yield f"{deed} {key} was acknowledged as {len(told)} different things"
        for call in calls:
            if call.outcome == OK:
                for name, made in _effect(call).items():
                    if made not in there[name]:
                        yield f"{deed} {key} was acknowledged, its {name} {made} is not there"
        quote = str(calls[0].asked.get("quote", ""))
        for order in {str(call.told["order"]) for call in calls if _told(call, "order.place")}:
            if quote_of.get(order, quote) != quote:
                yield f"the order of {quote} was acknowledged as {order}, which is that of {quote_of[order]}"
        if deed == "order.place" and quote in by_quote and all(call.outcome == REFUSED for call in calls):
            yield f"the order of {quote} was refused ({calls[0].code}) and is there"


def price_kept(history: History, books: Books) -> Iterator[str]:
    """8. What was shown is what is charged, unless somebody at the counter confirmed a change."""
    agreed = {event["subject"]: event["facts"]["amount"] for event in books.of("events", verb="order.placed")}
    quotes = [call.told for call in history if _told(call, "quote")]
    quotes += [call.told["quote"] for call in history if call.deed == "order.place" and call.told.get("quote")]
    quoted = {quote["id"]: quote["amount"]["amount"] for quote in quotes}
    changed = {change["order"] for change in books.changes if change["key"] != "cancel"}
    amounts = {order["id"]: order["amount"] for order in books.orders}
    for call in history:
        if _told(call, "order.place") and call.asked["quote"] in quoted:
            order, shown = call.told["order"], quoted[call.asked["quote"]]
            if agreed.get(order, shown) != shown:
                yield f"order {order} was agreed at {agreed[order]}, its quote said {shown}"
            if order not in changed and amounts.get(order, shown) != shown:
                yield f"order {order} comes to {amounts[order]}, its quote said {shown}, and nobody changed it"
    receipts = {one["id"]: one["amount"] for one in books.receipts}
    for call in history:
        if _told(call, "sale.till") and receipts.get(call.told["receipt"]) != call.asked["amount"]:
            yield f"the till showed {call.asked['amount']}, the receipt says {receipts.get(call.told['receipt'])}"


def equal_prices(history: History, books: Books) -> Iterator[str]:
    """9. Equal baskets at one place are told equal prices and promotions, whoever asks and whichever process answers.

    Some promotions are given only so often: baskets are equal where the same are.
    """
    told: dict[str, set[str]] = defaultdict(set)
    for call in history:
        if _told(call, "quote"):
            asked = sorted((line["variant"], line["quantity"]) for line in call.told["lines"])
            result = {name: call.told[name] for name in ("list_amount", "discount_amount", "amount", "promotions")}
            lines = sorted(json.dumps(line, sort_keys=True) for line in call.told["lines"])
            promotions = [[one["name"], one["said"]] for one in call.told["promotions"]]
            told[json.dumps([call.told["place"], asked, promotions], sort_keys=True)].add(
                json.dumps([result, lines], sort_keys=True)
            )
    for asked_for, answers in told.items():
        if len(answers) > 1:
            yield f"the basket {asked_for} was priced in {len(answers)} ways"


def outside_once(history: History, books: Books) -> Iterator[str]:
    """11. What goes outside goes once or visibly failed: the bank's own list is ours, and each fact has one event."""
    charged: Counter[str] = Counter()
    for charge in books.charges:
        charged[charge["key"]] += charge["amount"] if charge["then"] == "captured" else 0
    known = {attempt["id"]: attempt for attempt in books.attempts}
    for key, amount in charged.items():
        if key not in known:
            yield f"the bank has a charge {key} that nobody here knows"
        elif amount and (known[key]["state"], known[key]["amount"]) != ("captured", amount):
            yield f"the bank took {amount} for {key}, here it is {known[key]['state']} of {known[key]['amount']}"
    for key, attempt in known.items():
        if attempt["way"] == "terminal" and attempt["state"] == "captured" and charged[key] != attempt["amount"]:
            yield f"{attempt['amount']} is written down for {key}, the bank took {charged[key]}"
        if attempt["state"] in ("asked", "unknown", "taking", "freeing"):
            yield f"what became of {key} was never found out"
    back = {one["key"]: one["amount"] for one in books.given_back if one["then"] == "refunded"}
    ours = {refund["id"]: refund["amount"] for refund in books.of("refunds", state="done")}
    for key in sorted(back.items() ^ ours.items()):
        yield f"the banks gave {back.get(key[0])} back for {key[0]}, here it is {ours.get(key[0])}"
    # What comes as the day is being read has a job that will read it, committed together with it.
    coming = {str(job["facts"].get("connection")) for job in books.jobs if job["buried_at"] is None}
    for arrival in books.arrivals:
        if (arrival["read_at"] is None and arrival["connection"] not in coming) or arrival["error"]:
            yield f"what was told as {arrival['outside_key']} was not taken in: {arrival['error'] or 'unread'}"
    for job in books.jobs:
        if job["buried_at"] is not None:
            yield f"job {job['verb']} {job['key']} was given up: {job['error']}"
    told = Counter((event["verb"], event["subject"]) for event in books.events)
    for order in books.orders:
        placed, ended = told["order.placed", order["id"]], told["order.completed", order["id"]]
        if (placed or order["touchpoint"] != "till") and placed != 1:
            yield f"order {order['id']} was told of {placed} times"
        if ended != (order["commercial"] == "completed"):
            yield f"order {order['id']} is {order['commercial']}, its end was told {ended} times"
    issued = Counter(event["facts"]["receipt"] for event in books.of("events", verb="receipt.issued"))
    for receipt in books.receipts:
        if issued[receipt["id"]] != 1:
            yield f"receipt {receipt['number']} was told of {issued[receipt['id']]} times"


def journals(history: History, books: Books) -> Iterator[str]:
    """12. A till's journal told twice, late and in another order makes each sale once, the same every time."""
    orders: dict[str, set[str]] = defaultdict(set)
    news: dict[str, set[str]] = defaultdict(set)  # the calls' keys: the same call sent again gets its answer again
    for call in history:
        for one in call.told.get("outcomes", ()) if _told(call, "sale.reported") else ():
            if one["outcome"] == "refused":
                yield f"the sale {one['receipt']} has happened and was refused: {one['code']}"
                continue
            orders[one["receipt"]].add(str(one["order"]))
            if one["outcome"] == "new":
                news[one["receipt"]].add(call.key)
    there = Counter(order["source_key"] for order in books.orders)
    for receipt, known in orders.items():
        if len(known) > 1 or len(news[receipt]) > 1 or there[receipt] != 1:
            yield f"the sale {receipt} is {sorted(known)}, new {len(news[receipt])} times, {there[receipt]} in the books"


def _effect(call: Call) -> dict[str, str]:
    """What an answer says was made, by kind."""
    made = {"order.place": "order", "order.hand_over": "receipt", "sale.till": "receipt", "exchange.take": "receipt"}
    by_id = {"return.take": "return", "booking.make": "booking", "claim.open": "claim"}
    if call.deed in by_id and call.told.get("id"):
        return {by_id[call.deed]: str(call.told["id"])}
    name = made.get(call.deed, "")
    if call.deed == "exchange.take" and call.told.get("back"):
        return {"return": str(call.told["back"]["id"]), "order": str(call.told["sold"]["order"])}
    return {name: str(call.told[name])} if call.told.get(name) else {}


def _told(call: Call, deed: str) -> bool:
    return call.deed == deed and call.outcome == OK


def _by_key(history: History) -> dict[tuple[str, str], list[Call]]:
    meant: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in history:
        if call.outcome != UNKNOWN:
            meant[call.deed, call.key].append(call)
    return meant
