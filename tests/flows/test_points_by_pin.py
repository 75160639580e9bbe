"""A customer's PIN (prilavok.flows.keep_pin) says yes to points at a till; wrong ones count, lock it and are told of."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.counter_world import CASHIER, code_of, earned
from tests.people import browser, household, new_phone, prove, sms
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.customers.errors import (
    CodeWrong,
    PinLocked,
    PinNotProven,
    PinsTooMany,
    PinTrivial,
    PinUnfit,
    PinUnset,
    PinWrong,
)
from prilavok.domains.customers.queries import customer_of, leaves_with, read_pin
from prilavok.domains.loyalty.errors import NotEnoughPoints
from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.flows.erase_person import erase_person
from prilavok.flows.hand_over_order import HandedOver, Paying, PointsCode, hand_over
from prilavok.flows.keep_pin import SETTING, drop_own_pin, keep_pin
from prilavok.flows.open_by_document import PointsShown
from prilavok.flows.points_by_pin import points_by_pin
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
NOW, PIN, OTHER = make.AT, "4071", "9174"


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(NOW)
    yield


@pytest.fixture
def shop() -> Counter:
    make.programme()
    sms()
    return open_counter(9)


def somebody(shop: Counter, points: int = 1000) -> tuple[UUID, UUID]:
    """The card of a customer with points, and the browser they are signed in with."""
    phone, leaf = new_phone(), browser()
    _customer, card = household(phone)
    prove(leaf, phone)
    earned(card, points, shop.place)
    return card, leaf


def keep(leaf: UUID, pin: str = PIN, minutes: int = 0) -> None:
    keep_pin(leaf, pin, actor=Actor("leaf", leaf), at=NOW + timedelta(minutes=minutes))


def type_in(order: UUID, pin: str, shop: Counter, *, points: int = 300, hours: float = 0) -> PointsShown:
    at = NOW + timedelta(hours=hours)
    return points_by_pin(order, points, pin, place=shop.place, actor=CASHIER, at=at)


def pay(order: UUID, points: int, said: PointsCode, shop: Counter) -> HandedOver:
    tenders = Paying("points", points), Paying("cash", PRICE - points)
    return hand_over(
        order, tenders, code=code_of(order), key="k", place=shop.place, actor=CASHIER, at=NOW, points_code=said
    )


def told() -> list[object]:
    return [text for (text,) in make.ask("SELECT text FROM conversations_message WHERE template = 'pin.locked'")]


def test_a_pin_spends_just_so_many_points_of_that_order(shop: Counter) -> None:
    card, leaf = somebody(shop)
    order, other = placed(shop, card, 1).order, placed(shop, card, 1).order
    with pytest.raises(PinUnset):
        type_in(order, PIN, shop)
    keep(leaf)
    yes = type_in(order, PIN, shop)
    assert (yes.asked.kind, yes.asked.masked, yes.asked.expires_at) == ("pin", "", NOW + timedelta(minutes=10))
    word = PointsCode(yes.asked.code, yes.digits)
    for one, points in ((other, 300), (order, 301)):
        with pytest.raises(CodeWrong):
            pay(one, points, word, shop)
    with pytest.raises(CodeWrong):
        pay(order, 300, PointsCode(yes.asked.code, PIN), shop)
    assert pay(order, 300, word, shop).receipt.points_used == 300
    assert points_of([card])[0].points == 1000 - 300 + 12
    with pytest.raises(NotEnoughPoints):
        type_in(other, PIN, shop, points=1400)
    with pytest.raises(ShipmentUnknown):
        type_in(order, PIN, shop)
    with pytest.raises(ShipmentUnknown):
        points_by_pin(other, 300, PIN, place=make.place(), actor=CASHIER, at=NOW)


def test_wrong_ones_count_lock_it_and_the_customer_hears_of_it(shop: Counter) -> None:
    card, leaf = somebody(shop)
    keep(leaf)
    order = placed(shop, card, 1).order
    before = make.rows_of_all_tables()
    for left in (4, 3, 2, 1):
        with pytest.raises(PinWrong) as wrong:
            type_in(order, OTHER, shop)
        assert wrong.value.facts == {"left": left} and told() == []
    with pytest.raises(PinLocked) as locked:
        type_in(order, "", shop)
    assert locked.value.facts == {"minutes": 60}
    [first] = told()
    assert "1" in str(first) and PIN not in str(first)
    with pytest.raises(PinLocked) as locked:
        type_in(order, PIN, shop, hours=0.5)
    assert (locked.value.facts, len(told())) == ({"minutes": 30}, 1), "a right one is no more than a wrong one now"
    assert make.ask("SELECT count(*) FROM customers_code WHERE kind = 'pin'") == [(0,)]
    assert set(make.grown(before)) == {"conversations_message", "kit_job"}
    with pytest.raises(PinLocked) as locked:
        type_in(order, OTHER, shop, hours=1)
    assert (locked.value.facts, len(told())) == ({"minutes": 24 * 60}, 2), "each one more locks it for a day"
    yes = type_in(order, PIN, shop, hours=25)
    assert make.ask("SELECT tries, locked_until FROM customers_pin") == [(0, None)] and yes.digits.isdigit()


def test_set_anew_it_is_open_again_and_the_one_of_before_says_nothing(shop: Counter) -> None:
    card, leaf = somebody(shop)
    keep(leaf)
    order = placed(shop, card, 1).order
    for _five in range(5):
        with pytest.raises((PinWrong, PinLocked)):
            type_in(order, OTHER, shop)
    keep(leaf, OTHER)
    with pytest.raises(PinWrong):
        type_in(order, PIN, shop)
    assert type_in(order, OTHER, shop).asked.kind == "pin"
    assert drop_own_pin(leaf, actor=Actor("leaf", leaf), at=NOW) and read_pin(leaves_with(leaf)) is None
    assert not drop_own_pin(leaf, actor=Actor("leaf", leaf), at=NOW)
    with pytest.raises(PinUnset):
        type_in(order, OTHER, shop)


def test_only_who_is_signed_in_sets_one_and_it_is_another_persons_nowhere(shop: Counter) -> None:
    (card, leaf), (_card, other), stranger = somebody(shop), somebody(shop), browser()
    for not_proven in (stranger, card):
        with pytest.raises(PinNotProven):
            keep(not_proven)
        with pytest.raises(PinNotProven):
            drop_own_pin(not_proven, actor=SYSTEM, at=NOW)
    for unfit in ("", "12", "1234567", "abcd"):
        with pytest.raises(PinUnfit):
            keep(leaf, unfit)
    with pytest.raises(PinTrivial):
        keep(leaf, "1234")
    [(phone,)] = make.ask(
        "SELECT value FROM customers_identifier WHERE kind = 'phone' AND leaf_id = ANY(%s)", leaves_with(leaf)
    )
    with pytest.raises(PinTrivial):
        keep(leaf, str(phone)[-5:])
    keep(other, OTHER)
    with pytest.raises(PinUnset):
        type_in(placed(shop, card, 1).order, OTHER, shop)


def test_it_lies_nowhere_readable_and_goes_with_the_person(shop: Counter) -> None:
    _card, leaf = somebody(shop)
    keep(leaf)
    [(kept,)] = make.ask("SELECT row_to_json(p)::text FROM customers_pin p")
    from django.contrib.auth.hashers import check_password

    hash = make.ask("SELECT hash FROM customers_pin")[0][0]
    assert f'"{PIN}"' not in str(kept) and not check_password(PIN, str(hash)), "the key of the house is needed too"
    erase_person(customer_of(leaf), actor=SYSTEM, at=NOW + timedelta(hours=1))
    assert make.ask("SELECT count(*) FROM customers_pin") == [(0,)]


def test_it_is_not_set_again_and_again(shop: Counter) -> None:
    _card, leaf = somebody(shop)
    for _each in range(SETTING.capacity):
        keep(leaf)
    with pytest.raises(PinsTooMany):
        keep(leaf)
    keep(leaf, OTHER, minutes=2)
