"""Goods that touchpoints leave on the shelf: who may sell how many, which row holds, ended and said again.

The flow is prilavok.flows.keep_back; the orders are those of place_order, place_delivery, make_booking and sell_at_till.
"""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make
from tests.bookings_world import book, open_salon
from tests.counter_world import CASHIER
from tests.delivery_world import open_town, sent_home
from tests.shop_world import PRICE, Counter, open_counter, placed, quoted

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import goods_of, list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.types import LineAct, Placed
from prilavok.domains.places.actions import put_places
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import NewPlace
from prilavok.domains.shipments.errors import NoRoute
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.errors import SafetyUnfit, SafetyUnknown, StockShort
from prilavok.domains.stock.queries import list_safety, promised_above, read_safety, stock_at
from prilavok.domains.stock.types import SAFETY_TOUCHPOINTS, Coming, Opening, Safety, SafetyView
from prilavok.flows.change_at_pickup import confirm_change
from prilavok.flows.keep_back import end_keeping_back, keep_back, keep_back_again
from prilavok.flows.place_order import place_order
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.insights.promised import free_for, promisable
from prilavok.insights.shop_products import offers_of, stocked_elsewhere
from prilavok.insights.shop_shelf import read_shelf
from prilavok.insights.stock_page import read_stock_page
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def kept(units: int | None = None, *, at: datetime = NOW, key: str = "", **said: object) -> SafetyView:
    told = Safety(units=units, **{"valid_from": at, **said})  # type: ignore[arg-type]  # names of its fields
    return keep_back(told, key=key or str(uuid4()), actor=CASHIER, at=at)


def sells(counter: Counter, touchpoint: str, nth: int = 0, at: datetime = NOW) -> int:
    variant, day = counter.variants[nth], read_place(counter.place).day_at(at)
    return promisable(counter.place, [variant], on=day, touchpoint=touchpoint, at=at)[variant].free


def by_desk(counter: Counter, units: int) -> Placed:
    leaf = make.leaf()
    quote = quoted(counter, leaf, units)
    return place_order(quote.id, leaf=leaf, touchpoint="desk", actor=CASHIER, at=NOW)


def test_the_site_sells_down_to_two_and_the_till_to_nought() -> None:
    counter = open_counter(5, 5)
    row = kept(2, variant=counter.variant, place=counter.place, touchpoints=("site",))
    assert [sells(counter, one) for one in ("site", "desk", "tablet", "till")] == [3, 5, 5, 5]
    assert [sells(counter, one, 1) for one in ("site", "till")] == [5, 5], "another product is not kept back"
    with pytest.raises(OutOfStock) as refused:
        placed(counter, make.leaf(), 4)
    [lack] = refused.value.lacks
    assert (lack.variant, lack.asked, lack.free) == (counter.variant, 4, 3)
    assert stock_at(counter.place, counter.variant).held == 0, "a refusal holds nothing"
    assert placed(counter, make.leaf(), 3, 5).new
    assert (sells(counter, "site"), sells(counter, "desk")) == (0, 2)
    with pytest.raises(OutOfStock) as refused:
        placed(counter, make.leaf(), 1)
    assert [(one.asked, one.free) for one in refused.value.lacks] == [(1, 0)]
    assert by_desk(counter, 1).new, "the operator is not kept from it"
    sell([Selling(counter.variant, 1)], [Paying("cash", PRICE)], place=counter.place, key="t", actor=CASHIER, at=NOW)
    assert stock_at(counter.place, counter.variant).available == 0
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'discrepancy.found'") == [(0,)]
    # What is in the hand sells whatever is kept back, also beyond what lies there.
    kept(5, variant=counter.variant)
    sell([Selling(counter.variant, 1)], [Paying("cash", PRICE)], place=counter.place, key="u", actor=CASHIER, at=NOW)
    assert make.verbs_of([row.id]) == {"safety.set": 1}
    assert check() == []


def test_a_share_is_rounded_up_and_follows_what_lies_there() -> None:
    counter = open_counter(7)
    kept(share=2_500, variant=counter.variant)
    assert sells(counter, "site") == 5, "of seven a quarter is two"
    placed(counter, make.leaf(), 4)
    assert sells(counter, "site") == 1, "held goods still lie there"
    with pytest.raises(OutOfStock):
        placed(counter, make.leaf(), 2)
    assert placed(counter, make.leaf(), 1).new


def test_it_holds_from_its_instant_to_its_end_and_again() -> None:
    counter = open_counter(5)
    later, end = NOW + timedelta(hours=1), NOW + timedelta(hours=3)
    row = kept(4, variant=counter.variant, valid_from=later, valid_to=end, key="one")
    again = kept(4, variant=counter.variant, valid_from=later, valid_to=end, key="one")
    assert again == row and row.state_at(NOW) == "planned"
    assert [sells(counter, "site", at=at) for at in (NOW, later, end)] == [5, 1, 5]
    middle = NOW + timedelta(hours=2)
    ended = end_keeping_back(row.id, actor=CASHIER, at=middle)
    assert end_keeping_back(row.id, actor=SYSTEM, at=end) == ended, "ended once"
    assert (ended.ended_by, ended.said.valid_to, ended.state_at(middle)) == (CASHIER.id, middle, "ended")
    assert [sells(counter, "site", at=at) for at in (later, middle)] == [1, 5], "what held is not rewritten"
    anew = keep_back_again(row.id, key="two", actor=CASHIER, at=middle)
    assert keep_back_again(row.id, key="two", actor=CASHIER, at=end) == anew
    assert anew.id != row.id and (anew.said.units, anew.said.valid_from, anew.said.valid_to) == (4, middle, None)
    assert sells(counter, "site", at=middle) == 1
    assert make.verbs_of([row.id, anew.id]) == {"safety.set": 2, "safety.ended": 1}
    assert [one.id for one in list_safety(at=middle, variant=counter.variant).rows] == [anew.id]
    assert [one.id for one in list_safety(at=middle, variant=counter.variant, ended=True).rows] == [row.id]
    with pytest.raises(SafetyUnfit):
        keep_back_again(anew.id, key="three", actor=CASHIER, at=middle)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({}, "units"),
        ({"units": 1, "share": 1}, "units"),
        ({"units": -1}, "units"),
        ({"share": 10_001}, "share"),
        ({"share": 0}, "share"),
        ({"units": 1, "touchpoints": ("till",)}, "touchpoints"),
        ({"units": 1, "valid_from": NOW - timedelta(seconds=1)}, "valid_from"),
        ({"units": 1, "valid_to": NOW}, "valid_to"),
        ({"units": 1, "variant": UUID(int=1)}, "variant"),
        ({"units": 1, "category": "no/such"}, "category"),
        ({"units": 1, "place": UUID(int=1)}, "place"),
        ({"units": 1, "place_kind": "moon"}, "place_kind"),
    ],
)
def test_what_cannot_be_kept_back_is_refused_and_changes_nothing(said: dict[str, object], what: str) -> None:
    make.place()
    with pytest.raises(SafetyUnfit) as refused:
        kept(**said)  # type: ignore[arg-type]  # names of its fields
    assert refused.value.what == what
    assert make.ask("SELECT count(*) FROM stock_safety") == [(0,)]
    with pytest.raises(SafetyUnknown):
        end_keeping_back(uuid4(), actor=CASHIER, at=NOW)


def test_every_page_that_promises_leaves_it_and_says_why() -> None:
    counter, other = open_counter(3), make.place()
    open_stock([Opening(other, counter.variant, 4, False)], occurred=NOW, actor=SYSTEM, at=NOW, origin="load")
    row = kept(3, variant=counter.variant, touchpoints=("site", "tablet"))
    here, there = read_place(counter.place), read_place(other)
    assert [offer.free for offer in offers_of([counter.variant], here, NOW)] == [0]
    assert [one.variant.id for one in read_shelf(here, "", {}, at=NOW).page.rows] == [counter.variant]
    assert read_shelf(here, "", {}, at=NOW, free=True).page.rows == ()
    assert [(one.place.id, one.free) for one in stocked_elsewhere([counter.variant], here, NOW)[counter.variant]] == [
        (other, 1)
    ]
    assert stocked_elsewhere([counter.variant], there, NOW) == {counter.variant: ()}
    assert free_for("desk", [counter.variant], NOW) == {other: {counter.variant: 4}, here.id: {counter.variant: 3}}
    assert free_for("tablet", [counter.variant], NOW) == {other: {counter.variant: 1}}
    page = read_stock_page(other, counter.variant, NOW)
    assert [(one.touchpoint, one.safety, one.kept, one.sells) for one in page.kept] == [
        ("site", row.id, 3, 1),
        ("tablet", row.id, 3, 1),
    ]


def test_a_way_home_and_a_fitting_room_leave_it_and_what_was_promised_may_take_it() -> None:
    town = open_town((3,), (3,))
    variant = town.counter.variant
    kept(2, variant=variant, touchpoints=("site",))
    with pytest.raises(NoRoute):
        sent_home(town, make.leaf(), 2)
    assert sent_home(town, make.leaf(), 1).new and sent_home(town, make.leaf(), 1).new
    assert [stock_at(place, variant).available for place in town.places] == [2, 2]
    with pytest.raises(NoRoute):
        sent_home(town, make.leaf(), 1)
    shop = open_counter(2)
    room = open_salon(place=shop.place, kind="fitting_room", resource="room", grace=20)
    kept(1, variant=shop.variant)
    with pytest.raises(StockShort) as refused:
        book(room, make.leaf(), goods={shop.variant: 2})
    assert [(one.asked, one.free) for one in refused.value.lacks] == [(2, 1)]
    book(room, make.leaf(), goods={shop.variant: 1})
    # At the counter the goods are in the hand: a change of the order takes what is kept back.
    counter = open_counter(3, 1)
    kept(1, place=counter.place)
    order = placed(counter, make.leaf(), 1)
    acts = [LineAct("add", counter.variants[1], 1)]
    confirm_change(order.order, acts, key="k", place=counter.place, actor=CASHIER, at=NOW)
    assert stock_at(counter.place, counter.variants[1]).available == 0
    assert check() == []


@given(
    available=st.integers(-3, 9), back=st.integers(0, 12), comes=st.lists(st.integers(1, 5), max_size=4)
)  # fmt: skip
def test_what_comes_fills_up_what_is_kept_back_first(available: int, back: int, comes: list[int]) -> None:
    days = [Coming(date(2026, 3, 3 + nth), units) for nth, units in enumerate(comes)]
    told = promised_above(available, back, days)
    assert told.free == max(available - back, 0)
    total = available
    by_day = {one.day: one.units for one in told.coming}
    promised = told.free
    for day in days:
        total += day.units
        promised += by_day.get(day.day, 0)
        assert promised == max(total - back, 0), "by each day all that then lies there but for what is kept back"
    assert all(one.units > 0 for one in told.coming)


_GOODS = ("variant", "shelf", "below", "all")
_WHERE = ("place", "kind", "all")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(_GOODS), st.sampled_from(_WHERE),
            st.lists(st.sampled_from(SAFETY_TOUCHPOINTS), max_size=2, unique=True), st.integers(0, 9),
        ),
        max_size=6,
    ),
    via=st.sampled_from((*SAFETY_TOUCHPOINTS, "till")),
)  # fmt: skip
def test_the_row_that_says_the_most_narrowly_holds(rows: list[tuple[str, str, list[str], int]], via: str) -> None:
    make.ask("WITH gone AS (DELETE FROM stock_safety RETURNING 1) SELECT count(*) FROM gone")
    put_cards([NewCard("narrow", {"en": "n"}, ("Top", "Below"), "piece")], at=NOW)
    variant = list_variant_keys(["narrow"])["narrow"].id
    shelf, below = sorted(goods_of([variant])[variant].paths, key=len)
    store = make.place()
    put_places([NewPlace("depot", {"en": "d"}, "warehouse", "Asia/Almaty", "KZT", "entity", {})])
    goods = {"variant": {"variant": variant}, "shelf": {"category": shelf}, "below": {"category": below}, "all": {}}
    where = {"place": {"place": store}, "kind": {"place_kind": "store"}, "all": {}}
    # Strangers that must never hold: another product, a shelf of a like name, another place, another kind.
    kept(99, variant=make.variant(), place=store)
    kept(99, variant=variant, place_kind="warehouse")
    kept(99, variant=variant, place=make.place())
    for of, at_what, touchpoints, units in rows:
        kept(units, **goods[of], **where[at_what], touchpoints=tuple(touchpoints))
    fitting = [
        (
            ("all", "shelf", "below", "variant").index(of),
            ("all", "kind", "place").index(at_what),
            bool(via_),
            nth,
            units,
        )
        for nth, (of, at_what, via_, units) in enumerate(rows)
        if via != "till" and (not via_ or via in via_)
    ]
    wanted = [max(fitting)[-1]] if fitting else []
    found = make.ask("SELECT kept FROM stock_kept(%s, 'store', %s, %s, 100, %s, %s)", store, variant, below, via, NOW)
    assert [units for (units,) in found] == wanted


def test_a_shelf_of_a_like_name_is_another_shelf() -> None:
    counter = open_counter(5)
    [path] = goods_of([counter.variant])[counter.variant].paths
    put_cards([NewCard("like", {"en": "l"}, (f"{path}s",), "piece")], at=NOW)
    [(like,)] = make.ask("SELECT path FROM catalog_category WHERE path LIKE %s AND path <> %s", f"{path}%", path)
    kept(5, category=str(like))
    assert sells(counter, "site") == 5
    row = kept(1, category=path)
    assert sells(counter, "site") == 4 and read_safety(row.id).said.category == path


def test_two_lines_of_a_product_are_one_demand_and_all_that_lacks_is_told() -> None:
    counter = open_counter(4, 0, 2)
    kept(2, place=counter.place)
    leaf = make.leaf()
    quote = quoted(counter, leaf, 3, 1, 1)
    with pytest.raises(OutOfStock) as refused:
        place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=NOW)
    assert [(one.variant, one.asked, one.free) for one in refused.value.lacks] == [
        (counter.variants[0], 3, 2), (counter.variants[1], 1, 0), (counter.variants[2], 1, 0),
    ]  # fmt: skip
    twice = make.ask(
        "SELECT asked, free FROM stock_hold_above(%s, %s, 'store', %s::uuid[], %s, ARRAY[2, 1], 'site', %s, %s, 'live')",
        uuid4(), counter.place, [counter.variant] * 2, ["", ""], NOW + timedelta(days=1), NOW,
    )  # fmt: skip
    assert twice == [(3, 2)]
