"""Checks of the books alone: goods, money and points must add up, whatever the clients did. Pure.

Each takes the books and says one sentence for every thing that is wrong; the numbers are those of docs/under-fire.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.days.books import Books, Row

_POSTS = ("post", "settle")


def balances(books: Books) -> Iterator[str]:
    """1. What lies on an account is the sum of its moves, and over all accounts a unit comes to nought."""
    moved: Counter[str] = Counter()
    for move in books.moves:
        if move["kind"] in _POSTS:
            moved[move["debit"]] -= move["units"]
            moved[move["credit"]] += move["units"]
    total: Counter[tuple[str, str]] = Counter()
    for account in books.accounts:
        made = moved[account["id"]]
        if account["guarded"] and account["posted"] != made:
            yield f"account {_name(account)} shows {account['posted']}, its moves make {made}"
        total[account["book"], account["unit"]] += account["posted"] if account["guarded"] else made
    for (book, unit), units in total.items():
        if units:
            yield f"{book} {unit}: all accounts together make {units}, not 0"


def guards(books: Books) -> Iterator[str]:
    """2. Nothing is held that is not there: 0 <= held <= on hand, and what was promised is never below nought."""
    for account in books.of("accounts", guarded=True):
        if not 0 <= account["held"] <= account["posted"]:
            yield f"account {_name(account)} holds {account['held']} of {account['posted']}"


def holds(books: Books) -> Iterator[str]:
    """3. The live holds of an account make its held units; each belongs to one open order, and keeps what it lacks.

    What an order waits for of expected goods is as good as kept, and the line it comes by says so.
    """
    held: Counter[str] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    accounts = {account["id"]: account for account in books.accounts}
    for hold in books.holds:
        held[hold["debit"]] += hold["units"]
        if accounts[hold["debit"]]["book"] != "stock":
            continue
        kept[hold["owner"], accounts[hold["debit"]]["unit"]] += hold["units"]
    for account in books.of("accounts", guarded=True):
        if account["held"] != held[account["id"]]:
            yield f"account {_name(account)} says {account['held']} held, its holds make {held[account['id']]}"
    waited: Counter[str] = Counter()
    for one in books.allocations:
        kept[one["order"], one["variant"]] += one["units"]
        if one["line"] is not None:
            waited[one["line"]] += one["units"]
    promised = Counter({line["id"]: line["promised"] for line in books.supplies})
    for of_line in sorted(line for line in (waited | promised) if waited[line] != promised[line]):
        yield f"line {of_line} says {promised[of_line]} are promised, orders wait for {waited[of_line]}"
    lacks: Counter[tuple[str, str]] = Counter()
    for line in _lines_of_open(books):
        lacks[line["order"], line["variant"]] += line["quantity"] - line["handed_over"] - line["cancelled"]
    for claim, line, units, _condition in replaced(books):
        lacks[line["order"], line["variant"]] += units if claim["state"] == "waiting" else 0
    for of in sorted({key for key in (*kept, *lacks) if kept[key] != lacks[key]}):
        yield f"order {of[0]} still has {lacks[of]} of {of[1]} to get, {kept[of]} are kept for it"


def counters(books: Books) -> Iterator[str]:
    """4. Per line: handed over and cancelled within ordered, returned within handed over; the ledger says the same."""
    out, back = _moved_for_orders(books)
    handed, returned = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    brought, received = Counter[str](), Counter[tuple[str, str]]()
    of_return = {one["id"]: one["order"] for one in books.returns}
    for claim, line, units, condition in replaced(books):
        handed[line["order"], line["variant"]] += units if claim["state"] == "closed" else 0
        received[line["order"], line["variant"]] += units if condition != "not_taken" else 0
    for one in books.return_lines:
        brought[one["line"]] += one["quantity"] if one["condition"] != "kept" else 0  # of those only money came back
        if one["condition"] not in ("not_taken", "kept"):
            received[of_return[one["of"]], one["variant"]] += one["quantity"]
    for line in books.lines:
        if line["handed_over"] + line["cancelled"] > line["quantity"] or line["returned"] > line["handed_over"]:
            yield f"line {line['id']} counts {_counted(line)}"
        if line["returned"] != brought[line["id"]]:
            yield f"line {line['id']}: {line['returned']} returned, its returns make {brought[line['id']]}"
        handed[line["order"], line["variant"]] += line["handed_over"]
        returned[line["order"], line["variant"]] += line["returned"]
    for key in sorted({key for key in (*handed, *out) if handed[key] != out[key]}):
        yield f"order {key[0]}: {handed[key]} of {key[1]} handed over, {out[key]} left the shelves for it"
    for key in sorted({key for key in (*received, *back) if received[key] != back[key]}):
        yield f"order {key[0]}: {received[key]} of {key[1]} came back, {back[key]} were put back"
    for order in books.orders:
        if not 0 <= order["returned_amount"] <= order["paid_amount"]:
            yield f"order {order['id']}: {order['returned_amount']} given back of {order['paid_amount']}"


def payments(books: Books) -> Iterator[str]:
    """5. Money taken less money given back is what the order owes; a refund goes to the card it came from."""
    taken: Counter[str] = Counter()
    by_card: Counter[str] = Counter()
    for one in books.payments:
        taken[one["order"]] += -one["amount"] if one["kind"] == "refund" else one["amount"]
        by_card[one["order"]] += one["amount"] if (one["kind"], one["method"]) == ("capture", "card") else 0
    charged: Counter[str] = Counter()
    for attempt in books.of("attempts", state="captured"):
        charged[attempt["order"]] += attempt["amount"]
    told = {str(task["subject"]) for task in books.of("tasks", kind="payment.surplus")}
    for order in books.orders:
        due = order["paid_amount"] - order["returned_amount"] if order["commercial"] == "completed" else 0
        net = taken[order["id"]]
        if net < due:
            yield f"order {order['id']} is {order['commercial']} and owed {due}, {net} was taken"
        most = order["paid_amount"] if order["commercial"] == "placed" else due
        if net > most and order["id"] not in told:
            yield f"order {order['id']} is {order['commercial']}, {net} was taken for {most} and nobody is told"
    for of, amount in charged.items():
        if by_card[of] != amount:
            yield f"order {of}: cards were charged {amount}, {by_card[of]} is written down"
    attempts = {attempt["id"]: attempt for attempt in books.attempts}
    given: Counter[str] = Counter()
    for refund in books.refunds:
        attempt = attempts.get(refund["attempt"])
        if attempt is None or attempt["order"] != refund["order"] or attempt["outside_id"] != refund["charge"]:
            yield f"refund {refund['id']} does not go to a card of its order"
        elif refund["state"] != "refused":
            given[attempt["id"]] += refund["amount"]
    for key, amount in given.items():
        if amount > attempts[key]["amount"]:
            yield f"charge {key}: {amount} given back of {attempts[key]['amount']}"


def stored_value(books: Books) -> Iterator[str]:
    """7. Points are never below nought, and goods that come back take the points they earned, in proportion."""
    accounts = {account["id"]: account for account in books.accounts}
    for account in books.of("accounts", book="points", guarded=True):
        if account["posted"] < 0:
            yield f"account {_name(account)} stands at {account['posted']} points"
    earned, back = Counter[str](), Counter[str]()
    for move in books.moves:
        if move["kind"] in _POSTS and accounts[move["credit"]]["book"] == "points":
            earned[move["cause_id"]] += move["units"] if move["cause"] == "earn" else 0
            back[move["cause_id"]] += move["units"] if move["cause"] == "earn_back" else 0
    yield from _gift_cards(books)
    for order in books.orders:
        if paid := order["paid_amount"]:
            stays = earned[order["id"]] * (paid - order["returned_amount"]) // paid
            if earned[order["id"]] - back[order["id"]] != stays and not _withheld(books, order["id"]):
                yield f"order {order['id']} keeps {earned[order['id']] - back[order['id']]} points, {stays} are due"


def _gift_cards(books: Books) -> Iterator[str]:
    """What a card was given for is what lies on it and what it has paid; it is kept for open orders alone."""
    paid: Counter[str] = Counter()
    for one in books.of("payments", method="gift_card"):
        paid[one["attempt"]] += -one["amount"] if one["kind"] == "refund" else one["amount"]
    accounts = {account["holder"]: account for account in books.of("accounts", book="giftcards", state="spendable")}
    for card in books.gift_cards:
        lies = accounts[card["id"]]["posted"] if card["id"] in accounts else 0
        if lies < 0 or lies + paid[card["id"]] != card["amount"]:
            yield f"gift card {card['id']} of {card['amount']} has paid {paid[card['id']]}, {lies} lies on it"
    own = {account["id"] for account in accounts.values()}
    waiting = {order["id"] for order in books.of("orders", commercial="placed")}
    for hold in books.holds:
        if hold["debit"] in own and hold["owner"] not in waiting:
            yield f"{hold['units']} of a gift card are kept for order {hold['owner']}, which is over"


def totals(books: Books) -> Iterator[str]:
    """10. Lines make the order's sums to the last unit, and every receipt comes to what was paid or given back."""
    lines: dict[str, list[Row]] = defaultdict(list)
    for line in books.lines:
        lines[line["order"]].append(line)
    orders = {order["id"]: order for order in books.orders}
    for order in books.orders:
        own = lines[order["id"]]
        sums = [sum(line[name] for line in own) for name in ("list_amount", "amount")]
        if sums != [order["list_amount"], order["amount"]]:
            yield f"order {order['id']} says {order['list_amount']}, {order['amount']}; its lines make {sums}"
    returns = {one["id"]: one for one in books.returns}
    for receipt in books.receipts:
        if receipt["kind"] == "sale":
            due = orders[receipt["order"]]["paid_amount"]
        else:
            due = returns[receipt["of"]]["amount"] - returns[receipt["of"]]["withheld"]
        tendered = sum(int(one["amount"]) for one in receipt["tenders"]["paid"])
        # A card that took more than is left to pay stands on the receipt in full; somebody was told to give it back.
        too_much = tendered > due and books.of("tasks", kind="payment.surplus", subject=receipt["order"])
        if receipt["amount"] != due or (tendered != due and not too_much):
            yield f"receipt {receipt['number']} says {receipt['amount']}, tenders {tendered}; {due} is due"


def _moved_for_orders(books: Books) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Units by order and variant that left the shelves for good, and that were put back."""
    accounts = {account["id"]: account for account in books.accounts}
    out, back = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for move in books.moves:
        into, of = accounts.get(move["credit"]), accounts.get(move["debit"])
        if move["kind"] not in _POSTS or into is None or of is None or into["book"] != "stock":
            continue
        if into["state"] == "sold":
            out[move["cause_id"], into["unit"]] += move["units"]
        elif of["state"] == "sold":
            back[move["cause_id"], into["unit"]] += move["units"]
    return out, back


def replaced(books: Books) -> list[tuple[Row, Row, int, str]]:
    """Claims that give goods anew: with each line, its units, and the condition in which the old ones came."""
    lines, changes = {line["id"]: line for line in books.lines}, {one["id"]: one for one in books.changes}
    return [
        (claim, lines[act["line"]], act["quantity"], act["condition"])
        for claim in books.of("claims", outcome="replacement")
        for act in changes.get(claim["change"], {}).get("acts", ())
    ]


def _lines_of_open(books: Books) -> list[Row]:
    waiting = {order["id"] for order in books.of("orders", commercial="placed")}
    return [line for line in books.lines if line["order"] in waiting]


def _withheld(books: Books, order: str) -> bool:
    return any(one["withheld"] or one["points_taken"] < one["points_due"] for one in books.of("returns", order=order))


def _counted(line: Row) -> dict[str, int]:
    return {name: line[name] for name in ("quantity", "handed_over", "cancelled", "returned")}


def _name(account: Row) -> str:
    return f"{account['book']}/{account['state']} of {account['unit']} at {account['holder']}"
