"""Returns at the till: found by the receipt, chosen, looked at, confirmed, printed; who may not, may not."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.counter_world import PART, Counter, at_work, open_counter
from tests.make import grown, on_hand, rows_of_all_tables
from tests.scanning import qr_codes
from tests.small_shop import AT

from prilavok.domains.orders.actions import set_return_goods
from prilavok.domains.orders.queries import list_lines, list_returns
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.receipts.types import ReceiptView
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

PRICE = 55_000


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(AT)
    return open_counter()


@pytest.fixture
def till(counter: Counter) -> Any:
    return at_work("cashier", counter.here)


@pytest.fixture
def sold(counter: Counter) -> ReceiptView:
    milk = counter.shop.variants["milk"]
    paid = [Paying("cash", 3 * PRICE)]
    return sell([Selling(milk, 3)], paid, place=counter.here, key="one", actor=SYSTEM, at=AT).receipt


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def fields(page: str) -> dict[str, str]:
    return dict(
        re.findall(r'<input type="hidden" name="(key|new_order|version|money|amount|instead)" value="([^"]*)"', page)
    )


def chosen(order: UUID, units: str, **more: str) -> dict[str, str]:
    line = list_lines(order)[0].id
    return {f"units-{line}": units, f"reason-{line}": "changed_mind", f"condition-{line}": "for_sale"} | more


def look(till: Any, order: UUID, form: dict[str, str]) -> str:
    answer = till.post(f"/till/returns/{order}/look", form, headers=PART)
    assert answer.status_code == 200
    return plain(answer)


def confirm(till: Any, order: UUID, form: dict[str, str]) -> Any:
    return till.post(f"/till/returns/{order}/confirm", form, headers=PART)


def test_a_receipt_is_scanned_units_chosen_looked_at_and_taken_back(
    counter: Counter, till: Any, sold: ReceiptView
) -> None:
    milk, order = counter.shop.variants["milk"], sold.order
    lies = on_hand(counter.here, milk)
    scanned = till.post("/till/scan", {"scan": sold.number.upper()}, headers=PART)
    assert scanned.headers["HX-Redirect"] == f"/till/returns/{order}"
    assert till.get(f"/till/returns?number={sold.order_number}").headers["Location"] == f"/till/returns/{order}"
    first = plain(till.get(f"/till/returns/{order}"))
    assert "version" not in fields(first), "nothing can be confirmed that was not looked at"
    before = rows_of_all_tables()
    page = look(till, order, fields(first) | chosen(order, "2"))
    assert grown(before) == {} and fields(page)["money"] == str(2 * PRICE) and "1 100" in page
    form = fields(page) | chosen(order, "2")
    answer = confirm(till, order, form)
    refund = list_receipts([order])[-1]
    assert answer.headers["HX-Redirect"] == f"/till/receipts/{refund.id}"
    again = confirm(till, order, form)
    assert again.headers["HX-Redirect"] == answer.headers["HX-Redirect"]
    assert (paid_for(order), on_hand(counter.here, milk), len(list_returns([order]))) == (PRICE, lies + 2, 1)
    printed = plain(till.get(f"/till/receipts/{refund.id}"))
    assert refund.number in printed and "1 100" in printed and f"/till/returns/{order}" not in printed
    told = plain(till.get(f"/till/returns/{order}"))
    assert refund.number in told and 'id="returns"' in told
    office = at_work("manager", None)
    assert refund.number in plain(office.get(f"/office/orders/{order}"))


def test_the_qr_on_the_receipt_opens_the_sale(counter: Counter, till: Any, sold: ReceiptView) -> None:
    [held] = qr_codes(till.get(f"/till/receipts/{sold.id}").content.decode())
    assert held == sold.number, "the number and nothing else: no name, no phone, no address of anything"
    # A scanner types like a keyboard, whose layout may be Russian or Kazakh; the latter has letters on the digits.
    for typed in (held, "ещщ-26-" + held[-6:], "ещщө" + held[4:].translate(str.maketrans("234589-0", "әіңғүұөқ"))):
        for found in (
            till.post("/till/scan", {"scan": typed}, headers=PART).headers.get("HX-Redirect"),
            till.get("/till/returns", {"number": typed}).headers.get("Location"),
        ):
            assert found == f"/till/returns/{sold.order}", typed
    back = confirm(till, sold.order, fields(look(till, sold.order, chosen(sold.order, "1"))) | chosen(sold.order, "1"))
    [of_return] = qr_codes(till.get(back.headers["HX-Redirect"]).content.decode())
    assert of_return == list_receipts([sold.order])[-1].number != held


def test_all_of_it_and_a_number_nobody_knows(till: Any, sold: ReceiptView) -> None:
    page = look(till, sold.order, chosen(sold.order, "", all="1"))
    assert fields(page)["money"] == str(3 * PRICE)
    assert till.get("/till/returns?number=nothing-26-000001").status_code == 404
    assert till.get("/till/returns").status_code == 200
    too_many = look(till, sold.order, chosen(sold.order, "4"))
    assert "money" not in fields(too_many) and 'role="alert"' in too_many


def test_what_is_taken_instead_is_netted_and_paid(counter: Counter, till: Any, sold: ReceiptView) -> None:
    order = sold.order
    page = look(till, order, chosen(order, "1", scan="2*4870000000017"))
    form = fields(page) | chosen(order, "1")
    assert form["instead"].endswith(":2")
    less = confirm(till, order, form | {"method": "cash", "given": "100"})
    assert less.status_code >= 400 and list_returns([order]) == []
    dearer = confirm(till, order, form | {"method": "cash", "given": "550", "amount": str(2 * PRICE - 100)})
    assert dearer.status_code == 412 and list_returns([order]) == [], "other sums than the customer was shown"
    answer = confirm(till, order, form | {"method": "cash", "given": "550"})
    [taken] = list_returns([order])
    assert taken.exchange is not None and taken.exchanged == PRICE and paid_for(taken.exchange) == 2 * PRICE
    again = confirm(till, order, form | {"method": "cash", "given": "550"})
    assert again.headers["HX-Redirect"] == answer.headers["HX-Redirect"]
    assert len(list_returns([order])) == 1 and paid_for(taken.exchange) == 2 * PRICE
    page = plain(till.get(answer.headers["HX-Redirect"]))
    assert str(list_receipts([taken.exchange])[0].id) in page


def test_outside_the_terms_the_cashier_is_told_why_and_a_manager_decides(
    counter: Counter, till: Any, sold: ReceiptView
) -> None:
    order = sold.order
    set_return_goods("Food", "food", actor=SYSTEM, at=AT)
    page = look(till, order, chosen(order, "1"))
    assert f"/till/returns/{order}/confirm" not in page and 'name="ground"' not in page and "KZ 274-IV" in page
    form = fields(page) | chosen(order, "1")
    for more in ({}, {"ground": "goodwill"}):
        assert confirm(till, order, form | more).status_code in (403, 409, 422)
    assert list_returns([order]) == []
    manager = at_work("manager", counter.elsewhere)
    assert 'name="ground"' in look(manager, order, chosen(order, "1"))
    page = look(manager, order, chosen(order, "1", ground="goodwill"))
    assert confirm(manager, order, fields(page) | chosen(order, "1", ground="goodwill")).status_code == 200
    [taken] = list_returns([order])
    assert (taken.outside, taken.allowed) == ("not_returnable", "goodwill")


def test_who_may_not_take_back_sees_nothing(counter: Counter, sold: ReceiptView) -> None:
    operator = at_work("operator", counter.here)
    assert operator.get(f"/till/returns/{sold.order}").status_code == 403
    assert confirm(operator, sold.order, {}).status_code == 403


def paid_twice(order: UUID) -> None:
    """It was paid by transfer, and by mistake once more."""
    columns = 'kind, amount, currency, occurred_at, recorded_at, origin, "order"'
    make.ask("UPDATE payments_transaction SET method = 'transfer' WHERE \"order\" = %s RETURNING 1", order)
    make.ask(
        f"""INSERT INTO payments_transaction (id, method, {columns})
        SELECT gen_random_uuid(), method, {columns} FROM payments_transaction WHERE "order" = %s RETURNING 1""",
        order,
    )


def test_what_was_paid_too_much_is_given_back_as_it_was_looked_at(
    counter: Counter, till: Any, sold: ReceiptView
) -> None:
    order, manager = sold.order, at_work("manager", counter.here)
    address = f"/till/surplus/{order}"
    assert "возвращать нечего" in plain(till.get(address))
    paid_twice(order)
    page = plain(till.get(address))
    assert "1 650" in page and 'value="as_paid"' in page and 'value="cash"' not in page
    assert f'href="{address}"' in plain(manager.get(f"/office/orders/{order}"))
    before = rows_of_all_tables()
    assert till.post(f"{address}/give", {"by": "cash", "amount": str(3 * PRICE)}).status_code == 403
    assert till.post(f"{address}/give", {"by": "as_paid", "amount": "1"}).status_code == 422
    assert grown(before) == {}
    assert 'value="cash"' in plain(manager.get(address))
    assert manager.post(f"{address}/give", {"by": "cash", "amount": str(3 * PRICE)}).status_code == 302
    assert "возвращать нечего" in plain(till.get(address)) and paid_for(order) == 3 * PRICE
    assert manager.post(f"{address}/give", {"by": "cash", "amount": str(3 * PRICE)}).status_code == 422
