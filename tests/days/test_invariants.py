"""The checker itself: a small day that is right says nothing, and each thing planted in it is seen by its own check."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.days.books import Books
from tests.days.history import OK, UNKNOWN, Call
from tests.days.invariants import CHECKS, faults_of
from tests.days.invariants_books import holds
from tests.days.right_day import MILK, account, line, order, right_day
from tests.days.wrong_days import PLANTED, changed, early_refusal, more, told


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
