"""What makes a day that was right a wrong one: each thing that is planted in it, and the check that is to see it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.days.books import Books
from tests.days.history import FAULT, OK, REFUSED, Call
from tests.days.right_day import MILK, right_day


def changed(table: str, nth: int, /, **other: Any) -> Callable[[list[Call], Books], None]:
    """One row of the books says something else."""

    def plant(calls: list[Call], books: Books) -> None:
        rows = [dict(row) for row in getattr(books, table)]
        rows[nth] |= other
        setattr(books, table, rows)

    return plant


def told(nth: int, **other: Any) -> Callable[[list[Call], Books], None]:
    """One call of the history is another."""

    def plant(calls: list[Call], books: Books) -> None:
        calls[nth] = replace(calls[nth], **other)

    return plant


def more(table: str, nth: int, **other: Any) -> Callable[[list[Call], Books], None]:
    """A row stands there twice."""

    def plant(calls: list[Call], books: Books) -> None:
        rows = list(getattr(books, table))
        setattr(books, table, [*rows, {**rows[nth], **other}])

    return plant


def one_sale(*orders: str) -> Callable[[list[Call], Books], None]:
    """A reported sale is told in so many ways."""

    def plant(calls: list[Call], books: Books) -> None:
        for nth, name in enumerate(orders):
            outcome = {"receipt": "r", "outcome": "new", "order": name, "code": None}
            calls.append(Call("pos", "sale.reported", f"again{nth}", 12, 13, OK, 200, {}, {"outcomes": [outcome]}))

    return plant


def refused_the_last(calls: list[Call], books: Books) -> None:
    """Somebody was told that a promotion was given as often as it may be, and nobody else had asked for it."""
    asked = {"quote": "quote-1", "lines": [], "given": ["tenth"], "guest": True}
    calls.append(Call("b9", "order.place", "o9", 1, 2, REFUSED, 409, asked, {"code": "quote.ended"}))


def decided_again(calls: list[Call], books: Books) -> None:
    """Another decision of the same claim was acknowledged too."""
    [decision] = [call for call in calls if call.deed == "claim.decide"]
    calls.append(replace(decision, who="other", key="d2", asked={**decision.asked, "give": []}))


def brought_twice(calls: list[Call], books: Books) -> None:
    """One piece came back to two counters."""
    for key in ("r8", "r9"):
        calls.append(Call("till", "return.take", key, 15, 16, OK, 200, {"lines": [], "piece": "SN"}, {}))


def handed_over_too(calls: list[Call], books: Books) -> None:
    """A till has handed over what the desk has cancelled."""
    asked = {"order": "off", "asked": ""}
    calls.append(Call("till", "order.hand_over", "h9", 6, 7, OK, 200, asked, {"receipt": "paper"}))


def cancelled_too(calls: list[Call], books: Books) -> None:
    """The cancelling of an order was acknowledged that was handed over."""
    calls.append(Call("b1", "order.cancel", "old", 16, 17, OK, 200, {"order": "old", "lines": []}, {}))


def exchanged_again(calls: list[Call], books: Books) -> None:
    """Another till was told of the same exchange."""
    calls.append(replace(calls[-1], key="x2"))


def early_refusal(calls: list[Call], books: Books) -> None:
    """Somebody was sent away before anybody took anything."""
    calls.append(replace(calls[6], who="b4", key="o4", began=2.0, ended=2.5, asked={"lines": calls[6].asked["lines"]}))


PLANTED = [
    ("0 no faults", told(6, outcome=FAULT, status=500)),
    ("0 no faults", told(6, told={})),
    ("0 no faults", changed("health", 0, deadlocks=1)),
    ("1 balances", changed("accounts", 0, posted=4)),
    ("1 balances", more("moves", 0)),
    ("2 guards", changed("accounts", 0, held=4)),
    ("3 holds", changed("accounts", 0, held=1)),
    ("3 holds", changed("holds", 0, owner="first")),
    ("3 holds", changed("orders", 1, commercial="cancelled")),
    ("4 counters", changed("lines", 0, handed_over=3)),
    ("4 counters", changed("lines", 0, returned=1)),
    ("4 counters", changed("orders", 0, returned_amount=21)),
    ("5 payments", changed("payments", 0, amount=19)),
    ("5 payments", more("payments", 0)),
    ("5 payments", changed("orders", 1, commercial="completed")),
    ("6 one effect", changed("orders", 1, id="lost")),
    ("6 one effect", changed("quotes", 1, basket="basket-1")),
    ("6 one effect", told(5, key="o1")),
    ("6 one effect", told(5, told={"order": "first"})),
    ("6 one effect", told(5, outcome=REFUSED, told={"code": "no"})),
    ("6 one effect", more("receipts", 0)),
    ("7 stored value", changed("accounts", 0, book="points", posted=-1)),
    ("7 stored value", changed("accounts", 4, posted=29)),
    ("7 stored value", changed("gift_cards", 0, amount=31)),
    ("7 stored value", changed("holds", 1, owner="first")),
    ("8 price kept", changed("events", 0, facts={"amount": 21})),
    ("8 price kept", changed("orders", 1, amount=19)),
    ("9 equal prices", told(1, told={**right_day()[0][1].told, "amount": {"amount": 21}})),
    ("10 totals", changed("orders", 1, list_amount=21)),
    ("10 totals", changed("receipts", 0, amount=19)),
    ("11 outside once", changed("charges", 0, amount=40)),
    ("11 outside once", more("charges", 0, key="unheard of")),
    ("11 outside once", changed("attempts", 0, state="unknown")),
    ("11 outside once", more("events", 0)),
    ("11 outside once", changed("arrivals", 0, read_at=None)),
    ("11 outside once", changed("arrivals", 0, error="payment.contradicted")),
    ("12 journals", one_sale("first", "next")),
    ("13 promised", early_refusal),
    ("14 times", more("seats", 0, begins=10.5)),
    ("14 times", changed("seats", 0, nth=2)),
    ("14 times", changed("seats", 0, booking="gone")),
    ("14 times", changed("bookings", 1, state="booked")),
    ("14 times", told(12, asked={"starts_at": 11})),
    ("6 one effect", told(11, told={"id": "lost"})),
    ("7 stored value", changed("payments", 1, amount=5)),
    ("7 stored value", changed("codes", 0, used=False)),
    ("7 stored value", more("moves", 7)),
    ("7 stored value", told(13, asked={"order": "first", "points": 5})),
    ("7 stored value", told(13, asked={"order": "next", "points": 6})),
    ("11 outside once", changed("attempts", 1, state="taking")),
    ("11 outside once", changed("charges", 0, amount=13)),
    ("15 limits", more("uses", 0, order="next", leaf="b2")),
    ("15 limits", changed("uses", 0, living=False)),
    ("15 limits", changed("uses", 0, amount=2, order="next")),
    ("15 limits", changed("uses", 0, order="lost")),
    ("15 limits", refused_the_last),
    ("16 held money", changed("attempts", 1, state="released")),
    ("16 held money", changed("pages", 1, key="unheard of")),
    ("16 held money", more("pages", 1, state="released")),
    ("16 held money", changed("orders", 1, commercial="cancelled")),
    ("16 held money", more("payments", 0, id="page", order="next")),
    ("16 held money", more("payments", 0, id="again", order="next")),
    ("17 claims", more("changes", 0, id="more", key="claim:swap:2")),
    ("17 claims", more("shipments", 0, id="more")),
    ("17 claims", changed("claims", 0, state="open", outcome="")),
    ("17 claims", changed("claims", 0, outcome="money")),
    ("17 claims", more("events", 4)),
    ("17 claims", decided_again),
    ("18 lots", more("moves", 11)),
    ("18 lots", changed("accounts", 0, posted=1)),
    ("18 lots", changed("moves", 9, units=3)),
    ("18 lots", told(16, asked={"lines": [], "amount": 20, "pieces": ["SN", "B"]})),
    ("18 lots", brought_twice),
    ("19 desk", told(-3, asked={"quote": "quote-9"})),
    ("19 desk", told(-3, outcome=REFUSED, told={"code": "order.out_of_stock"})),
    ("19 desk", changed("quote_lines", 0, quantity=3)),
    ("19 desk", changed("quotes", -1, amount=21)),
    ("19 desk", more("quotes", -1, id="quote-2")),
    ("6 one effect", more("quotes", -1, id="quote-2")),
    ("20 cancels", changed("orders", -1, commercial="placed")),
    ("20 cancels", changed("lines", -1, cancelled=1)),
    ("20 cancels", changed("lines", -1, handed_over=1)),
    ("20 cancels", more("holds", 0, owner="off")),
    ("20 cancels", more("allocations", 0, order="off")),
    ("20 cancels", more("shipments", 0, order="off", state="ready")),
    ("20 cancels", more("receipts", 0, order="off")),
    ("20 cancels", more("refunds", 0, id="more")),
    ("5 payments", more("refunds", 0, id="more")),
    ("20 cancels", changed("payments", -1, amount=19)),
    ("20 cancels", changed("payments", -1, amount=21)),
    ("20 cancels", more("events", -4)),
    ("20 cancels", handed_over_too),
    ("20 cancels", cancelled_too),
    ("21 exchanges", changed("orders", -2, commercial="placed")),
    ("21 exchanges", changed("orders", -2, source_key="till:exchange:other")),
    ("21 exchanges", changed("lines", -2, handed_over=0)),
    ("4 counters", changed("lines", -2, handed_over=0)),
    ("21 exchanges", changed("lines", -2, variant=MILK)),
    ("21 exchanges", changed("payments", -4, amount=9)),
    ("21 exchanges", changed("payments", -3, amount=9)),
    ("21 exchanges", changed("returns", 0, exchange=None)),
    ("21 exchanges", changed("return_lines", 0, quantity=2)),
    ("21 exchanges", told(-1, told={"back": {"id": "lost"}, "sold": {"order": "new"}})),
    ("21 exchanges", exchanged_again),
    ("22 expected", changed("supplies", 0, units=2)),
    ("22 expected", changed("supplies", 0, arrived=3)),
    ("22 expected", changed("supplies", 0, state="done")),
    ("22 expected", changed("allocations", 0, units=4)),
    ("22 expected", more("allocations", 0, units=3)),
]
