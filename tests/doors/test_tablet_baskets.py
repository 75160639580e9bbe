"""The customer's own basket on the store's tablet: opened by its code, changed by the seller, ordered from there."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.delivery_world import FEE, Town, open_town
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.web_people import client_of
from tests.people import browser, new_phone, prove
from tests.scanning import qr_codes
from tests.shop_world import PRICE

from prilavok.domains.baskets.queries import find_open_basket, read_basket
from prilavok.domains.baskets.types import BasketView, Wish
from prilavok.domains.customers.queries import basket_code, customer_of, own_code
from prilavok.domains.orders.queries import read_order
from prilavok.doors.web.shop.visitor import COOKIE
from prilavok.flows.change_basket import change_basket
from prilavok.flows.check_document import check_document
from prilavok.flows.erase_person import erase_person
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

PART = {"HX-Request": "true", "HX-Target": "basket"}


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores."""
    clock.set_clock(clock.now())
    return open_counter()


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def filled(counter: Counter, *goods: str) -> tuple[Any, UUID]:
    """A guest of the site with a unit of each of the goods in the basket; the client and the browser's leaf."""
    guest = client_of()
    guest.get("/shop/")
    guest.post("/shop/stores/choose", {"place": str(counter.here)})
    for code in goods:
        form = {"variant": str(counter.shop.variants[code]), "amount": "1"}
        assert guest.post("/shop/basket/change", form).status_code == 303
    return guest, meet_visitor(guest.cookies[COOKIE].value, actor=SYSTEM, at=clock.now()).leaf


def shown_code(guest: Any) -> str:
    """As a scanner reads it off the customer's phone."""
    [code] = qr_codes(guest.get("/shop/basket/code").content.decode())
    return code


def opened(seller: Any, code: str) -> str:
    """The address of the basket at the tablet that was opened by the code."""
    answer = seller.post("/tablet/basket/open", {"scan": code})
    assert answer.status_code == 302, answer.content.decode()[:1000]
    return str(answer.headers["Location"])


def basket_of(leaf: UUID) -> BasketView:
    found = find_open_basket([leaf])
    assert found is not None
    return found


def test_the_seller_goes_on_with_the_basket_of_the_site(counter: Counter) -> None:
    guest, leaf = filled(counter, "milk")
    seller = at_work("cashier", counter.here)
    asks = page(seller.get("/tablet/basket"))
    # The page sends a scan by itself: where it shows the answer is to be there, and the answer leads on.
    assert "data-scan" in asks and 'data-shows="#opening"' in asks and 'id="opening"' in asks
    sent = seller.post("/tablet/basket/open", {"scan": shown_code(guest)}, headers={"HX-Request": "true"})
    assert sent.headers["HX-Redirect"] == f"/tablet/basket/{leaf}"
    begun = basket_of(leaf)
    address = opened(seller, shown_code(guest))
    shown = page(seller.get(address))
    assert re.search(r"milk · Сайт · (the customer|покупатель)", shown), shown
    assert "Сыр" in page(seller.get(address + "?q=cheese"))
    cheese = str(counter.shop.variants["cheese"])
    added = page(seller.post(f"{address}/wish", {"variant": cheese, "add": "1"}, headers=PART))
    assert "<html" not in added and "Сыр" in added and "Test cashier" in added
    seller.post(f"{address}/wish", {"variant": str(counter.shop.variants["milk"]), "amount": "3"})
    now = basket_of(leaf)
    assert now.id == begun.id
    assert {(one.variant, one.quantity, one.touchpoint, one.added_by_kind) for one in now.lines} == {
        (counter.shop.variants["milk"], 3, "tablet", "staff"),
        (counter.shop.variants["cheese"], 250, "tablet", "staff"),
    }
    site = page(guest.get("/shop/basket"))
    assert "Сыр" in site and "Планшет" in site
    seller.post(f"{address}/wish", {"variant": cheese, "amount": "0"})
    assert "Сыр" not in page(guest.get("/shop/basket"))


def test_it_is_ordered_at_the_tablet_to_be_collected_here(counter: Counter) -> None:
    guest, leaf = filled(counter, "milk")
    seller = at_work("cashier", counter.here)
    begun, address = basket_of(leaf), opened(seller, shown_code(guest))
    promised = page(seller.post(f"{address}/quote"))
    form = dict(re.findall(r'name="(quote)" value="([^"]*)"', promised))
    for _twice in range(2):
        answer = seller.post(f"{address}/collect", form)
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
    done = read_basket(begun.id)
    assert done.state == "ordered" and done.order is not None
    order = read_order(done.order)
    assert (order.place, order.leaf, order.touchpoint) == (counter.here, leaf, "tablet")
    assert order.number in page(guest.get(f"/shop/order/{order.id}"))
    assert find_open_basket([leaf]) is None and "/shop/checkout" not in page(guest.get("/shop/basket"))


def test_a_basket_of_another_store_is_collected_here_once_it_is_said(counter: Counter) -> None:
    guest, leaf = filled(counter, "milk")
    elsewhere = at_work("cashier", counter.elsewhere, "elsewhere")
    address = opened(elsewhere, shown_code(guest))
    shown = page(elsewhere.get(address))
    assert f"{address}/here" in shown and f"{address}/quote" not in shown and "every 15s" in shown
    assert elsewhere.post(f"{address}/quote").status_code == 422
    elsewhere.post(f"{address}/here")
    assert basket_of(leaf).place == counter.elsewhere
    assert f"{address}/here" not in page(elsewhere.get(address))


def test_nothing_but_the_shown_code_opens_it(counter: Counter) -> None:
    guest, leaf = filled(counter, "milk")
    phone = new_phone()
    prove(leaf, phone, at=clock.now())
    seller, other = at_work("cashier", counter.here), at_work("cashier", counter.here, "other")
    code = shown_code(guest)
    for said in (phone, "4870000000017", "", "4" + "1" * 68, code[:-1]):
        assert seller.post("/tablet/basket/open", {"scan": said}).status_code == 422, said
    assert seller.get(f"/tablet/basket/{leaf}").status_code == 404, "not shown here"
    address = opened(seller, code)
    assert other.get(address).status_code == 404, "open at the tablet it was shown to alone"
    assert (
        other.post(f"{address}/wish", {"variant": str(counter.shop.variants["milk"]), "amount": "9"}).status_code == 404
    )
    assert basket_of(leaf).lines[0].quantity == 1
    for role in ("marketer", "manager"):
        stranger = at_work(role, None)
        assert stranger.post("/tablet/basket/open", {"scan": code}).status_code in (403, 422), role
    assert client_of().post("/tablet/basket/open", {"scan": code}).headers["Location"].startswith("/sign-in")
    clock.set_clock(clock.now() + timedelta(minutes=2))
    assert seller.post("/tablet/basket/open", {"scan": code}).status_code == 422, "a photograph of it opens nothing"
    assert page(seller.get(address))
    clock.set_clock(clock.now() + timedelta(minutes=30))
    assert seller.get(address).status_code == 404, "shown too long ago"


def test_the_code_of_the_own_page_and_a_checked_document_open_it_too(counter: Counter) -> None:
    guest, leaf = filled(counter, "milk")
    prove(leaf, new_phone(), at=clock.now())
    customer = customer_of(leaf)
    assert customer is not None
    seller = at_work("cashier", counter.here)
    assert "Молоко" in page(seller.get(opened(seller, own_code(leaf, clock.now()).text)))
    # Found by staff: not before they looked at a document, and no longer than that opens.
    second = at_work("cashier", counter.here, "second")
    form = {"customer": str(customer)}
    assert second.post("/tablet/basket/open", form).status_code == 404
    assert "/tablet/basket/open" not in page(second.get(f"/office/customers/{customer}/now"))
    from prilavok.domains.staff.queries import actor_of, with_rights

    check_document(customer, "id_card", number="", actor=actor_of(with_rights().get(login="second")), at=clock.now())
    assert "/tablet/basket/open" in page(second.get(f"/office/customers/{customer}/now"))
    address = second.post("/tablet/basket/open", form).headers["Location"]
    assert "Молоко" in page(second.get(address))
    clock.set_clock(clock.now() + timedelta(minutes=16))
    assert second.get(address).status_code == 404
    # An operator keeps baskets of the whole company; a cashier's right ends at what was shown.
    operator = at_work("operator", counter.here)
    assert operator.post("/tablet/basket/open", form).status_code == 302


def test_a_browser_that_only_followed_a_link_opens_nobodys_basket(counter: Counter) -> None:
    from prilavok.domains.customers.actions import open_leaf, prove_leaf

    owner = open_leaf("telegram", "made-up:81", at=clock.now())
    prove(owner, new_phone(), at=clock.now())
    change_basket(
        owner, [Wish(counter.shop.variants["bread"], 5)], place=counter.here, touchpoint="bot",
        actor=Actor("leaf", owner), at=clock.now(),
    )  # fmt: skip
    stranger = browser(clock.now())
    prove_leaf(stranger, owner, source="passport", actor=SYSTEM, at=clock.now())
    seller = at_work("cashier", counter.here)
    refused = seller.post("/tablet/basket/open", {"scan": basket_code(stranger, clock.now()).text})
    assert refused.status_code == 422


def test_of_who_was_erased_nothing_is_opened(counter: Counter) -> None:
    guest, leaf = filled(counter, "milk")
    prove(leaf, new_phone(), at=clock.now())
    customer = customer_of(leaf)
    assert customer is not None
    seller, operator = at_work("cashier", counter.here), at_work("operator", counter.here)
    code = shown_code(guest)
    address = opened(seller, code)
    erase_person(customer, actor=SYSTEM, at=clock.now())
    assert seller.get(address).status_code in (404, 422)
    assert seller.post("/tablet/basket/open", {"scan": code}).status_code == 422
    assert operator.post("/tablet/basket/open", {"customer": str(customer)}).status_code == 404


def test_it_is_ordered_home_from_the_tablet(rolled_back: None, quick_passwords: None) -> None:
    from tests.doors.test_delivery_web import ADDRESS
    from tests.doors.test_tablet_qr import _seller

    clock.set_clock(clock.now())
    town: Town = open_town((0,), (4,))
    leaf = browser(clock.now())
    actor = Actor("leaf", leaf)
    change_basket(
        leaf, [Wish(town.counter.variant, 1)], place=town.store, touchpoint="site", actor=actor, at=clock.now()
    )
    seller = _seller(town)
    address = opened(seller, basket_code(leaf, clock.now()).text)
    promised = page(seller.post(f"{address}/quote"))
    assert f'action="{address}/home"' in promised and f'action="{address}/collect"' not in promised, "none lies here"
    form = dict(re.findall(r'name="(quote)" value="([^"]*)"', promised))
    answer = seller.post(f"{address}/home", form | ADDRESS | {"zone": f"{town.zone}:{FEE}", "pay": "door"})
    assert answer.headers["Location"].startswith("/tablet/home/paid/"), answer.content.decode()[:3000]
    order = read_order(UUID(answer.headers["Location"].rpartition("/")[2]))
    assert (order.touchpoint, order.leaf, order.paid_amount) == ("tablet", leaf, PRICE + FEE)
    assert find_open_basket([leaf]) is None
