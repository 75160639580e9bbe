"""A set with a choice is bought on the site, and one part of it is swapped at the pickup: it stays a set, and adds up."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, hand
from tests.doors.api_callers import program_of
from tests.doors.counter_world import at_work
from tests.doors.test_api_shop import _guest, _put, _quote
from tests.doors.web_people import client_of
from tests.promotions import published
from tests.shop_world import Counter, open_counter

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import BringBack
from prilavok.domains.places.queries import read_place
from prilavok.domains.promotions.queries import name_promotions
from prilavok.domains.promotions.types.acts import Part, Reach, SetPrice
from prilavok.domains.shipments.queries import read_shipment
from prilavok.domains.stock.queries import free_at
from prilavok.flows.change_at_pickup import Act, confirm_change, preview_change
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.return_goods import preview_return
from prilavok.insights.reconciliation import check_order_sums
from prilavok.insights.shop_sets import chosen_parts, read_set, sets_with
from prilavok.kit import clock
from prilavok.kit.ledger.checks import check

LACKS = "a set under a code of its own at the till"
TOGETHER = 2400  # of 3000


@pytest.fixture
def counter(rolled_back: None) -> Counter:
    """A teapot, and two cups to choose from."""
    return open_counter(5, 5, 5, at=clock.now())


def a_set(counter: Counter, **said: Any) -> UUID:
    pot, cup, other = counter.variants
    parts = (Part(Reach(variants=(pot,)), 1), Part(Reach(variants=(cup, other)), 1))
    return published(f"set-{uuid4().hex[:8]}", SetPrice(parts, TOGETHER), at=clock.now(), reach=Reach(), **said)


def bought(counter: Counter, promotion: UUID, second: UUID) -> UUID:
    """The set, put together on the product's page and ordered."""
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(counter.place)})
    product = read_variants([counter.variant])[counter.variant].product
    page = visitor.get(f"/shop/p/{product}").content.decode()
    assert f"/shop/sets/{promotion}/add" in page and str(second) in page and "24" in page
    added = visitor.post(f"/shop/sets/{promotion}/add", {"part-0": str(counter.variant), "part-1": str(second)})
    assert added.status_code in (302, 303)
    checkout = visitor.get("/shop/checkout").content.decode()
    quote = re.search(r'name="quote" value="([^"]+)"', checkout)
    assert quote
    placed = visitor.post("/shop/checkout/place", {"quote": quote[1]})
    return UUID(placed.headers["Location"].split("/order/")[1][:36])


@pytest.mark.thin(LACKS)
def test_a_set_is_chosen_ordered_swapped_and_brought_back_in_part(counter: Counter) -> None:
    pot, cup, other = counter.variants
    promotion = a_set(counter)
    order = bought(counter, promotion, cup)
    assert {line.variant: line.amount for line in list_lines(order)} == {pot: 1200, cup: 1200}
    assert free_at(counter.place, [pot, cup, other]) == {pot: 4, cup: 4, other: 5}
    at, acts = clock.now(), [Act("take_out", cup, 1), Act("add", other, 1)]
    preview = preview_change(order, acts, place=counter.place, actor=CASHIER, at=at)
    assert (preview.amount_before, preview.amount_after) == (TOGETHER, TOGETHER)
    confirm_change(order, acts, key="swap", place=counter.place, actor=CASHIER, at=at)
    assert read_order(order).amount == TOGETHER
    assert free_at(counter.place, [pot, cup, other]) == {pot: 4, cup: 5, other: 4}
    # Added without leaving anything, it is one more cup at its own price, and no second set.
    more = preview_change(order, [Act("add", cup, 1)], place=counter.place, actor=CASHIER, at=at)
    assert more.amount_after == TOGETHER + 1500
    # Swapped again and again it never becomes cheaper than the set.
    again = [Act("take_out", other, 1), Act("add", cup, 2)]
    two = preview_change(order, again, place=counter.place, actor=CASHIER, at=at)
    assert two.amount_after == TOGETHER + 1500
    hand(order, Paying("cash", TOGETHER), place=counter.place)
    swapped = next(line for line in list_lines(order) if line.variant == other and line.kept)
    plan = preview_return(
        order, [BringBack(swapped.id, 1, "changed_mind", "for_sale")], place=counter.place, actor=CASHIER, at=make.AT
    )
    assert plan.money == 1200 and check() == [] and check_order_sums() == []


@pytest.mark.thin(LACKS)
def test_a_set_is_offered_only_where_it_can_be_given(counter: Counter) -> None:
    pot, cup, _other = counter.variants
    place, at = read_place(counter.place), clock.now()
    product = read_variants([pot])[pot].product
    promotion = a_set(counter)
    [found] = sets_with(product, place, at)
    assert (found.list_amount, found.amount, len(found.parts[1].choices)) == (3000, TOGETHER, 2)
    assert chosen_parts(found, {1: cup}) == {pot: 1, cup: 1} and chosen_parts(found, {1: pot}) is None
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(counter.place)})
    visitor.post(f"/shop/sets/{promotion}/add", {"part-1": str(make.variant())})
    visitor.post(f"/shop/sets/{uuid4()}/add", {})
    assert "/shop/checkout" not in visitor.get("/shop/basket").content.decode()
    elsewhere = read_place(make.place())
    assert sets_with(product, elsewhere, at) == () and read_set(promotion, elsewhere, at) is None
    a_set(counter, right=True)
    assert [one.promotion for one in sets_with(product, place, at)] == [promotion]
    assert sets_with(product, place, at - timedelta(hours=2)) == ()


def named(page: Any, name: str) -> int:
    """Under how many lines of a page the set's name stands, in whatever language the page is."""
    assert page.status_code == 200, page.content.decode()[:1000]
    return len(re.findall(rf'class="of-set">[^<]*{name.split()[-1]}</small>', page.content.decode()))


@pytest.mark.thin(LACKS)
def test_everybody_who_sees_the_parts_sees_the_name_of_the_set(counter: Counter, quick_passwords: None) -> None:
    pot, cup, other = counter.variants
    promotion = a_set(counter)
    name = name_promotions([promotion])[promotion]["en"]
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(counter.place)})
    visitor.post("/shop/basket/change", {"variant": str(pot), "amount": "1"})
    assert named(visitor.get("/shop/basket"), name) == 0, "a part alone makes no set"
    visitor.post(f"/shop/sets/{promotion}/add", {"part-0": str(pot), "part-1": str(cup)})
    visitor.post("/shop/basket/change", {"variant": str(pot), "amount": "1"})
    # A cup beside the set is no part of it.
    visitor.post("/shop/basket/change", {"variant": str(other), "amount": "1"})
    assert named(visitor.get("/shop/basket"), name) == 2
    checkout = visitor.get("/shop/checkout")
    assert named(checkout, name) == 2
    quote = re.search(r'name="quote" value="([^"]+)"', checkout.content.decode())
    assert quote
    placed = visitor.post("/shop/checkout/place", {"quote": quote[1]})
    order = UUID(placed.headers["Location"].split("/order/")[1][:36])
    assert named(visitor.get(f"/shop/order/{order}"), name) == 2
    shipment = read_shipment(order)
    assert shipment is not None
    tablet, till = at_work("cashier", counter.place), at_work("cashier", counter.place, "till")
    office, program = at_work("owner", None, "office"), program_of("owner")
    assert named(tablet.get(f"/tablet/shipments/{shipment.id}"), name) == 2
    assert named(till.get(f"/till/orders/{order}"), name) == 2
    assert named(office.get(f"/office/orders/{order}"), name) == 2
    lines = program.get(f"/orders/{order}").json()["lines"]
    assert {UUID(one["variant"]): (one["set"] or {}).get("en") for one in lines} == {pot: name, cup: name, other: None}
    receipt = hand(order, Paying("cash", TOGETHER + 1500), place=counter.place).receipt
    assert named(till.get(f"/till/receipts/{receipt.id}"), name) == 2
    assert named(visitor.get(f"/shop/order/{order}/receipt"), name) == 2
    # On the counter too, as soon as the parts lie there together.
    skus = {one.id: one.sku for one in read_variants([pot, other]).values()}
    till.post("/till/scan", {"scan": skus[pot]})
    assert named(till.get("/till/counter"), name) == 0
    till.post("/till/scan", {"scan": skus[other]})
    assert named(till.get("/till/counter"), name) == 2


@pytest.mark.thin(LACKS)
def test_programs_of_guests_see_the_name_of_the_set(counter: Counter) -> None:
    pot, cup, other = counter.variants
    promotion, guest = a_set(counter), _guest()
    name = name_promotions([promotion])[promotion]
    _put(guest, counter, 1, 0, 1)
    quote = _quote(guest).json()
    assert {UUID(one["variant"]): one["set"] for one in quote["lines"]} == {pot: name, other: name}
    order = guest.post("/shop/orders", {"quote": quote["id"]}).json()["order"]
    lines = guest.get(f"/shop/orders/{order}").json()["lines"]
    assert {UUID(one["variant"]): one["set"] for one in lines} == {pot: name, other: name}
    alone = _guest()
    _put(alone, counter, 0, 2)
    assert [one["set"] for one in _quote(alone).json()["lines"]] == [None]
