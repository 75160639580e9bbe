"""Tiers: what somebody's purchases make of them by the dated sets of a programme, what it earns and what is told.

prilavok.flows.judge_tiers, prilavok.flows.hear_tiers, prilavok.flows.change_tiers.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from tests import make, people
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.segment_world import settle
from tests.tiers_world import TWO, ZONE, bring_back, buy, day, earned, held, last_day, name_at, say, tier, told

from prilavok.domains.customers.queries import list_joins
from prilavok.domains.loyalty.actions import set_tiers, settle_tiers
from prilavok.domains.loyalty.errors import ProgrammeUnknown, TiersUnfit
from prilavok.domains.loyalty.queries import counted_for, list_tier_sets, name_tiers, standings_due, tiers_held
from prilavok.domains.loyalty.types import TierRules
from prilavok.doors.schedule import CHORES
from prilavok.flows.change_tiers import change_tiers
from prilavok.flows.record_sales import record_sales
from prilavok.flows.undo_join import undo_join
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.idempotency.answers import KeyReused
from prilavok.kit.jobs.queue import NewJob, queue_jobs


@pytest.fixture
def programme(rolled_back: None) -> UUID:
    clock.set_clock(make.AT)
    return make.programme()


def test_a_tier_is_reached_by_what_was_spent_and_earns_from_the_next_purchase_on(programme: UUID) -> None:
    leaf = make.leaf()
    say(programme)
    assert (held(make.AT, leaf).tier, held(make.AT, leaf).lacks) == (None, 1_000)
    orders = [buy(leaf, 900, day(0)), buy(leaf, 200, day(1)), buy(leaf, 2_000, day(2)), buy(leaf, 1_000, day(3))]
    assert [earned(one) for one in orders] == [[(9,)], [(2,)], [(30,)], [(20,)]]
    assert [name_at(day(nth), leaf) for nth in range(4)] == ["", "Silver", "Gold", "Gold"]
    now = held(day(3), leaf)
    assert (now.spent, now.following, now.lacks, now.times) == (4_100, None, 0, 20_000)
    # 3,000 are there until the purchase of 2,000 leaves the window: thirty full days after 4 March.
    assert last_day(now.until) == "2026-04-03"
    assert [(one.amount, last_day(one.until)) for one in counted_for(now, [leaf], day(3))] == [
        (1_000, "2026-04-04"), (2_000, "2026-04-03"), (200, "2026-04-02"), (900, "2026-04-01")
    ]  # fmt: skip
    assert name_at(day(32), leaf) == "Gold"
    # Then a thousand is left until 4 April, and silver is kept for ten days after it was last reached.
    assert name_at(day(33), leaf) == "Silver"
    assert (held(day(33), leaf).following, held(day(33), leaf).lacks) == ({"en": "Gold"}, 2_000)
    assert name_at(day(34), leaf) == "" and counted_for(now, [leaf], day(40)) == []


def test_a_tier_is_kept_for_its_days_though_the_count_falls(programme: UUID) -> None:
    leaf = make.leaf()
    say(programme, (tier(1_000, "Silver", keep=60),))
    buy(leaf, 1_000, day(0))
    assert last_day(held(day(0), leaf).until) == "2026-05-01"
    assert (name_at(day(60), leaf), held(day(60), leaf).spent) == ("Silver", 0)
    assert name_at(day(61), leaf) == ""
    say(programme, (tier(1_000, "Silver", keep=2),), at=day(70))
    buy(leaf, 1_000, day(70))
    assert last_day(held(day(70), leaf).until) == "2026-06-10", "longer by the count than by what is kept at least"


def test_a_purchase_that_comes_back_takes_its_tier_along_at_once(programme: UUID) -> None:
    leaf = make.leaf()
    say(programme)
    first = buy(leaf, 1_200, day(0))
    buy(leaf, 500, day(1))
    later = buy(leaf, 2_000, day(2))
    assert name_at(day(2), leaf) == "Gold"
    bring_back(later, leaf, stays=1_500, of=2_000, at=day(3))
    assert (name_at(day(3), leaf), held(day(3), leaf).spent) == ("Gold", 3_200)
    bring_back(later, leaf, stays=100, of=2_000, at=day(3))
    assert (name_at(day(3), leaf), held(day(3), leaf).spent) == ("Silver", 1_800)
    bring_back(later, leaf, stays=0, of=2_000, at=day(3))
    bring_back(first, leaf, stays=601, of=1_200, at=day(3))  # of 1,200 less a half, rounded to what stays
    assert (name_at(day(3), leaf), held(day(3), leaf).spent) == ("Silver", 1_101)
    bring_back(first, leaf, stays=400, of=1_200, at=day(3))
    assert (name_at(day(3), leaf), held(day(3), leaf).spent) == ("", 900)
    assert earned(later) == [(30,)], "what was earned stays what it was, whatever was taken back"


def test_rules_that_change_leave_what_was_promised(programme: UUID) -> None:
    leaf = make.leaf()
    say(programme, (tier(1_000, "Silver", keep=20), tier(2_000, "Gold")))
    [[now]] = list_tier_sets().values()
    silver, gold = (one.tier for one in now.tiers)
    buy(leaf, 1_500, day(0))
    # From day 5 on silver asks for more and gold is no more; from day 40 on there are no tiers.
    say(programme, (tier(5_000, "Silver+", keep=3, times=30_000, id=silver),), since=day(5))
    say(programme, (), since=day(40))
    assert name_at(day(4), leaf) == "Silver"
    after = held(day(5), leaf)
    assert (after.tier, after.name, after.times) == (silver, {"en": "Silver+"}, 30_000)
    assert last_day(after.until) == "2026-03-22", "until the end that was told"
    assert name_at(day(21), leaf) == ""
    assert tiers_held([leaf], day(40)) == []
    assert [len(one.tiers) for one in list_tier_sets(programme)[programme]] == [0, 1, 2]
    assert name_tiers() == {silver: {"en": "Silver+"}, gold: {"en": "Gold"}}
    say(programme, (tier(700, "Bronze"),), since=day(40))  # what is to come is said anew
    assert [[t.name["en"] for t in one.tiers] for one in list_tier_sets()[programme]] == [
        ["Bronze"], ["Silver+"], ["Silver", "Gold"]
    ]  # fmt: skip


def test_what_was_bought_before_there_were_tiers_counts_from_the_first_set_on(programme: UUID) -> None:
    leaf, loaded = make.leaf(), make.leaf()
    buy(leaf, 1_000, day(-10))
    buy(loaded, 3_000, day(-10), origin="load")
    assert tiers_held([leaf], day(0)) == []
    say(programme, (tier(1_000, "Silver", keep=25), TWO[1]))
    assert (name_at(day(0), leaf), name_at(day(0), loaded)) == ("Silver", "Gold")
    assert last_day(held(day(0), leaf).until) == "2026-03-27", "reached with the beginning of the set"
    order = buy(leaf, 1_000, day(1), origin="load")
    assert earned(order) == [(10,)], "a first filling earns as if there were no tiers"


def test_rules_that_cannot_be_are_refused(programme: UUID) -> None:
    fit = tier(1, "A")
    for wrong in (
        [tier(0, "A")], [tier(1, "")], [tier(1, "x" * 41)], [tier(1, "A", times=0)], [tier(1, "A", times=100_001)],
        [tier(1, "A", keep=-1)], [tier(1, "A", keep=4_000)], [fit, tier(1, "B")], [tier(1, "A", id=uuid4())],
        [tier(nth, "A") for nth in range(1, 8)],
    ):  # fmt: skip
        with pytest.raises(TiersUnfit):
            say(programme, wrong)
    for odd in (TierRules(0, 0, ZONE, (fit,)), TierRules(30, -1, ZONE, (fit,)), TierRules(30, 0, "Moon/Base", (fit,)),
                TierRules(4_000, 0, ZONE, (fit,)), TierRules(30, 0, ZONE, (fit,), day(-1))):  # fmt: skip
        with pytest.raises(TiersUnfit), transaction.atomic():
            set_tiers(programme, odd, actor=CASHIER, at=make.AT)
    with pytest.raises(ProgrammeUnknown):
        say(uuid4())
    assert list_tier_sets() == {}


def test_a_day_begins_by_the_clock_of_most_stores_and_a_key_says_it_once(programme: UUID) -> None:
    make.place()
    for _ in range(2):
        change_tiers(
            programme, [tier(500, "A")], days=30, warn_days=3, since=date(2026, 3, 5), key="a", body=b"a",
            actor=CASHIER, at=make.AT,
        )  # fmt: skip
    with pytest.raises(KeyReused):
        change_tiers(programme, [], days=30, warn_days=3, key="a", body=b"b", actor=CASHIER, at=make.AT)
    [kept] = list_tier_sets()[programme]
    assert (kept.valid_from, kept.zone, kept.days) == (datetime(2026, 3, 4, 19, tzinfo=UTC), ZONE, 30)
    [(run_at,)] = make.ask("SELECT run_at FROM kit_job WHERE verb = 'tiers.recount'")
    assert run_at == kept.valid_from


def test_it_is_told_once_what_is_reached_what_ends_soon_and_what_was_left(programme: UUID) -> None:
    leaf, who = make.leaf(), uuid4()
    say(programme)
    people = {who: [leaf]}

    def look(at: datetime) -> None:
        settle_tiers(people, actor=SYSTEM, at=at)

    look(make.AT)
    buy(leaf, 1_000, day(0))
    for _ in range(2):
        look(day(0))
    assert told() == [("tier.reached", "Silver")]
    buy(leaf, 2_000, day(1))
    look(day(1))
    assert told()[1:] == [("tier.reached", "Gold")]
    # Gold until 1 April, of which it is told from 30 March on; time alone asks for the look.
    looks = datetime(2026, 3, 29, 19, tzinfo=UTC)
    assert make.ask("SELECT looks_at FROM loyalty_standing") == [(looks,)]
    assert standings_due(looks - timedelta(seconds=1), 10) == [] and standings_due(looks, 10) == [who]
    for _ in range(2):
        look(looks)
    assert told()[2:] == [("tier.ending", "Gold")]
    [(ends,)] = make.ask("SELECT (facts ->> 'ends_at')::bigint FROM kit_event WHERE verb = 'tier.ending'")
    assert ends == datetime(2026, 4, 1, 19, tzinfo=UTC).timestamp()
    assert standings_due(datetime(2026, 4, 1, 18, tzinfo=UTC), 10) == []
    look(datetime(2026, 4, 1, 19, tzinfo=UTC))
    assert told()[3:] == [("tier.left", "Gold")]  # silver until the day after: too near to be told beside it
    look(datetime(2026, 4, 1, 20, tzinfo=UTC))
    assert told()[4:] == [("tier.ending", "Silver")]
    look(datetime(2026, 4, 2, 19, tzinfo=UTC))
    assert told()[5:] == [("tier.left", "Silver")] and make.ask("SELECT FROM loyalty_standing") == []
    assert make.ask("SELECT count(*) FROM conversations_message") == [(0,)]


@pytest.mark.quiet
def test_what_happens_is_heard_and_history_is_counted_in_silence(own_database: OwnDatabase) -> None:
    clock.set_clock(make.AT)
    programme, number = make.programme(), people.new_phone()
    (kept, card), browser = people.household(number), people.messenger()
    gone = people.prove_mail(browser, "two@tiers.example", make.AT).customer
    place, sold = make.place(), make.variant()

    def sell(leaf: UUID, amount: int, origin: str = "live") -> None:
        sale = make.sale(place, leaf, [make.line(sold, 1, amount)], at=clock.now())
        record_sales([sale], method="cash", actor=CASHIER, at=clock.now(), origin=origin)
        settle(by=timedelta(minutes=1))

    def stand() -> list[tuple[object, ...]]:
        return sorted(make.ask("SELECT customer::text, threshold FROM loyalty_standing"))

    settle()
    sell(card, 600)
    change_tiers(programme, TWO, days=30, warn_days=3, actor=CASHIER, at=clock.now())
    settle()
    sell(browser, 2_000, origin="import")
    assert told() == [] and stand() == [(str(gone), 1_000)]
    sell(card, 500)
    assert told() == [("tier.reached", "Silver")]
    assert stand() == sorted([(str(kept), 1_000), (str(gone), 1_000)])
    # Two of silver are one of gold as they become one person, and two of silver again when they are told apart.
    people.prove(browser, number, clock.now())
    settle(by=timedelta(minutes=1))
    assert told()[1:] == [("tier.reached", "Gold")] and stand() == [(str(kept), 3_000)]
    [join] = list_joins(kept)
    undo_join(join.id, actor=SYSTEM, at=clock.now())
    settle(by=timedelta(minutes=1))
    assert told()[2:] == [], "nobody has done anything by which a tier is left"
    assert stand() == sorted([(str(kept), 1_000), (str(gone), 1_000)])
    # A chore looks at whom time alone moves.
    assert "tiers.turn" in {chore.job for chore in CHORES}
    clock.move_clock(timedelta(days=60))
    with transaction.atomic():
        queue_jobs([NewJob(verb="tiers.turn")], at=clock.now())
    settle()
    assert told()[2:] == [("tier.left", "Silver")] * 2 and stand() == []
    # A set that begins later counts everybody when it does, in silence.
    sell(card, 500)
    later = clock.now().date() + timedelta(days=3)
    change_tiers(programme, [tier(400, "Iron")], days=30, warn_days=0, since=later, actor=CASHIER, at=clock.now())
    settle(by=timedelta(days=1))
    assert stand() == []
    settle(by=timedelta(days=3))
    assert stand() == [(str(kept), 400)] and len(told()) == 4
