"""What others show beside what is true now: since when it differs, who is over the stated lag, who fetched what.

By prilavok.flows.report_shown, compare_shown, note_fetch and keep_price_lists.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.make import AT
from tests.promotions import published
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.errors import LagUnfit, ListMoved, ListUnfit
from prilavok.domains.pricing.queries import count_differing, list_outside, list_price_lists, turn_differing
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.pricing.types.outside import ComparedPrice, OutsideView, ShownView, ToldPrice
from prilavok.domains.tasks.queries import list_tasks
from prilavok.flows.compare_shown import DIFFERS, compare_shown
from prilavok.flows.keep_price_lists import forget_outside, keep_lag, keep_price_list
from prilavok.flows.note_fetch import note_fetch
from prilavok.flows.report_shown import report_shown
from prilavok.insights.price_watch import count_told, list_readers
from prilavok.insights.reckoning import shown_prices
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM

HOUR = timedelta(hours=1)


def price(counter: Counter, amount: int, at: datetime, *, told: datetime | None = None) -> None:
    [(of,)] = make.ask("SELECT id FROM pricing_list WHERE place_id = %s", counter.place)
    set_prices([NewPrice(UUID(str(of)), counter.variant, amount, 1, at)], at=told or at)


def says(counter: Counter, amount: int, at: datetime, *, per: int = 1, source: str = "market") -> ComparedPrice:
    [said] = report_shown(source, [ToldPrice(counter.place, counter.variant, amount, per)], actor=CASHIER, at=at)
    return said


def differing(place: UUID) -> list[ShownView]:
    return list(turn_differing(place=place).rows)


def market(source: str = "market") -> OutsideView:
    return next(one for one in list_outside() if one.code == source)


def tasks(place: UUID) -> list[dict[str, object]]:
    return [dict(one.facts) for one in list_tasks(place, kind=DIFFERS) if one.place == place]


def test_yesterday_s_price_differs_since_ours_changed_and_is_told_when_over_the_lag(rolled_back: None) -> None:
    counter = open_counter(3)
    assert says(counter, PRICE, AT).since is None
    price(counter, 1700, AT + HOUR, told=AT)
    assert compare_shown(market().id, actor=SYSTEM, at=AT + HOUR / 2) == 0, "it does not hold yet"
    assert compare_shown(market().id, actor=SYSTEM, at=AT + HOUR * 1.5) == 1
    [row] = differing(counter.place)
    assert (row.told.amount, row.true_amount, row.differs_since) == (PRICE, 1700, AT + HOUR)
    assert tasks(counter.place) == [], "it may be an hour behind"
    compare_shown(market().id, actor=SYSTEM, at=AT + 2 * HOUR)
    compare_shown(market().id, actor=SYSTEM, at=AT + 3 * HOUR)
    [told] = tasks(counter.place)
    assert (told["variant"], told["shown"], told["true"], told["since"]) == (
        str(counter.variant), PRICE, 1700, str(AT + HOUR)
    )  # fmt: skip
    assert says(counter, 1700, AT + 4 * HOUR) == ComparedPrice(
        ToldPrice(counter.place, counter.variant, 1700, 1), 1700, None
    )
    assert (differing(counter.place), count_differing(place=counter.place)) == ([], 0)


def test_a_report_of_an_old_price_is_known_as_such_at_once(rolled_back: None) -> None:
    counter = open_counter(3)
    price(counter, 1700, AT - 2 * HOUR)
    said = says(counter, PRICE, AT)
    assert (said.true_amount, said.since) == (1700, AT - 2 * HOUR)
    assert len(tasks(counter.place)) == 1, "two hours are over the stated lag"
    assert says(counter, 9, AT).since == AT, "it never was our price: it differs since it was told"
    again = says(counter, 9, AT + HOUR)
    assert again.since == AT + HOUR
    [row] = differing(counter.place)
    assert row.differs_since == AT, "the same wrong price told again is wrong for as long as it was"


def test_promotions_by_time_and_other_measures_count_too(rolled_back: None) -> None:
    counter = open_counter(3)
    assert says(counter, 2 * PRICE, AT, per=2).since is None
    says(counter, PRICE, AT)
    published("later", at=AT + 2 * HOUR, until=AT + 5 * HOUR, places=(counter.place,))
    compare_shown(market().id, actor=SYSTEM, at=AT + 2 * HOUR)
    [row] = differing(counter.place)
    assert (row.true_amount, row.differs_since) == (1400, AT + HOUR)
    compare_shown(market().id, actor=SYSTEM, at=AT + 6 * HOUR)
    assert differing(counter.place) == []


def test_the_lag_is_the_system_s_own_and_a_system_can_be_forgotten(rolled_back: None) -> None:
    counter = open_counter(3)
    says(counter, PRICE, AT)
    keep_lag(market().id, 600, actor=CASHIER, at=AT)
    price(counter, 1700, AT + HOUR)
    compare_shown(market().id, actor=SYSTEM, at=AT + 5 * HOUR)
    assert tasks(counter.place) == []
    assert [(told, wrong) for one, told, wrong in count_told() if one.code == "market"] == [(1, 1)]
    assert forget_outside(market().id, actor=CASHIER, at=AT) == 1
    assert differing(counter.place) == []
    for minutes in (-1, 10_081):
        with pytest.raises(LagUnfit):
            keep_lag(market().id, minutes, actor=CASHIER, at=AT)
    with pytest.raises(NotFound):
        keep_lag(uuid4(), 5, actor=CASHIER, at=AT)


def test_what_is_not_sold_there_differs(rolled_back: None) -> None:
    counter = open_counter(3)
    strange = ToldPrice(counter.place, make.variant(), 500, 1)
    [said] = report_shown("market", [strange], actor=CASHIER, at=AT)
    assert (said.true_amount, said.since) == (None, AT)


def test_who_fetched_before_a_change_is_behind_until_they_fetch_again(rolled_back: None) -> None:
    counter = open_counter(3)
    assert note_fetch(counter.place, actor=CASHIER, at=AT)
    assert not note_fetch(counter.place, actor=CASHIER, at=AT + timedelta(seconds=30)), "once a minute is enough"
    [row] = list_readers(AT + HOUR)
    assert (row.changed, row.late(AT + HOUR)) == (0, False)
    price(counter, 1700, AT + HOUR)
    [row] = list_readers(AT + HOUR)
    assert row.variant and row.place
    assert (row.changed, row.behind_since, row.variant.id, row.before, row.now) == (
        1, AT + HOUR, counter.variant, PRICE, 1700
    )  # fmt: skip
    assert (row.late(AT + HOUR), row.late(AT + 2 * HOUR)) == (False, True)
    says(counter, 1700, AT + 3 * HOUR)
    assert [told["shown"] for told in tasks(counter.place)] == [PRICE]
    note_fetch(counter.place, actor=CASHIER, at=AT + 3 * HOUR)
    assert [row.changed for row in list_readers(AT + 3 * HOUR)] == [0]


def test_where_and_for_whom_a_list_holds_is_seen_by_the_next_basket(rolled_back: None) -> None:
    counter = open_counter(3)
    wide = make.price_list()
    set_prices([NewPrice(wide, counter.variant, 900, 1, AT)], at=AT)
    said = {"touchpoints": ["site"], "segments": [], "order": 10, "actor": CASHIER, "at": AT}
    keep_price_list(wide, seen=1, **said)  # type: ignore[arg-type]
    here = read_place(counter.place)

    def asked(touchpoint: str) -> int:
        return shown_prices([counter.variant], here, touchpoint=touchpoint, at=AT)[counter.variant].amount

    assert (asked("site"), asked("till")) == (900, PRICE)
    [kept] = [one for one in list_price_lists() if one.id == wide]
    assert (kept.touchpoints, kept.order, kept.version) == (("site",), 10, 2)
    with pytest.raises(ListMoved):
        keep_price_list(wide, seen=1, **said)  # type: ignore[arg-type]
    for wrong in ({"touchpoints": ["moon"]}, {"order": -1}, {"segments": [uuid4()]}):
        with pytest.raises(ListUnfit):
            keep_price_list(wide, seen=2, **{**said, **wrong})  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        keep_price_list(counter.variant, seen=1, **said)  # type: ignore[arg-type]
