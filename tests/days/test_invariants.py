"""The checker itself: a small day that is right says nothing, and each thing planted in it is seen by its own check."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.days.books import Books
from tests.days.history import FAULT, OK, REFUSED, UNKNOWN, Call
from tests.days.invariants import CHECKS, faults_of
from tests.days.invariants_books import holds

MILK, TEA, SHOP, ALL = "milk", "tea", "shop", "everywhere"


def account(state: str, posted: int | None, held: int = 0, book: str = "stock", holder: str = SHOP) -> dict[str, Any]:
    guarded = posted is not None
    return {"id": state, "book": book, "holder": holder, "unit": MILK, "state": state, "guarded": guarded,
            "posted": posted, "held": held}  # fmt: skip


def move(kind: str, of: str, into: str, units: int, cause: str, about: str | None = None) -> dict[str, Any]:
    return {"id": f"{kind} {of} {into} {about}", "kind": kind, "debit": of, "credit": into, "units": units,
            "cause": cause, "cause_id": about, "pending": None}  # fmt: skip


def order(name: str, commercial: str, amount: int, source_key: str, touchpoint: str = "api") -> dict[str, Any]:
    return {"id": name, "number": name, "source": "shop", "source_key": source_key, "touchpoint": touchpoint,
            "place": SHOP, "currency": "KZT", "line_count": 1, "list_amount": amount, "discount_amount": 0,
            "amount": amount, "coupon_amount": 0, "paid_amount": amount, "returned_amount": 0,
            "commercial": commercial, "payment": "", "fulfilment": "", "origin": "live", "version": 1}  # fmt: skip


def line(of: str, quantity: int, handed_over: int, amount: int) -> dict[str, Any]:
    return {"id": f"line of {of}", "order": of, "position": 1, "variant": MILK, "quantity": quantity,
            "handed_over": handed_over, "cancelled": 0, "returned": 0, "list_amount": amount, "promotion_amount": 0,
            "match_amount": 0, "amount": amount}  # fmt: skip


def paid(by: str, kind: str, method: str, amount: int, **more: Any) -> dict[str, Any]:
    return {"id": f"{kind} of {by}", "order": by, "kind": kind, "method": method, "amount": amount, "attempt": None,
            "of": None, "moved": None} | more  # fmt: skip


def with_desk_cancel_exchange_and_supply(calls: list[Call], books: Books) -> None:
    """An order by the desk is paid by card and cancelled, tea is exchanged for tea, and more tea is waited for."""
    books.accounts = [
        *books.accounts,
        *(
            account(f"tea {state}", posted) | {"unit": TEA, "state": state}
            for state, posted in (("goods", 1), ("sold", None), ("opening", None))
        ),
    ]
    books.moves = [
        *books.moves,
        move("post", "tea opening", "tea goods", 2, "opening"),
        move("settle", "tea goods", "tea sold", 1, "sale", "old"),
        move("post", "tea sold", "tea goods", 1, "return", "old"),
        move("settle", "tea goods", "tea sold", 1, "sale", "new"),
    ]
    books.orders = [
        *books.orders,
        order("later", "placed", 10, "quote-6"),
        order("old", "completed", 10, "till:1", "till") | {"returned_amount": 10},
        order("new", "completed", 10, "till:exchange:back", "till"),
        order("off", "cancelled", 20, "quote-4", "desk"),
    ]
    tea = {"variant": TEA}
    books.lines = [
        *books.lines,
        line("later", 1, 0, 10) | tea,
        line("old", 1, 1, 10) | tea | {"returned": 1},
        line("new", 1, 1, 10) | tea,
        line("off", 2, 0, 20) | {"cancelled": 2},
    ]
    books.returns = [
        {
            "id": "back",
            "order": "old",
            "place": SHOP,
            "amount": 10,
            "points_amount": 0,
            "points_due": 0,
            "points_taken": 0,
            "withheld": 0,
            "money": 10,
            "exchanged": 10,
            "exchange": "new",
        }
    ]
    books.return_lines = [
        {"of": "back", "line": "line of old", "quantity": 1, "amount": 10, "condition": "for_sale"} | tea
    ]
    books.receipts = [
        *books.receipts,
        *(
            {
                "id": f"paper {nth}",
                "order": of,
                "number": f"2{nth}",
                "kind": kind,
                "of": by,
                "amount": 10,
                "lines": [],
                "tenders": {"paid": [{"amount": 10}]},
            }
            for nth, (of, kind, by) in enumerate(
                (("old", "sale", None), ("old", "return", "back"), ("new", "sale", None))
            )
        ),
    ]
    books.attempts = [
        *books.attempts,
        {
            "id": "taken",
            "order": "off",
            "amount": 20,
            "state": "captured",
            "outside_id": "ch2",
            "way": "terminal",
            "hold": False,
            "whole": None,
        },
    ]
    books.charges = [*books.charges, {"key": "taken", "amount": 20, "then": "captured"}]
    books.refunds = [{"id": "gone", "order": "off", "attempt": "taken", "charge": "ch2", "amount": 20, "state": "done"}]
    books.given_back = [{"key": "gone", "amount": 20, "then": "refunded"}]
    books.payments = [
        *books.payments,
        paid("old", "capture", "cash", 10),
        paid("old", "refund", "cash", 10, of="back", moved="new"),
        paid("new", "capture", "cash", 10, of="back", moved="old"),
        paid("off", "capture", "card", 20, id="taken"),
        paid("off", "refund", "card", 20, attempt="taken"),
    ]
    books.supplies = [
        {"id": "tea to come", "paper": "p9", "state": "sent", "units": 5, "arrived": 2, "promised": 1} | tea
    ]
    books.allocations = [{"id": "a", "order": "later", "line": "tea to come", "units": 1} | tea]
    books.quotes = [*books.quotes, {"id": "quote-4", "basket": "basket-4", "amount": 20}]
    books.quote_lines = [{"quote": "quote-4", "variant": MILK, "quantity": 2}]
    told = (("order.placed", "later", {"amount": 10}), ("order.placed", "off", {"amount": 20}),
            ("order.completed", "old", {}), ("order.completed", "new", {}), ("order.cancelled", "off", {}),
            *(("receipt.issued", str(nth), {"receipt": f"paper {nth}"}) for nth in range(3)))  # fmt: skip
    books.events = [
        *books.events,
        *(
            {"id": f"{verb} {of}", "verb": verb, "subject": of, "origin": "live", "facts": facts}
            for verb, of, facts in told
        ),
    ]
    one, two = [{"variant": TEA, "quantity": 1}], [{"variant": MILK, "quantity": 2}]
    calls += [
        Call("lorry", "supply.receive", "r9", 1, 2, OK, 200, {"paper": "r9", "of": "p9", "units": 2}, {}),
        Call("desk", "desk.place", "quote-4", 1, 2, OK, 200, {"quote": "quote-4"}, {"code": ""}),
        Call("desk", "order.cancel", "off", 3, 3.2, OK, 302, {"order": "off", "lines": two}, {}),
        Call("till", "exchange.take", "x1", 15, 16, OK, 200, {"of": "old", "back": one, "give": one}, {"receipt": "paper 1"}),
    ]  # fmt: skip


def right_day() -> tuple[list[Call], Books]:
    """Five pieces: one order of two is handed over and paid by card, one of two waits, a third was refused."""
    books = Books(
        accounts=[account("goods", 2, 2), account("sold", None), account("opening", None),
                  account("issued", None, book="giftcards"),
                  account("card", 30, 5, "giftcards", "card-1") | {"state": "spendable"},
                  *(account(state, posted, book="points") | {"id": f"points {state}", "unit": "points"}
                    for state, posted in (("spendable", 4), ("issued", None), ("burned", None))),
                  *(account(state, posted, book="lots") | {"id": f"{lot} {state}", "unit": lot}
                    for lot, left in (("A", 2), ("SN", 0))
                    for state, posted in (("goods", left), ("sold", None), ("supply", None)))],
        moves=[move("post", "opening", "goods", 5, "opening"), move("reserve", "goods", "sold", 2, "sale", "first"),
               move("settle", "goods", "sold", 2, "sale", "first"), move("reserve", "goods", "sold", 2, "sale", "next"),
               move("post", "issued", "card", 30, "issue"), move("settle", "goods", "sold", 1, "sale", "first"),
               move("post", "points issued", "points spendable", 10, "earn", "first"),
               move("post", "points spendable", "points burned", 6, "burn", "first"),
               move("post", "A supply", "A goods", 4, "supply"), move("post", "A goods", "A sold", 2, "sale", "first"),
               move("post", "SN supply", "SN goods", 1, "supply"),
               move("post", "SN goods", "SN sold", 1, "sale", "first")],
        holds=[{"id": "hold", "units": 2, "owner": "next", "debit": "goods"},
               {"id": "gift", "units": 5, "owner": "next", "debit": "card"}],
        gift_cards=[{"id": "card-1", "amount": 30, "state": "active"}],
        arrivals=[{"connection": "bank", "outside_key": "hook:1", "read_at": 1, "error": None}],
        bookings=[{"id": "cut", "leaf": "b1", "key": "t1", "state": "booked", "resource": "ann", "starts_at": 10},
                  {"id": "gone", "leaf": "b2", "key": "t2", "state": "cancelled", "resource": "ann", "starts_at": 10}],
        seats=[{"booking": "cut", "resource": "ann", "nth": 1, "seats": 1, "begins": 10, "ends": 11}],
        orders=[order("first", "completed", 20, "quote-1"), order("next", "placed", 20, "quote-2")],
        lines=[line("first", 2, 2, 20), line("next", 2, 0, 20)],
        payments=[{"id": "try", "order": "first", "kind": "capture", "method": "card", "amount": 14, "attempt": None,
                   "of": None, "moved": None},
                  {"id": "yes", "order": "first", "kind": "capture", "method": "points", "amount": 6, "attempt": None,
                   "of": None, "moved": None}],
        attempts=[{"id": "try", "order": "first", "amount": 14, "state": "captured", "outside_id": "ch",
                   "way": "terminal", "hold": False, "whole": None},
                  {"id": "page", "order": "next", "amount": 5, "state": "held", "outside_id": "pm", "way": "page",
                   "hold": True, "whole": None}],
        charges=[{"key": "try", "amount": 14, "then": "captured"}],
        pages=[{"key": "page", "state": state, "amount": 5, "asked": None} for state in ("waiting", "held")],
        programmes=[{"id": "points", "worth": 1}],
        codes=[{"id": "yes", "leaf": "b1", "kind": "qr", "used": True}],
        promotions=[{"id": "tenth", "in_all": 1, "per_customer": 1, "name": {"en": "tenth"}}],
        coupons=[{"id": "code", "code": "TENTH", "promotion": "tenth", "most_uses": 1}],
        uses=[{"id": "use", "promotion": "tenth", "order": "first", "leaf": "b1", "customer": None, "coupon": "code",
               "amount": 0, "living": True}],
        claims=[{"id": "swap", "order": "first", "state": "closed", "outcome": "replacement", "change": "swapped",
                 "shipment": "parcel"}],
        changes=[{"id": "swapped", "order": "first", "key": "claim:swap:1", "amount_before": 20, "amount_after": 20,
                  "acts": [{"kind": "replace", "line": "line of first", "quantity": 1, "condition": "not_taken"}]}],
        shipments=[{"id": "parcel", "order": "first", "state": "collected", "claim": "swap"}],
        lots=[{"id": "A", "variant": MILK, "code": "A", "serial": False},
              {"id": "SN", "variant": MILK, "code": "SN", "serial": True}],
        receipts=[{"id": "paper", "order": "first", "number": "1", "kind": "sale", "of": None, "amount": 20,
                   "lines": [], "tenders": {"paid": [{"amount": 14}, {"amount": 6}]}}],
        quotes=[{"id": f"quote-{nth}", "basket": f"basket-{nth}", "amount": 20} for nth in (1, 2, 3)],
        events=[{"id": f"{verb} {of}", "verb": verb, "subject": of, "origin": "live", "facts": facts}
                for verb, of, facts in (("order.placed", "first", {"amount": 20}), ("order.placed", "next", {"amount": 20}),
                                        ("order.completed", "first", {}), ("receipt.issued", "first", {"receipt": "paper"}),
                                        ("claim.decided", "first", {"claim": "swap"}))],
        health=[{"deadlocks": 0}],
        opening={MILK: 5, TEA: 9},
    )  # fmt: skip
    wish = [{"variant": MILK, "quantity": 2}]
    shown = {"place": SHOP, "list_amount": {"amount": 20}, "discount_amount": {"amount": 0}, "promotions": [],
             "amount": {"amount": 20}, "lines": [{**wish[0], "amount": {"amount": 20}}]}  # fmt: skip
    calls = [
        Call(f"b{nth}", "quote", f"q{nth}", 1, 2, OK, 201, {}, {**shown, "id": f"quote-{nth}"}) for nth in (1, 2, 3)
    ]
    calls += [
        Call("b1", "order.place", "o1", 3, 4, UNKNOWN, 0, {"quote": "quote-1", "lines": wish}),
        Call("b1", "order.place", "o1", 5, 6, OK, 201, {"quote": "quote-1", "lines": wish}, {"order": "first"}),
        Call("b2", "order.place", "o2", 5, 7, OK, 201, {"quote": "quote-2", "lines": wish}, {"order": "next"}),
        Call("b3", "order.place", "o3", 8, 9, REFUSED, 409, {"quote": "quote-3", "lines": wish},
             {"code": "order.out_of_stock"}),
        Call("b1", "order.hand_over", "h1", 9, 10, OK, 200, {"order": "first", "asked": "yes"}, {"receipt": "paper"}),
        Call("pos", "sale.reported", "r1", 10, 11, OK, 200, {"lines": []}, {"outcomes": []}),
        Call("b2", "booking.make", "t2", 1, 2, OK, 201, {"starts_at": 10}, {"id": "gone"}),
        Call("b2", "booking.cancel", "t3", 2, 3, OK, 200, {"booking": "gone"}, {"id": "gone"}),
        Call("b1", "booking.make", "t1", 4, 5, OK, 201, {"starts_at": 10}, {"id": "cut"}),
        Call("b3", "booking.make", "t4", 4, 6, REFUSED, 409, {"starts_at": 10}, {"code": "booking.taken"}),
        Call("till", "points.ask", "p1", 7, 8, OK, 200, {"order": "first", "points": 6}, {}),
        Call("till", "claim.decide", "d1", 11, 12, OK, 200,
             {"claim": "swap", "outcome": "replacement", "give": [{"variant": MILK, "quantity": 1}], "back": []}, {}),
        Call("till", "claim.give", "swap", 13, 14, OK, 302, {"claim": "swap"}, {}),
        Call("till", "sale.till", "s1", 9, 10, OK, 200, {"lines": [], "amount": 20, "pieces": ["SN"]},
             {"receipt": "paper"}),
    ]  # fmt: skip
    with_desk_cancel_exchange_and_supply(calls, books)
    return calls, books


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


def test_what_was_held_is_taken_once_and_never_more_of_it() -> None:
    calls, books = right_day()
    books.pages = [*books.pages, {"key": "page", "state": "captured", "amount": 5, "asked": 4}]
    changed("attempts", 1, state="captured", amount=4, whole=5)(calls, books)
    more("payments", 0, id="page", order="next", amount=4)(calls, books)
    assert "16 held money" not in faults_of(calls, books)
    for wrong in ({"asked": 6}, {"asked": 3}, {"amount": 3}):
        other = replace(books, pages=[*books.pages[:-1], {**books.pages[-1], **wrong}])
        assert "16 held money" in faults_of(calls, other), wrong
    twice = replace(books, pages=[*books.pages, books.pages[-1]])
    assert "16 held money" in faults_of(calls, twice)


def test_a_number_that_two_people_read_is_no_fault_once_somebody_is_told() -> None:
    calls, books = right_day()
    more("moves", 11, debit="SN supply")(calls, books)
    [sale] = [call for call in calls if call.deed == "sale.till"]
    calls.append(replace(sale, key="s2"))
    assert any("nobody was told" in one for one in faults_of(calls, books)["18 lots"])
    books.events = [*books.events, {"id": "d", "verb": "lot.doubted", "subject": "SN", "origin": "live", "facts": {}}]
    assert not [one for one in faults_of(calls, books)["18 lots"] if "number" in one]
    assert "the number SN was sold once and is in 2 hands" in faults_of(calls[:-1], books)["18 lots"]


def test_a_number_read_twice_is_lacking_among_the_goods_once_all_are_sold() -> None:
    calls, books = right_day()
    more("moves", 11, debit="SN unnamed")(calls, books)
    more("moves", 4, id="m", kind="post", debit="lack", credit="sold", units=1, cause="sale", cause_id="first")(
        calls, books
    )
    for one in (
        account("unnamed", None, book="lots") | {"id": "SN unnamed", "unit": "SN"},
        account("unexplained", None),
    ):
        books.accounts = [*books.accounts, {**one, "id": "lack"} if one["state"] == "unexplained" else one]
    assert not [one for one in faults_of(calls, books)["18 lots"] if "their lots" in one]
    books.moves = books.moves[:-1]  # the goods know nothing of it
    assert [one for one in faults_of(calls, books)["18 lots"] if "their lots make 1" in one]


def test_a_limit_of_a_person_counts_all_their_browsers() -> None:
    calls, books = right_day()
    changed("promotions", 0, in_all=0)(calls, books)
    changed("coupons", 0, most_uses=0)(calls, books)
    changed("uses", 0, customer="ann")(calls, books)
    assert faults_of(calls, books) == {}
    more("uses", 0, order="next", leaf="b2", customer="ben")(calls, books)
    assert "15 limits" not in faults_of(calls, books)
    changed("uses", 1, customer="ann")(calls, books)
    assert faults_of(calls, books).keys() == {"15 limits"}


def test_a_day_that_is_right_has_no_faults() -> None:
    assert faults_of(*right_day()) == {}


@pytest.mark.parametrize(("check", "plant"), PLANTED)
def test_what_is_planted_is_seen(check: str, plant: Callable[[list[Call], Books], None]) -> None:
    calls, books = right_day()
    plant(calls, books)
    assert check in faults_of(calls, books)


def test_every_check_has_seen_something() -> None:
    assert {check for check, _plant in PLANTED} == set(CHECKS)


def test_more_was_promised_than_there_was() -> None:
    calls, books = right_day()
    books.opening = {MILK: 3}
    assert faults_of(calls, books).keys() == {"13 promised"}


@pytest.mark.parametrize("began", [6.5, 7.5])
def test_what_came_back_may_be_promised_again_but_not_before_it_came(began: float) -> None:
    calls, books = right_day()
    books.opening = {MILK: 3}
    wish = calls[4].asked["lines"]
    calls.append(Call("b1", "order.cancel", "c", began, 20, OK, 303, {"order": "off", "lines": wish}))
    assert ("13 promised" in faults_of(calls, books)) == (began > 7)


def test_a_refusal_beside_an_unknown_call_is_believed() -> None:
    calls, books = right_day()
    early_refusal(calls, books)
    wish = calls[4].asked["lines"]
    calls.append(
        Call("b9", "order.place", "o9", 1, 1.5, UNKNOWN, 0, {"quote": "x", "lines": [{**wish[0], "quantity": 4}]})
    )
    assert faults_of(calls, books) == {}


def test_a_card_that_took_too_much_is_no_fault_once_somebody_is_told() -> None:
    calls, books = right_day()
    changed("receipts", 0, tenders={"paid": [{"amount": 25}]})(calls, books)
    assert faults_of(calls, books).keys() == {"10 totals"}
    books.tasks = [{"kind": "payment.surplus", "subject": "first"}]
    assert faults_of(calls, books) == {}


def test_what_waits_for_expected_goods_is_kept_and_its_line_says_so() -> None:
    calls, books = right_day()
    books.orders = [*books.orders, order("ahead", "placed", 20, "quote-9")]
    books.lines = [*books.lines, line("ahead", 2, 0, 20)]
    lacking = list(holds(books))
    assert lacking == [f"order ahead still has 2 of {MILK} to get, 0 are kept for it"]
    more("allocations", 0, id="b", order="ahead", variant=MILK, line="l", units=2)(calls, books)
    assert list(holds(books)) == ["line l says 0 are promised, orders wait for 2"]
    more("supplies", 0, id="l", promised=2)(calls, books)
    assert list(holds(books)) == []


@pytest.mark.parametrize("deed", ["desk.place", "draft.confirm"])
def test_what_the_desk_ordered_takes_as_many_as_its_quote_says(deed: str) -> None:
    calls, books = right_day()
    told(-3, deed=deed)(calls, books)
    books.opening = {MILK: 3}
    assert "13 promised" in faults_of(calls, books)
    books.opening = {MILK: 5}
    assert faults_of(calls, books) == {}
    calls.append(replace(calls[-3], deed="draft.confirm", asked={"quote": "quote-7"}, key="quote-7"))
    books.quotes = [*books.quotes, {"id": "quote-7", "basket": "basket-4", "amount": 20}]
    more("quote_lines", 0, quote="quote-7", quantity=9)(calls, books)
    assert faults_of(calls, books) == {}, "whoever confirms finds the order that the desk has made of the basket"


def test_what_does_not_come_any_more_is_not_free() -> None:
    calls, books = right_day()
    early_refusal(calls, books)
    assert "13 promised" in faults_of(calls, books)
    ended = [{"variant": MILK, "quantity": 2}]
    calls.append(Call("lorry", "supply.close", "e", 1, 2, OK, 200, {"lines": ended}, {}))
    assert faults_of(calls, books) == {}


def test_a_card_that_the_bank_gives_nothing_back_to_is_somebodys_task() -> None:
    calls, books = right_day()
    books.payments = books.payments[:-1]
    books.given_back = []
    assert "20 cancels" in faults_of(calls, books)
    changed("refunds", 0, state="refused")(calls, books)
    assert faults_of(calls, books).keys() == {"5 payments"}
    books.tasks = [{"kind": "payment.surplus", "subject": "off"}]
    assert faults_of(calls, books) == {}
