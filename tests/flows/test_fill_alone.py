"""One statement does for somebody alone what prilavok.flows.fill_alone spares: the same basket, events and refusals."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests import make
from tests.shop_world import Counter, open_counter

from prilavok.domains.baskets.errors import BasketFull, BasketMoved, NotOnSale
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.baskets.types import Wish
from prilavok.domains.customers.actions import recognise_leaf
from prilavok.domains.customers.actions.leaves import give_leaves
from prilavok.flows.change_basket import change_basket, change_basket_here
from prilavok.flows.fill_alone import fill_alone
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ids import new_id

pytestmark = pytest.mark.usefixtures("rolled_back")


@pytest.fixture
def counter() -> Counter:
    return open_counter(5, 7, 9, at=clock.now())


def _leaf() -> UUID:
    return meet_visitor(None, actor=SYSTEM, at=clock.now()).leaf


def _given(leaf: UUID, **more: Any) -> dict[str, Any]:
    told = {"place": None, "touchpoint": "site", "actor": Actor("leaf", leaf), "at": clock.now()}
    return {**told, "expected_version": None, **more}


def _long(leaf: UUID, wishes: list[Wish], **given: Any) -> Any:
    with story():
        return change_basket_here(leaf, wishes, **_given(leaf, **given))


def _told(basket: Any) -> Any:
    lines = [(one.variant, one.quantity, one.touchpoint, one.added_by_kind) for one in basket.lines]
    return basket.place, basket.state, basket.version, basket.coupons, lines


def _events(leaf: UUID) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verb, subject_kind, place, actor_kind, actor = leaf, origin, facts - 'basket', recorded_at ="
            " occurred_at, subject = (facts ->> 'basket')::uuid FROM kit_event WHERE leaf = %s ORDER BY recorded_at, facts ->> 'variant'",
            [leaf],
        )
        return list(cursor.fetchall())


def test_the_short_way_does_what_the_long_way_does(counter: Counter) -> None:
    one, two, three = counter.variants
    steps: list[tuple[list[Wish], dict[str, Any]]] = [
        ([Wish(one, 2), Wish(two, 1)], {}),
        ([Wish(one, 2)], {"expected_version": 2}),
        ([], {"place": counter.place}),
        ([], {}),
        ([Wish(two, 0), Wish(three, 5), Wish(three, 4)], {"place": counter.place, "expected_version": 3}),
        ([Wish(one, 0)], {"touchpoint": "bot"}),
    ]
    short, long = _leaf(), _leaf()
    for wishes, given in steps:
        view = fill_alone(short, wishes, **_given(short, **given))
        assert view is not None and view == read_basket(view.id)
        assert view.leaf == short
        assert _told(view) == _told(_long(long, wishes, **given)), (wishes, given)
    assert _events(short) == _events(long) and len(_events(short)) == 5


@pytest.mark.parametrize(
    ("wishes", "given", "refusal"),
    [
        (lambda counter: [Wish(new_id(), 1)], {}, NotOnSale),
        (lambda counter: [Wish(counter.variants[0], 1)], {"place": UUID(int=7)}, NotFound),
        (lambda counter: [Wish(counter.variants[0], 1)], {"expected_version": 9}, BasketMoved),
        (lambda counter: [Wish(counter.variants[0], 1_000_001)], {}, BasketFull),
    ],
)
def test_a_refusal_is_the_same_and_leaves_no_basket(counter: Counter, wishes: Any, given: Any, refusal: Any) -> None:
    short, long = _leaf(), _leaf()
    with pytest.raises(refusal) as told:
        fill_alone(short, wishes(counter), **_given(short, **given))
    with pytest.raises(refusal) as said:
        _long(long, wishes(counter), **given)
    assert isinstance(told.value, Refused | NotFound) and str(told.value) == str(said.value)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM baskets_basket WHERE leaf_id = ANY(%s)", [[short, long]])
        assert cursor.fetchone()[0] == 0
    assert _events(short) == []


def test_a_hundred_and_first_line_is_refused_and_nothing_of_it_stays(counter: Counter) -> None:
    leaf, many = _leaf(), [make.variant() for _ in range(101)]
    with pytest.raises(BasketFull):
        fill_alone(leaf, [Wish(one, 1) for one in many], **_given(leaf))
    assert fill_alone(leaf, [Wish(one, 1) for one in many[:100]], **_given(leaf)) is not None
    with pytest.raises(BasketFull):
        fill_alone(leaf, [Wish(many[100], 1)], **_given(leaf))


def test_whoever_has_another_leaf_or_another_hand_goes_the_long_way(counter: Counter) -> None:
    wish = [Wish(counter.variants[0], 1)]
    mine, other = _leaf(), _leaf()
    customer = recognise_leaf(mine, actor=SYSTEM, at=clock.now())
    assert fill_alone(mine, wish, **_given(mine)) is not None  # a customer of one leaf is alone too
    give_leaves([other], customer, clock.now())
    assert fill_alone(mine, wish, **_given(mine)) is None
    assert change_basket(mine, wish, **_given(mine)).lines[0].quantity == 1
    alone = _leaf()
    assert fill_alone(alone, wish, **_given(alone, actor=Actor("staff", new_id()))) is None
