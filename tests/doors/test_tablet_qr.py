"""The store's tablet shows a QR code of the bank's page for an order that it took, and how the paying of it stands."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.delivery_world import FEE, Town, open_town
from tests.doors.bank_world import act, banking, known, running_bank, told
from tests.doors.counter_world import at_work
from tests.doors.test_delivery_web import ADDRESS, _page
from tests.doors.web_people import client_of, hire
from tests.shop_world import PRICE

from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import held_for, list_attempts, paid_for
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.staff.actions import assign_place
from prilavok.flows.cancel_order import cancel_order
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

OWED = PRICE + FEE
PART = {"HX-Request": "true", "HX-Target": "paying"}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running payment page."""
    with running_bank(tmp_path_factory.mktemp("pay")) as address:
        yield address


@pytest.fixture
def town(rolled_back: None, quick_passwords: None) -> Town:
    """A store that lacks what another place has."""
    clock.set_clock(clock.now())
    return open_town((0,), (4,))


def _sold(town: Town, pay: str = "qr") -> tuple[Any, UUID]:
    """A seller at the tablet of the store, and the order they took; the form was sent twice."""
    seller = _seller(town)
    page = _page(seller, f"/tablet/home?variant={town.counter.variant}&quantity=1")
    assert 'name="pay" value="qr"' in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    form = ADDRESS | {
        "variant": str(town.counter.variant), "quantity": "1", "key": key[1], "amount": str(PRICE),
        "zone": f"{town.zone}:{FEE}", "pay": pay,
    }  # fmt: skip
    places = {seller.post("/tablet/home/order", form).headers["Location"] for _twice in range(2)}
    [place] = places
    order = UUID(place.rpartition("/")[2])
    assert place == f"/tablet/home/paid/{order}"
    return seller, order


def _seller(town: Town) -> Any:
    """A client who reads English."""
    person = hire("cashier", "seller", "en")
    assign_place("seller", town.store, actor=SYSTEM, at=clock.now())
    return client_of(person)


def _seen(seller: Any, order: UUID) -> str:
    return _page(seller, f"/tablet/home/paid/{order}")


def _code(order: UUID) -> AttemptView:
    [one] = [one for one in list_attempts(order) if one.waits]
    return one


@pytest.mark.parametrize("hold", ["yes", "no"])
def test_the_code_waits_and_the_screen_says_when_it_is_paid(town: Town, bank: str, hold: str) -> None:
    with banking(bank, hold=hold):
        seller, order = _sold(town)
        page, code = _seen(seller, order), _code(order)
        assert (code.way, code.amount, code.hold, len(list_attempts(order))) == ("qr", OWED, hold == "yes", 1)
        assert code.link.startswith(bank) and 'class="qr"' in page and 'hx-target="#paying"' in page
        assert f'hx-get="/tablet/home/paid/{order}"' in page and f"/tablet/home/paid/{order}/qr" not in page
        part = seller.get(f"/tablet/home/paid/{order}", headers=PART)
        text = part.content.decode()
        assert '<div id="paying"' in text and 'class="qr"' in text and "<html" not in text and "F3" not in text
        act(code.link, "pay")
        known(code.id)
        paid = seller.get(f"/tablet/home/paid/{order}", headers=PART).content.decode()
        assert 'class="qr"' not in paid and "hx-get" not in paid, "nothing is asked any more"
        assert (held_for(order), paid_for(order)) == ((OWED, 0) if hold == "yes" else (0, OWED))
        says = "Held on the customer's card" if hold == "yes" else "the parcel may leave"
        assert says in paid and f"/tablet/home/paid/{order}/card" not in paid


def test_a_code_that_the_customer_gave_up_is_said_and_another_is_shown(town: Town, bank: str) -> None:
    with banking(bank):
        seller, order = _sold(town)
        first = _code(order)
        act(first.link, "give_up")
        known(first.id)
        page = _seen(seller, order)
        assert "the code is no longer good: nothing was taken" in page and 'role="alert"' in page
        assert f'action="/tablet/home/paid/{order}/card"' in page
        again = seller.post(f"/tablet/home/paid/{order}/qr")
        assert (again.status_code, again.headers["Location"]) == (302, f"/tablet/home/paid/{order}")
        assert _code(order).id != first.id and 'class="qr"' in _seen(seller, order)
        assert "no longer good" not in _seen(seller, order)


def test_the_seller_ends_the_code_and_is_told_where_the_bank_was_quicker(town: Town, bank: str) -> None:
    with banking(bank, hold="no"):
        seller, order = _sold(town)
        first = _code(order)
        ended = seller.post(f"/tablet/home/paid/{order}/page/end", headers=PART)
        assert ended.status_code == 200 and "nothing was taken" in ended.content.decode()
        assert (list_attempts(order)[0].state, told(bank, first.id)["state"]) == ("refused", "cancelled")
        seller.post(f"/tablet/home/paid/{order}/qr")
        act(_code(order).link, "pay")
        plain = seller.post(f"/tablet/home/paid/{order}/page/end")
        assert (plain.status_code, plain.headers["Location"]) == (302, f"/tablet/home/paid/{order}")
        assert "the parcel may leave" in _seen(seller, order) and read_order(order).payment == "paid"


def test_an_order_that_ended_meanwhile_shows_no_code(town: Town, bank: str) -> None:
    with banking(bank):
        seller, order = _sold(town)
        code = _code(order)
        cancel_order(order, actor=SYSTEM, at=clock.now())
        known(code.id)
        page = _seen(seller, order)
        assert "The order is cancelled: nothing is to be paid." in page and 'class="qr"' not in page
        assert seller.post(f"/tablet/home/paid/{order}/qr").status_code == 302
        assert [one.state for one in list_attempts(order)] == ["refused"]


def test_another_stores_seller_and_a_role_without_the_drawer_show_and_end_nothing(town: Town, bank: str) -> None:
    with banking(bank):
        _seller, order = _sold(town)
        code = _code(order)
        stranger = at_work("cashier", town.places[1], "there")
        for way in ("qr", "page/end"):
            assert stranger.post(f"/tablet/home/paid/{order}/{way}").status_code == 404
        assert [(one.id, one.state) for one in list_attempts(order)] == [(code.id, "waiting")]


def test_a_shop_without_a_page_offers_no_code_and_says_why_none_came(town: Town) -> None:
    seller = _seller(town)
    assert 'value="qr"' not in _page(seller, f"/tablet/home?variant={town.counter.variant}&quantity=1")


def test_a_page_that_is_switched_off_is_told_and_the_order_stands(town: Town, bank: str) -> None:
    from tests import make

    with banking(bank):
        make.ask('UPDATE connections_connection SET "on" = false WHERE code = %s RETURNING 1', "online")
        seller, order = _sold(town)
        assert list_attempts(order) == [] and read_order(order).commercial == "placed"
        page = _seen(seller, order)
        assert 'class="qr"' not in page and f'action="/tablet/home/paid/{order}/card"' in page
