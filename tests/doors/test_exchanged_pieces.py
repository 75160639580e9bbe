"""Goods taken in an exchange are named by their numbers, at the till and over the API, before a card is charged."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from tests import make
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.test_handed_pieces_web import GTIN, PRICE, asked, barcode_of_another, named, sold_to_another, took
from tests.doors.test_till_returns import confirm, fields, look
from tests.small_shop import AT

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.orders.queries import list_lines, list_returns
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.doors.api.tokens import give_token
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.insights.lot_check import check as lot_check
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(AT)
    counter = open_counter()
    name = {"ru": "Телефон", "en": "Phone"}
    put_cards([NewCard("phone", name, ("Phones",), "piece", barcode=GTIN[1:])], at=AT)
    phone = counter.shop.variants["phone"] = list_variant_keys(["phone"])["phone"].id
    since = AT - timedelta(days=1)
    set_prices([NewPrice(make.price_list(counter.here), phone, PRICE, 1, since)], at=since)
    asked(counter.here, phone, "SN-1", "SN-2", "SN-3")
    return counter


@pytest.fixture
def order(counter: Counter) -> UUID:
    """Something of which pieces are not told apart was bought."""
    goods = [Selling(counter.shop.variants["milk"], 2)]
    return sell(goods, [Paying("cash", 2 * PRICE)], place=counter.here, key="k", actor=SYSTEM, at=AT).receipt.order


def brought(order: UUID, **more: str) -> dict[str, str]:
    line = list_lines(order)[0].id
    return {f"units-{line}": "2", f"reason-{line}": "changed_mind", f"condition-{line}": "for_sale"} | more


def test_the_till_asks_for_the_numbers_of_what_is_taken_instead(counter: Counter, order: UUID) -> None:
    till, field = at_work("cashier", counter.here), f"given-{counter.shop.variants['phone']}"
    page = look(till, order, brought(order, scan=GTIN[1:]))
    assert f'name="{field}" value=""' in page and 'name="overruled"' not in page
    assert 'name="overruled"' in look(at_work("manager", counter.here), order, brought(order, scan=GTIN[1:]))
    # A second one by its own number: it is put in, and the number stands in its field.
    page = look(till, order, brought(order, scan="SN-2", instead=fields(page)["instead"]))
    form = fields(page) | brought(order)
    assert form["instead"].endswith(":2") and f'name="{field}" value="SN-2"' in page
    sold_to_another(counter, "SN-3")
    other = f"(01)0{barcode_of_another()}(21)SN-1"
    for numbers in ("", "SN-2", "SN-2,SN-2", "SN-2,SN-3", "SN-1,SN-2,SN-7", f"SN-2,{other}"):
        for method in ("cash", "card"):  # no terminal is connected here: whoever asked it first would hear of that
            refused = confirm(till, order, form | {field: numbers, "method": method})
            assert refused.status_code == 422, numbers
    assert confirm(till, order, form | {field: "", "overruled": "1"}).status_code == 403
    assert list_returns([order]) == [] and named(counter) == {"SN-1", "SN-2"}
    done = confirm(till, order, form | {field: f"SN-2, ]d201{GTIN}21SN-1"})
    [taken] = list_returns([order])
    assert done.headers["HX-Redirect"] and taken.exchange is not None and took(taken.exchange) == {"SN-1", "SN-2"}
    assert named(counter) == set() and lot_check() == [] and check() == []
    # The same once more is the same exchange.
    assert confirm(till, order, form | {field: f"SN-2, ]d201{GTIN}21SN-1"}).headers["HX-Redirect"]
    assert len(list_returns([order])) == 1


def test_who_may_gives_it_without_a_number(counter: Counter, order: UUID) -> None:
    manager = at_work("manager", counter.here)
    page = look(manager, order, brought(order, scan=f"2*{GTIN[1:]}"))
    assert confirm(manager, order, fields(page) | brought(order, overruled="1")).headers["HX-Redirect"]
    [taken] = list_returns([order])
    assert taken.exchange is not None and took(taken.exchange) == set()
    assert make.verbs_of([taken.exchange])["lot.overruled"] == 1


def test_a_program_names_what_is_taken_instead(counter: Counter, order: UUID) -> None:
    line = {"line": str(list_lines(order)[0].id), "quantity": 1, "reason": "wrong_size", "condition": "for_sale"}
    owner = program_of("owner")
    cashier = Program(at_work("cashier", counter.here), give_token("cashier", AT + timedelta(days=1)))

    def exchanged(program: Any, key: str, *lots: dict[str, Any], **more: Any) -> Any:
        other = {"variant": str(counter.shop.variants["phone"]), "quantity": 2, "lots": list(lots)}
        body = {"place": "t-alm", "version": 1, "lines": [line], "instead": [other], "method": "card"} | more
        return program.post(f"/orders/{order}/exchanges", body, headers={"Idempotency-Key": key})

    one, two, own = {"code": "SN-1"}, {"code": "SN-2"}, {"code": "SN-7", "quantity": 2}
    sold_to_another(counter, "SN-3")
    for lots, code in (
        ([], "lot.missing"),
        ([one], "lot.missing"),
        ([one, {"code": "SN-3"}], "lot.sold"),
        ([one, two, {"code": "SN-8"}], "lot.unfit"),
        ([one, one], "lot.unfit"),
        ([own], "lot.unfit"),
    ):
        refused = exchanged(owner, "a", *lots)
        assert (refused.status_code, refused.json()["code"]) == (422, code), lots
        assert list_attempts(uuid5(order, "exchange:a")) == [], "no card is charged"
    barred = exchanged(cashier, "a", overruled=True)
    assert (barred.status_code, barred.json()["code"]) == (403, "staff.no_right")
    assert exchanged(owner, "a", {"code": ""}).json()["code"] == "request.unfit"
    assert list_returns([order]) == [] and named(counter) == {"SN-1", "SN-2"}
    done = exchanged(owner, "a", one, two, method="cash").json()
    assert took(UUID(done["sold"]["order"])) == {"SN-1", "SN-2"} and lot_check() == []
    assert exchanged(owner, "a", one, two, method="cash").json() == done
    again = exchanged(owner, "a", method="cash")
    assert (again.status_code, again.json()["code"]) == (422, "key.reused") and len(list_returns([order])) == 1
