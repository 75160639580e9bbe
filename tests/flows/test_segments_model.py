"""After any history of purchases, cancellations, joins, separations and passing time, kept members are the counted."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make
from tests.people import browser, new_phone, prove
from tests.segment_world import acquaintance, buy, kept_as_counted, saved, settle
from tests.shop_world import Counter, open_counter, placed

from prilavok.domains.audiences.actions import recount_segments
from prilavok.domains.audiences.queries import list_segments
from prilavok.domains.audiences.types import (
    Agreed,
    All,
    AnyOf,
    Bought,
    Did,
    Favourite,
    HasPoints,
    HasTier,
    LastBought,
    LastWas,
    Not,
    Reached,
    Rule,
    Scored,
)
from prilavok.domains.customers.queries import customer_of, list_joins
from prilavok.domains.loyalty.queries import name_tiers
from prilavok.domains.loyalty.types import TierRule
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_tiers import change_tiers
from prilavok.flows.count_segments import queue_count
from prilavok.flows.say_consent import say_consent
from prilavok.flows.undo_join import undo_join
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.runner import run_due

DAY = timedelta(days=1)
pytestmark = [pytest.mark.quiet, pytest.mark.usefixtures("shop")]

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(0, 2), st.integers(1, 5)),
        st.tuples(st.just("order"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("cancel"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("prove"), st.integers(0, 2), st.integers(0, 1)),
        st.tuples(st.just("undo"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("say"), st.integers(0, 2), st.integers(0, 1)),
        st.tuples(st.just("wait"), st.just(0), st.integers(1, 40)),
        st.tuples(st.just("settle"), st.just(0), st.just(0)),
        st.tuples(st.just("count"), st.just(0), st.just(0)),
    ),
    min_size=3,
    max_size=14,
)


@pytest.fixture
def shop(own_database: Any) -> None:
    clock.set_clock(make.AT)


def rules(counter: Counter) -> list[Rule]:
    """Every kind of condition whose answer can turn."""
    return [
        Bought(least=1, days=30),
        Bought(measure="amount", least=4000, currency="KZT", days=60),
        Bought(measure="average", most=2500, currency="KZT"),
        LastBought(least=10, most=20),
        Did(verb="order.cancelled", least=1, days=15),
        Favourite(of="place", value=str(counter.place), days=45),
        LastWas(of="touchpoint", value="till"),
        Scored(currency="KZT", recency=(3, 5)),
        Agreed(channel="sms", purpose="offers"),
        HasPoints(least=40, currency="KZT"),
        HasTier(tier=next(iter(name_tiers()))),
        All(of=(Not(of=Agreed(channel="sms", purpose="offers")), HasPoints(most=20, currency="KZT"))),
        All(of=(Reached(by="phone"), Not(of=AnyOf(of=(Bought(least=2, days=7), LastBought(least=25)))))),
    ]


class Street:
    """Three messengers, two phones, and what they did."""

    def __init__(self, counter: Counter) -> None:
        self.counter, self.elsewhere = counter, make.place()
        self.leaves = [acquaintance() for _ in range(3)]
        self.phones = [new_phone(), new_phone()]
        self.open: dict[UUID, UUID] = {}

    def step(self, what: str, who: int, how: int) -> None:
        """One thing happens; what the house refuses has not happened."""
        leaf, at = self.leaves[who], clock.now()
        if what == "buy":
            buy(leaf, self.elsewhere if how % 2 else self.counter.place, self.counter.variant, how * 1000)
        elif what == "order":
            self.open[leaf] = placed(self.counter, leaf, 1, at=at).order
        elif what == "cancel" and leaf in self.open:
            cancel_order(self.open.pop(leaf), actor=Actor("leaf", leaf), at=at)
        elif what == "prove":
            prove(leaf, self.phones[how], at)
        elif what == "say":
            say_consent(leaf, ["sms"], "offers", yes=bool(how), source="desk", actor=SYSTEM, at=at)
        elif what == "undo":
            owner = customer_of(leaf)
            standing = [one for one in list_joins(owner) if one.undone_at is None] if owner else []
            if standing:
                undo_join(standing[-1].id, actor=SYSTEM, at=at)
        elif what == "wait":
            clock.move_clock(how * DAY)
        elif what == "settle":
            settle()
        elif what == "count":
            with story():
                queue_count(recount_segments([one.id for one in list_segments()]), at=at)
            run_due("chores", limit=1)


def test_kept_members_are_always_the_counted_ones() -> None:
    counter = open_counter(100_000)
    silver = TierRule(None, {"en": "Silver"}, 2_000, 20_000, 5)
    change_tiers(make.programme(), [silver], days=20, warn_days=0, actor=SYSTEM, at=clock.now())
    buy(browser(), counter.place, counter.variant)
    kept = [saved(rule).id for rule in rules(counter)]
    seen: set[UUID] = set()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(STEPS)
    def lives(steps: list[tuple[str, int, int]]) -> None:
        street = Street(counter)
        for what, who, how in steps:
            try:
                street.step(what, who, how)
            except Refused:
                continue
        settle()
        seen.update(kept_as_counted(kept))

    lives()
    assert len(seen) >= len(kept) - 2, "conditions that nobody ever met prove nothing"
