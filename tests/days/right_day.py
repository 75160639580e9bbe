"""A small day that is right: the calls of a few people and the books they left, as the checker reads them."""

from typing import Any

from tests.days.books import Books
from tests.days.history import OK, REFUSED, UNKNOWN, Call

MILK, TEA, SHOP = "milk", "tea", "shop"


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
