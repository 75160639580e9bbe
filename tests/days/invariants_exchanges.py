"""The check of exchanges: something came back, something else went out, and what the one paid the other was paid. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.days.books import Books
from tests.days.history import OK, Call

_SALE_OF = "till:exchange:"


def exchanges(history: Sequence[Call], books: Books) -> Iterator[str]:
    """21. An exchange is one return and one sale; what is moved from the one to the other is the same on both sides."""
    orders = {order["id"]: order for order in books.orders}
    back = {one["id"]: one for one in books.returns if one["exchange"] is not None}
    given, gave = Counter[str](), Counter[str]()
    for line in books.lines:
        given[line["order"]] += line["handed_over"]
        gave[line["order"]] += line["quantity"]
    out, into = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in books.payments:
        if one["moved"] is not None and one["of"] in back:
            side = out if one["kind"] == "refund" else into
            side[one["of"], one["order"]] += one["amount"]
    for key, one in back.items():
        sale = orders.get(one["exchange"])
        if sale is None or sale["source_key"] != f"{_SALE_OF}{key}" or sale["commercial"] != "completed":
            yield f"exchange {key} took goods and sold none: {sale and sale['commercial']}"
            continue
        if not gave[sale["id"]] or given[sale["id"]] != gave[sale["id"]]:
            yield f"exchange {key} gave {given[sale['id']]} of {gave[sale['id']]} units"
        due = min(one["money"], sale["paid_amount"])
        moved = (one["exchanged"], out[key, one["order"]], into[key, sale["id"]])
        if moved != (due, due, due):
            yield f"exchange {key} was to pay {due} with what came back, it is {moved}"
    named = {f"{_SALE_OF}{key}" for key in back}
    for order in books.orders:
        if str(order["source_key"]).startswith(_SALE_OF) and order["source_key"] not in named:
            yield f"order {order['id']} was sold in exchange, nothing came back for it"
    yield from _acknowledged(history, books)


def _acknowledged(history: Sequence[Call], books: Books) -> Iterator[str]:
    """What was told is there, each time another one, of the goods that were named."""
    of_receipt = {one["id"]: one["of"] for one in books.receipts}
    returns = {one["id"]: one for one in books.returns}
    came: dict[str, Counter[str]] = defaultdict(Counter)
    for one in books.return_lines:
        came[one["of"]][one["variant"]] += one["quantity"]
    went: dict[str, Counter[str]] = defaultdict(Counter)
    for line in books.lines:
        went[line["order"]][line["variant"]] += line["quantity"]
    made: dict[str, set[str]] = defaultdict(set)
    for call in history:
        if call.deed != "exchange.take" or call.outcome != OK:
            continue
        by_program = call.told.get("back", {}).get("id")
        key = str(by_program or of_receipt.get(call.told.get("receipt", ""), ""))
        one = returns.get(key)
        if one is None or one["order"] != call.asked["of"]:
            yield f"the exchange {call.key} of {call.asked['of']} was acknowledged, it is not there"
            continue
        made[key].add(call.key)
        if (came[key], went[str(one["exchange"])]) != (Counter(call.sums("back")), Counter(call.sums("give"))):
            yield f"the exchange {call.key} is of other goods than were named"
    for key, keys in made.items():
        if len(keys) > 1:
            yield f"the exchange {key} was acknowledged to {len(keys)} people"
