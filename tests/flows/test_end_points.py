"""Points end by their programme's rule, what ends first is spent first, and it is told before.

prilavok.flows.end_points, prilavok.flows.change_points_ending.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.long_form import run_machine

from prilavok.domains.loyalty.actions import burn_points, earn_points, set_points_ending, undo_points
from prilavok.domains.loyalty.errors import EndingUnfit, NotEnoughPoints, ProgrammeUnknown
from prilavok.domains.loyalty.queries import (
    list_programmes,
    lots_beyond_points,
    points_ending,
    points_moved,
    points_of,
)
from prilavok.domains.loyalty.types import Burning, Earning, Ending, Undoing
from prilavok.doors.schedule import CHORES
from prilavok.flows.change_points_ending import change_points_ending
from prilavok.flows.end_points import end_late_points, tell_of_ends
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.idempotency.answers import KeyReused
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check

ZONE = "Asia/Almaty"  # five hours before UTC
YEAR = Ending(365, 14, 30, ZONE)


def say(programme: UUID, ending: Ending, at: datetime = make.AT) -> None:
    with transaction.atomic():
        set_points_ending(programme, ending, actor=CASHIER, at=at)


def earn(leaf: UUID, points: int, at: datetime = make.AT, *, order: UUID | None = None, origin: str = "live") -> UUID:
    order = order or uuid4()
    earning = Earning(leaf, order, None, points * 100, "KZT", at)
    assert earn_points([earning], actor=CASHIER, at=max(at, clock.now()), origin=origin) == points
    return order


def burn(leaves: list[UUID], points: int, at: datetime) -> UUID:
    order = uuid4()
    burning = Burning(order, leaves[0], tuple(leaves), None, points, 10 * points, "KZT")
    assert burn_points(burning, actor=CASHIER, at=at) == points
    return order


def ends(*leaves: UUID) -> list[tuple[str, int]]:
    """The last day of points by the programme's clock, with how many end."""
    last = timedelta(hours=5, microseconds=-1)
    return [(f"{(one.ends_at.astimezone(UTC) + last):%Y-%m-%d}", one.points) for one in points_ending(leaves)]


def held(*leaves: UUID) -> int:
    return sum(one.points for one in points_of(leaves))


def day(nth: int) -> datetime:
    return make.AT + timedelta(days=nth)


def told(verb: str) -> list[tuple[object, ...]]:
    return make.ask(
        "SELECT leaf, (facts ->> 'points')::int FROM kit_event WHERE verb = %s ORDER BY recorded_at, 2", verb
    )


@pytest.fixture
def programme(rolled_back: None) -> UUID:
    clock.set_clock(make.AT)
    return make.programme()


def test_a_rule_counts_from_its_instant_on_and_leaves_what_was_earned_before(programme: UUID) -> None:
    leaf = make.leaf()
    earn(leaf, 10)  # before there is a rule
    say(programme, YEAR)
    earn(leaf, 20)
    say(programme, Ending(30, 0, 0, ZONE, day(10)))
    earn(leaf, 30, day(9))
    earn(leaf, 40, day(10))
    say(programme, Ending(None, 0, 0, ZONE), day(20))
    earn(leaf, 50, day(21))
    assert held(leaf) == 150
    # 2 March 2026 lives to 2 March 2027; 11 March to 11 March; 12 March for thirty days.
    assert ends(leaf) == [("2026-04-11", 40), ("2027-03-02", 20), ("2027-03-11", 30)]
    [seen] = list_programmes()
    assert [(one.days, one.valid_from) for one in seen.endings] == [(None, day(20)), (30, day(10)), (365, make.AT)]
    assert end_late_points(actor=SYSTEM, at=datetime(2026, 4, 11, 18, 59, tzinfo=UTC)) == 0
    assert end_late_points(actor=SYSTEM, at=datetime(2026, 4, 11, 19, 0, tzinfo=UTC)) == 1
    assert held(leaf) == 110 and told("points.expired") == [(leaf, 40)]
    assert make.posted("points", programme, programme, "expired") == 40
    assert end_late_points(actor=SYSTEM, at=day(9000)) == 1 and held(leaf) == 60, "the others do not end"
    assert end_late_points(actor=SYSTEM, at=day(9999)) == 0
    assert check() == [] and lots_beyond_points() == []


def test_rules_that_cannot_be_are_refused(programme: UUID) -> None:
    for unfit in (Ending(0, 0, 0, ZONE), Ending(4_000, 0, 0, ZONE), Ending(30, 30, 0, ZONE), Ending(30, -1, 0, ZONE),
                  Ending(30, 3, 31, ZONE), Ending(30, 3, 3, "Moon/Base"), Ending(30, 3, 3, ZONE, day(-1))):  # fmt: skip
        with pytest.raises(EndingUnfit):
            say(programme, unfit)
    with pytest.raises(ProgrammeUnknown):
        say(uuid4(), YEAR)
    assert [one.endings for one in list_programmes()] == [()]
    say(programme, Ending(30, 3, 3, ZONE, day(5)))
    say(programme, Ending(60, 3, 3, ZONE, day(5)))  # what is to come is said anew
    assert [[said.days for said in one.endings] for one in list_programmes()] == [[60]]


def test_a_day_begins_by_the_clock_of_most_stores(programme: UUID) -> None:
    make.place()
    change_points_ending(
        programme, 30, warn_days=3, back_days=4, since=date(2026, 3, 5), key="a", body=b"a", actor=CASHIER, at=make.AT
    )
    change_points_ending(programme, None, warn_days=0, back_days=0, key="a", body=b"a", actor=CASHIER, at=make.AT)
    with pytest.raises(KeyReused):
        change_points_ending(programme, None, warn_days=0, back_days=0, key="a", body=b"b", actor=CASHIER, at=make.AT)
    begins = datetime(2026, 3, 4, 19, tzinfo=UTC)
    assert [one.endings for one in list_programmes()] == [(Ending(30, 3, 4, ZONE, begins),)]


def test_what_ends_first_is_spent_first_on_whichever_leaf_it_lies(programme: UUID) -> None:
    card, browser = make.leaf(), make.leaf()
    earn(card, 100)
    say(programme, YEAR)
    earn(card, 50, day(2))
    earn(browser, 30, day(1))
    burn([card, browser], 60, day(3))
    assert (held(card), held(browser)) == (120, 0) and ends(card, browser) == [("2027-03-04", 20)]
    burn([card, browser], 70, day(4))
    assert (held(card), held(browser)) == (50, 0) and ends(card, browser) == []
    with pytest.raises(NotEnoughPoints):
        burn([card, browser], 51, day(4))
    assert end_late_points(actor=SYSTEM, at=day(9999)) == 0
    assert check() == [] and lots_beyond_points() == []


def test_points_given_back_live_to_their_old_end_or_longer_and_earned_ones_go_from_their_own_lot(
    programme: UUID,
) -> None:
    leaf = make.leaf()
    say(programme, Ending(40, 5, 10, ZONE))
    earn(leaf, 30)  # to 11 April
    kept = earn(leaf, 20, day(20))  # to 1 May
    order = burn([leaf], 40, day(21))
    assert ends(leaf) == [("2026-05-01", 10)]
    undo = Undoing(order, leaf, (leaf,), None, "KZT", 15, 0)
    assert undo_points(undo, actor=CASHIER, at=day(25)).back == 15
    # What was drawn last comes back first: ten to 1 May, then five to 11 April, which is more than ten days away.
    assert ends(leaf) == [("2026-04-11", 5), ("2026-05-01", 20)]
    assert undo_points(undo, actor=CASHIER, at=day(38)).back == 15  # 9 April: ten days more
    assert ends(leaf) == [("2026-04-11", 5), ("2026-04-19", 15), ("2026-05-01", 20)]
    assert end_late_points(actor=SYSTEM, at=day(41)) == 1 and held(leaf) == 35
    # Goods that had earned come back: of their own lot first, and then of what ends first.
    done = undo_points(Undoing(kept, leaf, (leaf,), None, "KZT", 0, 16), actor=CASHIER, at=day(41))
    assert (done.taken, ends(leaf)) == (16, [("2026-04-19", 9), ("2026-05-01", 10)])
    assert check() == [] and lots_beyond_points() == []


def test_what_a_first_filling_brings_does_not_end_and_an_import_lives_for_some_days(programme: UUID) -> None:
    leaf = make.leaf()
    say(programme, Ending(30, 5, 7, ZONE))
    earn(leaf, 11, day(1), origin="load")
    clock.set_clock(day(100))
    earn(leaf, 12, day(1), origin="import")
    assert held(leaf) == 23 and ends(leaf) == [("2026-06-17", 12)]  # seven days after 10 June, when we heard of it
    earn(leaf, 13, day(-1), origin="import")  # bought before there was a rule
    assert held(leaf) == 36 and ends(leaf) == [("2026-06-17", 12)]


def test_an_end_is_told_once_before_it_comes_and_nobody_is_written_to(programme: UUID) -> None:
    one, other = make.leaf(), make.leaf()
    say(programme, Ending(30, 5, 5, ZONE))  # 2 March lives to 1 April; told from the midnight after 27 March on
    earn(one, 10)
    earn(one, 5, make.AT + timedelta(hours=1))
    earn(other, 7)
    burn([other], 7, day(1))
    assert tell_of_ends(actor=SYSTEM, at=datetime(2026, 3, 27, 18, 59, tzinfo=UTC)) == 0
    assert tell_of_ends(actor=SYSTEM, at=datetime(2026, 3, 27, 19, tzinfo=UTC)) == 1, "who spent all has none that end"
    assert told("points.ending") == [(one, 15)]
    [(end,)] = make.ask("SELECT (facts ->> 'ends_at')::bigint FROM kit_event WHERE verb = 'points.ending'")
    assert end == datetime(2026, 4, 1, 19, tzinfo=UTC).timestamp()
    assert tell_of_ends(actor=SYSTEM, at=day(30)) == 0
    assert make.ask("SELECT count(*) FROM conversations_message") == [(0,)]
    say(programme, Ending(30, 0, 5, ZONE), day(31))
    earn(one, 3, day(32))
    assert tell_of_ends(actor=SYSTEM, at=day(61)) == 0, "nobody is warned by this rule"


def test_the_worker_ends_points_by_the_slice(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prilavok.flows.end_points.SLICE", 3)
    clock.set_clock(make.AT)
    programme = make.programme()
    say(programme, Ending(30, 5, 5, ZONE))
    with transaction.atomic():
        leaves = [make.leaf() for _ in range(7)]
        for leaf in leaves:
            earn(leaf, 10)
    assert {"points.end", "points.warn"} <= {chore.job for chore in CHORES}
    for at, verb in ((day(27), "points.warn"), (day(40), "points.end")):
        clock.set_clock(at)
        with transaction.atomic():
            queue_jobs([NewJob(verb=verb)], at=at)
        while run_due():
            pass
        assert make.ask("SELECT count(*) FROM kit_job WHERE verb = %s", verb) == [(0,)]
    assert held(*leaves) == 0 and sorted(told("points.ending")) == sorted((leaf, 10) for leaf in leaves)
    assert sorted(told("points.expired")) == sorted((leaf, 10) for leaf in leaves)
    assert check() == [] and lots_beyond_points() == []


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE loyalty_lot SET remains = remains - 1 RETURNING 1",
        "UPDATE loyalty_drawn SET points = points + 1 RETURNING 1",
        "DELETE FROM loyalty_drawn RETURNING 1",
        "UPDATE loyalty_lot SET points = 500, remains = 500 - points + remains RETURNING 1",
    ],
)
def test_what_does_not_add_up_is_seen(programme: UUID, harm: str) -> None:
    leaf = make.leaf()
    say(programme, YEAR)
    earn(leaf, 30)
    burn([leaf], 10, day(1))
    assert lots_beyond_points() == []
    assert make.ask(harm) == [(1,)]
    assert lots_beyond_points() != []


points, which = st.integers(1, 40), st.integers(0, 20)


class Ends(RuleBasedStateMachine):
    """Two leaves of one person. The model: what each has by its end, None for what does not end, and by its order."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.at, self.programme, self.days = make.AT, make.programme(), 0
        clock.set_clock(make.AT)
        self.leaves = [make.leaf(), make.leaf()]
        self.lots: list[tuple[UUID, datetime | None, UUID]] = []  # in the order they came
        self.rest: dict[int, int] = {}
        self.earned: list[tuple[UUID, UUID]] = []
        self.burned: dict[UUID, list[tuple[int, int]]] = {}
        self.expired = 0

    def _on(self, more: timedelta = timedelta(minutes=1)) -> datetime:
        self.at += more
        clock.set_clock(self.at)
        return self.at

    def _end(self, at: datetime, days: int) -> datetime:
        there = at + timedelta(hours=5)
        return datetime(there.year, there.month, there.day, tzinfo=UTC) + timedelta(days=days + 1, hours=-5)

    def _put(self, leaf: UUID, end: datetime | None, order: UUID, units: int) -> None:
        self.rest[len(self.lots)] = units
        self.lots.append((leaf, end, order))

    def _turn(self, nth: int) -> tuple[datetime, int, int]:
        leaf, end, _order = self.lots[nth]
        return end or datetime.max.replace(tzinfo=UTC), self.leaves.index(leaf), nth

    @rule(days=st.sampled_from([None, 3, 10, 40]))
    def say(self, days: int | None) -> None:
        say(self.programme, Ending(days, 1, 2, ZONE), self._on())
        self.days = days or 0

    @rule(nth=st.integers(0, 1), units=points)
    def earn(self, nth: int, units: int) -> None:
        at, leaf = self._on(), self.leaves[nth]
        order = earn(leaf, units, at)
        self._put(leaf, self._end(at, self.days) if self.days else None, order, units)
        self.earned.append((order, leaf))

    @rule(units=points)
    def burn(self, units: int) -> None:
        at, there = self._on(), sum(self.rest.values())
        if units > there:
            with pytest.raises(NotEnoughPoints):
                burn(self.leaves, units, at)
            return
        order = burn(self.leaves, units, at)
        self.burned[order] = []
        for nth in sorted(self.rest, key=self._turn):
            part = min(self.rest[nth], units)
            units -= part
            self.rest[nth] -= part
            if part:
                self.burned[order].append((nth, part))

    @rule(nth=which, units=points)
    def give_back(self, nth: int, units: int) -> None:
        if not self.burned:
            return
        order, at = list(self.burned)[nth % len(self.burned)], self._on()
        before = Counter({leaf: self._moved(order, leaf, "burn_back") for leaf in self.leaves})
        undo_points(Undoing(order, self.leaves[0], tuple(self.leaves), None, "KZT", units, 0), actor=CASHIER, at=at)
        for leaf in self.leaves:
            back = self._moved(order, leaf, "burn_back") - before[leaf]
            for place in range(len(self.burned[order]) - 1, -1, -1):
                lot, drawn = self.burned[order][place]
                if self.lots[lot][0] == leaf and (part := min(drawn, back)):
                    end = self.lots[lot][1]
                    self._put(leaf, end and max(end, self._end(at, 2)), order, part)
                    self.burned[order][place], back = (lot, drawn - part), back - part
            assert back == 0

    @rule(nth=which, units=points)
    def take_back(self, nth: int, units: int) -> None:
        if not self.earned:
            return
        (order, leaf), at = self.earned[nth % len(self.earned)], self._on()
        before = Counter({one: self._moved(order, one, "earn_back") for one in self.leaves})
        undo_points(Undoing(order, leaf, tuple(self.leaves), None, "KZT", 0, units), actor=CASHIER, at=at)
        for one in self.leaves:
            gone = before[one] - self._moved(order, one, "earn_back")
            own = [lot for lot in self.rest if self.lots[lot][0] == one]
            endless = [lot for lot in own if self.lots[lot][1] is None]
            ending = [lot for lot in own if self.lots[lot][1] is not None]
            ending.sort(key=lambda lot: (self.lots[lot][2] != order, self._turn(lot)))
            for lot in [*ending, *endless]:
                part = min(self.rest[lot], gone)
                self.rest[lot] -= part
                gone -= part
            assert gone == 0

    @rule(days=st.integers(1, 15), most=st.sampled_from([1, 500]))
    def pass_time(self, days: int, most: int) -> None:
        at = self._on(timedelta(days=days))
        while tell_of_ends(actor=SYSTEM, at=at, most=most):
            pass
        while end_late_points(actor=SYSTEM, at=at, most=most):
            pass
        for nth, (_leaf, end, _order) in enumerate(self.lots):
            if end is not None and end <= at:
                self.expired += self.rest[nth]
                self.rest[nth] = 0

    def _moved(self, order: UUID, leaf: UUID, cause: str) -> int:
        return sum(one.points for one in points_moved(order) if one.leaf == leaf and one.cause == cause)

    @invariant()
    def stands(self) -> None:
        if not hasattr(self, "lots"):
            return
        for leaf in self.leaves:
            own = {nth: units for nth, units in self.rest.items() if self.lots[nth][0] == leaf}
            assert held(leaf) == sum(own.values()) == make.posted("points", leaf, self.programme, "spendable")
            model: Counter[datetime] = Counter()
            for nth, units in own.items():
                end = self.lots[nth][1]
                if end is not None and units:
                    model[end] += units
            assert {one.ends_at: one.points for one in points_ending([leaf])} == model
        assert make.posted("points", self.programme, self.programme, "expired") == self.expired
        assert sum(int(str(units)) for _leaf, units in told("points.expired")) == self.expired, "none ends twice"
        assert lots_beyond_points() == [] and check() == []

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)


def test_any_order_of_earning_spending_returning_and_time(rolled_back: None) -> None:
    run_machine(Ends, short=20, long=300, steps=15)
