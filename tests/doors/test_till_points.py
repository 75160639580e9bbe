"""Points at the till: the customer is asked where they are proven, and only the digits they say spend them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override
from tests.doors.counter_world import PART, Counter, Ordered, at_work, open_counter, order_of
from tests.doors.test_till import _field, _hand_over, _open, _plain, _receipt
from tests.make import ask, grown, rows_of_all_tables
from tests.people import browser, digits_sent, prove, sms

from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import read_order
from prilavok.doors.web.parts.names import name_of
from prilavok.kit import clock

PHONE = "+77011234567"  # of the customer c-1 of the small shop


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores."""
    return open_counter()


@pytest.fixture
def till(counter: Counter) -> Any:
    """A cashier's client at the first store."""
    return at_work("cashier", counter.here)


def proven(counter: Counter) -> None:
    """The customer has proven their phone, and SMS can be sent."""
    sms()
    prove(browser(), PHONE)


def _ask(till: Any, ordered: Ordered, page: str, points: object, **more: str) -> Any:
    form = {name: _field(page, name) for name in ("key", "version", "amount")} | {"points": str(points)}
    return till.post(f"/till/orders/{ordered.order}/ask-points", form | more, headers=PART)


def asked(till: Any, ordered: Ordered, page: str, points: int) -> tuple[str, str]:
    """The customer is asked; the page as it is then, and the digits they were sent."""
    answer = _ask(till, ordered, page, points)
    assert answer.status_code == 200
    return _plain(answer), digits_sent(PHONE)


def _held(counter: Counter) -> int:
    return sum(one.points for one in points_of([counter.shop.leaves["c-1"], counter.shop.leaves["c-1-phone"]]))


def _codes() -> int:
    [(codes,)] = ask("SELECT count(*) FROM conversations_message WHERE kind = 'code'")
    return int(str(codes))


def test_points_pay_a_part_and_no_more_by_the_customers_word(counter: Counter, till: Any) -> None:
    (worth, share), *_ = ask("SELECT worth, most_share FROM loyalty_programme")
    proven(counter)
    ordered, held = order_of(counter, milk=1), _held(counter)
    most = min(held, 55_000 * int(str(share)) // 10_000 // int(str(worth)))
    assert most > 0
    page = _open(till, ordered)
    assert f'data-value="{most}"' in page and 'name="points_code"' not in page and "7011234567" not in page
    for typed in (str(most + 1), "-1", "", "0"):
        assert _ask(till, ordered, page, typed).status_code == 422
    assert _codes() == 0
    page, digits = asked(till, ordered, page, most)
    assert digits not in page and 'name="points_code"' in page and 'id="points"' not in page
    receipt = _receipt(_hand_over(till, ordered, page, asked=_field(page, "asked"), points_code=f" {digits} "))
    assert receipt.points_used == most
    paid = {one.method: one.amount for one in receipt.tenders}
    assert paid["points"] == most * int(str(worth)) and paid["points"] + paid["cash"] == 55_000
    assert _held(counter) == held - most + receipt.earned
    printed = _plain(till.get(f"/till/receipts/{receipt.id}"))
    with override("ru"):  # of the cashier's screens
        methods = [str(name_of("method", one)) for one in ("points", "cash")]
    lines = re.findall(r"<dt>(.*?)</dt>", printed[printed.index('class="sum"') :])
    assert [next(nth for nth, line in enumerate(lines) if line.startswith(one)) for one in methods] == [1, 2]


def test_it_works_without_scripts(counter: Counter, till: Any) -> None:
    proven(counter)
    ordered = order_of(counter, milk=1)
    address = f"/till/orders/{ordered.order}"
    page = _open(till, ordered)
    form = {name: _field(page, name) for name in ("key", "version", "amount")}
    answer = till.post(f"{address}/ask-points", form | {"points": "5"})
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    page = _plain(till.get(address))
    form = {name: _field(page, name) for name in ("version", "amount", "asked")}
    answer = till.post(f"{address}/hand-over", form | {"method": "cash", "points_code": digits_sent(PHONE)})
    assert answer.status_code == 302 and "/till/receipts/" in answer.headers["Location"]


def test_wrong_digits_are_refused_politely_five_times(counter: Counter, till: Any) -> None:
    proven(counter)
    ordered, held = order_of(counter, milk=1), _held(counter)
    page, digits = asked(till, ordered, _open(till, ordered), 5)
    said, wrong = {"asked": _field(page, "asked")}, f"{(int(digits) + 1) % 1_000_000:06d}"
    before = rows_of_all_tables()
    for left in (4, 3, 2, 1, 0):
        refused = _hand_over(till, ordered, page, **said, points_code=wrong)
        assert refused.status_code == 422 and str(left) in _plain(refused)
    assert _hand_over(till, ordered, page, **said, points_code=digits).status_code == 422, "it was tried too often"
    assert grown(before) == {} and (_held(counter), read_order(ordered.order).commercial) == (held, "placed")
    # Asked anew, or without points, it goes on.
    page = _plain(till.post(f"/till/orders/{ordered.order}/drop-points", {}, headers=PART))
    page, digits = asked(till, ordered, page, 5)
    done = _receipt(_hand_over(till, ordered, page, asked=_field(page, "asked"), points_code=digits))
    assert done.points_used == 5


def test_two_tabs_ask_once_and_a_page_pays_what_it_shows(counter: Counter, till: Any) -> None:
    proven(counter)
    ordered = order_of(counter, milk=1)
    drawn = _open(till, ordered)
    page, digits = asked(till, ordered, drawn, 5)
    second = _plain(_ask(till, ordered, drawn, 5))
    assert _codes() == 1 and _field(second, "asked") == _field(page, "asked")
    # The question is dropped in the second tab: the first shows points that are not to be spent any more.
    till.post(f"/till/orders/{ordered.order}/drop-points", {}, headers=PART)
    said = {"asked": _field(page, "asked"), "points_code": digits}
    assert _hand_over(till, ordered, page, **said).status_code == 422
    assert read_order(ordered.order).commercial == "placed"
    assert _receipt(_hand_over(till, ordered, drawn)).points_used == 0


def test_a_code_of_another_order_spends_nothing(counter: Counter, till: Any) -> None:
    proven(counter)
    one, other = order_of(counter, milk=1), order_of(counter, milk=1)
    _page, foreign = asked(till, one, _open(till, one), 5)
    page, own = asked(till, other, _open(till, other), 5)
    assert foreign != own
    held = _held(counter)
    assert _hand_over(till, other, page, asked=_field(page, "asked"), points_code=foreign).status_code == 422
    assert _hand_over(till, other, page, asked=_field(_page, "asked"), points_code=foreign).status_code == 422
    assert (_held(counter), read_order(other.order).commercial) == (held, "placed")


def test_an_ended_code_says_so_and_the_customer_is_asked_again(counter: Counter, till: Any) -> None:
    proven(counter)
    ordered = order_of(counter, milk=1)
    clock.set_clock(clock.now())
    page, digits = asked(till, ordered, _open(till, ordered), 5)
    clock.move_clock(timedelta(minutes=11))
    assert _hand_over(till, ordered, page, asked=_field(page, "asked"), points_code=digits).status_code == 422
    again = _plain(till.get(f"/till/orders/{ordered.order}"))
    assert 'id="points"' in again and 'role="alert"' in again and 'name="points_code"' not in again


def test_who_has_proven_nothing_cannot_be_asked_and_is_told_why(counter: Counter, till: Any) -> None:
    sms()
    ordered = order_of(counter, milk=1)
    page = _open(till, ordered)
    assert 'id="points"' not in page and "data-fills" not in page and _held(counter) > 0
    assert re.search(r"proven neither|не подтвердил", page)
    before = rows_of_all_tables()
    assert _ask(till, ordered, page.replace('name="version"', 'name="key" value="x" name="version"', 1), 5).status_code
    assert {"customers_code", "conversations_message"}.isdisjoint(grown(before))
    assert _receipt(_hand_over(till, ordered, page)).points_used == 0


def test_another_till_that_did_not_open_the_order_asks_nobody(counter: Counter, till: Any) -> None:
    proven(counter)
    ordered = order_of(counter, milk=1)
    page = _open(till, ordered)
    for client in (at_work("cashier", counter.here, "second"), at_work("cashier", counter.elsewhere, "third")):
        assert _ask(client, ordered, page, 5).status_code == 422
    assert _codes() == 0
