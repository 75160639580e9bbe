"""Tiers against a model: any order of buying, bringing back, joining, telling apart, new sets and time.

prilavok.domains.loyalty.actions.settle_tiers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import make
from tests.long_form import run_machine
from tests.tiers_world import bring_back, buy, say, tier

from prilavok.domains.loyalty.actions import settle_tiers
from prilavok.domains.loyalty.queries import counted_for, list_tier_sets, tiers_held
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

SILVER, GOLD = UUID(int=1), UUID(int=2)
amounts, which = st.integers(1, 30), st.integers(0, 20)
#: sets of tiers: threshold and kept days of each, by what they are called
SETS: tuple[dict[UUID, tuple[int, int]], ...] = (
    {SILVER: (20, 3), GOLD: (50, 10)},
    {SILVER: (30, 15)},
    {GOLD: (25, 0)},
    {},
)


@dataclass(slots=True)
class Bought:
    """A purchase of the model; stays: what was not brought back."""

    leaf: UUID
    at: datetime
    order: UUID
    amount: int
    stays: int


class Tiers(RuleBasedStateMachine):
    """Three leaves of up to three people. The model holds each instant to its words, a day's end by hand."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.at, self.programme = make.AT, make.programme()
        clock.set_clock(make.AT)
        self.leaves = [make.leaf() for _ in range(3)]
        self.people: dict[UUID, list[UUID]] = {uuid4(): [leaf] for leaf in self.leaves}
        self.bought: list[Bought] = []
        self.sets: list[tuple[datetime, int, int, dict[UUID, tuple[int, int]]]] = []
        self.stands: dict[UUID, tuple[UUID, int]] = {}
        self.warned: dict[UUID, datetime] = {}
        self.ids: dict[UUID, UUID] = {}
        self._set(0, 10, 2)

    def _on(self, more: timedelta = timedelta(minutes=1)) -> datetime:
        self.at += more
        clock.set_clock(self.at)
        return self.at

    def _end(self, at: datetime, days: int) -> datetime:
        there = at + timedelta(hours=5)
        return datetime(there.year, there.month, there.day, tzinfo=UTC) + timedelta(days=days + 1, hours=-5)

    def _in_force(self, at: datetime) -> tuple[datetime, int, int, dict[UUID, tuple[int, int]]]:
        return [one for one in self.sets if one[0] <= at][-1]

    def _counts(self, leaves: Sequence[UUID], at: datetime, days: int) -> int:
        return sum(one.stays for one in self.bought if one.leaf in leaves and one.at <= at < self._end(one.at, days))

    def _holds(self, leaves: Sequence[UUID], now: datetime, at: datetime) -> tuple[UUID, int] | None:
        """What purchases up to `now` hold at an instant not before, by the set that is in force now."""
        _since, days, _warn, tiers = self._in_force(now)
        moments = [one.at for one in self.bought if one.leaf in leaves] + [one[0] for one in self.sets]
        found = []
        for one, (threshold, _keep) in tiers.items():
            enough = self._counts(leaves, at, days) >= threshold
            for moment in moments:
                _begins, then, _told, others = self._in_force(moment)
                if one in others and self._counts(leaves, moment, then) >= others[one][0]:
                    enough = enough or at < self._end(moment, others[one][1])
            if enough:
                found.append((threshold, one))
        return (max(found)[1], max(found)[0]) if found else None

    def _until(self, leaves: Sequence[UUID], now: datetime, tier: UUID) -> datetime:
        """The first end of a day at which it is not held any more."""
        at = now
        while (held := self._holds(leaves, now, at)) is not None and held[0] == tier:
            at = self._end(at, 0)
        return at

    def _is_near(self, until: datetime) -> bool:
        warn = self._in_force(self.at)[2]
        return warn > 0 and until - timedelta(days=warn) <= self.at

    def _set(self, nth: int, days: int, warn: int) -> None:
        at = self._on()
        tiers = SETS[nth]
        rules = [tier(sum_, str(id.int), keep=keep, id=self.ids.get(id)) for id, (sum_, keep) in tiers.items()]
        say(self.programme, rules, days=days, warn=warn, at=at)
        for one in list_tier_sets(self.programme)[self.programme][0].tiers:
            assert one.tier is not None
            self.ids[UUID(int=int(one.name["en"]))] = one.tier
        self.sets.append((at, days, warn, dict(tiers)))
        self._look(aloud=False)

    def _look(self, *, aloud: bool = True, joined: Sequence[tuple[UUID, UUID]] = ()) -> None:
        """Everybody is looked at; what is told is what the model expects."""
        moved = settle_tiers(self.people, joined=joined, actor=SYSTEM if aloud else None, at=self.at)
        expected = []
        for kept, gone in joined:
            other = self.stands.pop(gone, None)
            if other and (kept not in self.stands or other[1] > self.stands[kept][1]):
                self.stands[kept] = other
                self.warned.pop(kept, None)
                if gone in self.warned:
                    self.warned[kept] = self.warned.pop(gone)
        for who, leaves in self.people.items():
            now, before = self._holds(leaves, self.at, self.at), self.stands.get(who)
            until = self._until(leaves, self.at, now[0]) if now else None
            if not leaves:
                pass
            elif now and (before is None or (before[0] != now[0] and now[1] > before[1])):
                expected.append((who, "tier.reached", now[0]))
            elif before and (now is None or before[0] != now[0]):
                expected.append((who, "tier.left", before[0]))
            elif now and until and aloud and self.warned.get(who) != until and self._is_near(until):
                expected.append((who, "tier.ending", now[0]))
                self.warned[who] = until
            if not now or not before or before[0] != now[0] or self.warned.get(who) != until:
                self.warned.pop(who, None)
            self.stands.pop(who, None)
            if now:
                self.stands[who] = now
        names = {id: model for model, id in self.ids.items()}
        assert sorted((one.customer, one.verb, names[one.tier]) for one in moved) == sorted(expected)

    @rule(nth=st.integers(0, 3), days=st.sampled_from([4, 10, 30]), warn=st.sampled_from([0, 2]))
    def say_others(self, nth: int, days: int, warn: int) -> None:
        self._set(nth, days, warn)

    @rule(nth=st.integers(0, 2), amount=amounts)
    def buy(self, nth: int, amount: int) -> None:
        leaf, at = self.leaves[nth], self._on()
        order = buy(leaf, amount, at)
        self.bought.append(Bought(leaf, at, order, amount, amount))
        self._look()

    @rule(nth=which, quarters=st.integers(0, 3))
    def bring_back(self, nth: int, quarters: int) -> None:
        if not self.bought:
            return
        one = self.bought[nth % len(self.bought)]
        one.stays = min(one.amount * quarters // 4, one.stays)
        bring_back(one.order, one.leaf, stays=one.stays, of=one.amount, at=self._on())
        self._look()

    @rule(nth=which, other=which)
    def join(self, nth: int, other: int) -> None:
        people = [one for one in self.people if self.people[one]]
        kept, gone = people[nth % len(people)], people[other % len(people)]
        if kept == gone:
            return
        self._on()
        self.people[kept] += self.people[gone]
        self.people[gone] = []
        self._look(joined=[(kept, gone)])

    @rule(nth=which)
    def separate(self, nth: int) -> None:
        people = [one for one in self.people if len(self.people[one]) > 1]
        if not people:
            return
        self._on()
        empty = next(one for one in self.people if not self.people[one])
        self.people[empty] = [self.people[people[nth % len(people)]].pop()]
        self._look(aloud=False)

    @rule(days=st.integers(0, 12), hours=st.integers(0, 23))
    def pass_time(self, days: int, hours: int) -> None:
        self._on(timedelta(days=days, hours=hours))
        self._look()

    @invariant()
    def stands_as_it_should(self) -> None:
        if not hasattr(self, "people"):
            return
        days = self._in_force(self.at)[1]
        for leaves in self.people.values():
            shown = tiers_held(leaves, self.at)
            if not leaves or not self._in_force(self.at)[3]:
                assert shown == []
                continue
            [now], model = shown, self._holds(leaves, self.at, self.at)
            assert now.tier == (self.ids[model[0]] if model else None)
            assert now.spent == self._counts(leaves, self.at, days)
            assert now.until == (self._until(leaves, self.at, model[0]) if model else None)
            assert sum(one.amount for one in counted_for(now, leaves, self.at)) == now.spent

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)


def test_any_order_of_buying_bringing_back_joining_and_time(rolled_back: None) -> None:
    run_machine(Tiers, short=25, long=300, steps=15)
