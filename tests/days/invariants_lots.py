"""The check of lots and serial numbers: they add up to the goods that bear them, and no piece is in two hands. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.days.books import Books
from tests.days.history import OK, REFUSED, Call

_POSTS = ("post", "settle")


def lots(history: Sequence[Call], books: Books) -> Iterator[str]:
    """18. Lots at a place make its goods, no lot moves more than its goods, a number is in one hand or is doubted aloud.

    A number that was read twice is lacking among the lots from the first wrong reading on; the goods lack it only once
    the last of them is sold, and then `unexplained` says so.
    """
    lot = {one["id"]: one for one in books.lots}
    accounts = {account["id"]: account for account in books.accounts}
    lies, pieces, lacks = Counter[tuple[str, str, str]](), Counter[str](), Counter[tuple[str, str, str]]()
    sold, went = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    of_order: dict[str, set[str]] = defaultdict(set)
    for move in books.moves:
        for account, sign in ((accounts[move["debit"]], -1), (accounts[move["credit"]], 1)):
            if move["kind"] not in _POSTS:
                continue
            units, state = sign * move["units"], account["state"]
            if account["book"] == "lots":
                one = lot[account["unit"]]
                # What a lot lacked there comes from `unnamed`: it stands against what the goods lack of it.
                lies[account["holder"], one["variant"], "goods" if state == "unnamed" else state] += units
                pieces[one["id"]] += units if account["guarded"] or state == "sold" else 0
                sold[move["cause_id"], one["variant"]] += units if state == "sold" else 0
                if state == "sold" and sign > 0:
                    of_order[move["cause_id"]].add(one["code"])
            elif account["book"] == "stock" and state == "sold":
                went[move["cause_id"], account["unit"]] += units
            elif account["book"] == "stock" and state == "unexplained":
                lacks[account["holder"], account["unit"], "goods"] += units
    known = {one["variant"] for one in books.lots}
    for account in books.of("accounts", book="stock", guarded=True):
        key = account["holder"], account["unit"], account["state"]
        named = lies[key] - lacks[key]
        if account["unit"] in known and named != account["posted"]:
            yield (
                f"of {account['unit']} at {account['holder']} {account['posted']} are {account['state']},"
                f" their lots make {named}"
            )
    for key, units in sold.items():
        if units > went[key]:
            yield f"order {key[0]} took {went[key]} of {key[1]}, and {units} by their lots"
    yield from _in_two_hands(history, books, pieces)
    orders = {receipt["id"]: receipt["order"] for receipt in books.receipts}
    for call in history:
        if call.deed == "sale.till" and call.outcome == OK and call.asked.get("pieces"):
            named_so = of_order[orders.get(call.told["receipt"], "")]
            if not set(call.asked["pieces"]) <= named_so:
                yield f"the pieces {call.asked['pieces']} were sold with {call.told['receipt']}, it bears {sorted(named_so)}"


def _in_two_hands(history: Sequence[Call], books: Books, pieces: Counter[str]) -> Iterator[str]:
    """More than one piece of a number is a fault, unless two people read it and the house said so."""
    doubted = Counter(event["subject"] for event in books.of("events", verb="lot.doubted"))
    read: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for call in history:
        for code in call.asked.get("pieces", ()) if call.deed == "sale.till" and call.outcome != REFUSED else ():
            read[code].add(call.key)
        if call.deed == "return.take" and call.outcome == OK and call.asked.get("piece"):
            back[call.asked["piece"]].add(call.key)
    for one in books.of("lots", serial=True):
        if pieces[one["id"]] > 1 and not doubted[one["id"]]:
            yield f"{pieces[one['id']]} pieces have the number {one['code']}, and nobody was told"
        sold = len(read[one["code"]]) - len(back[one["code"]])
        if read[one["code"]] and 1 < pieces[one["id"]] > sold:
            yield f"the number {one['code']} was sold once and is in {pieces[one['id']]} hands"
        if len(back[one["code"]]) > max(len(read[one["code"]]), 1):
            yield f"the piece {one['code']} came back {len(back[one['code']])} times"
