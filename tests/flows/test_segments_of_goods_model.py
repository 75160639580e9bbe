"""After any history of what sites tell and what is bought of some goods, kept members are the counted ones."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests import make
from tests.flows.test_segments_model import DAY, Street
from tests.long_form import only_long
from tests.segment_world import buy, card, kept_as_counted, like, saved, settle, tell
from tests.shop_world import open_counter

from prilavok.domains.audiences.types import All, AnyOf, Bought, Did, DidAgo, Not, Rule
from prilavok.kit import clock
from prilavok.kit.errors import Refused

pytestmark = pytest.mark.quiet

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("branded"), st.integers(0, 2), st.integers(1, 5)),
        st.tuples(st.just("tell"), st.integers(0, 2), st.integers(0, 23)),
        st.tuples(st.just("like"), st.integers(0, 2), st.integers(0, 1)),
        st.tuples(st.just("prove"), st.integers(0, 2), st.integers(0, 1)),
        st.tuples(st.just("undo"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("wait"), st.just(0), st.integers(1, 20)),
        st.tuples(st.just("settle"), st.just(0), st.just(0)),
        st.tuples(st.just("count"), st.just(0), st.just(0)),
    ),
    min_size=3,
    max_size=10,
)
#: a history in which every condition is met by somebody
MET = [
    ("branded", 0, 3), ("tell", 0, 1), ("tell", 0, 9), ("tell", 1, 4), ("tell", 2, 16), ("tell", 2, 21), ("like", 1, 1),
]  # fmt: skip
TOLD = ("product.viewed", "cart.added", "checkout.started", "store.visited")


class Aisle(Street):
    """Three messengers before a product of a brand on a lower shelf, and one of none on the shelf above it."""

    def __init__(self) -> None:
        super().__init__(open_counter(100))
        self.branded = card("boots", "shoes", "winter", brand="Acme")
        self.plain = card("shoes", "shoes")

    def step(self, what: str, who: int, how: int) -> None:
        """What is told is of four kinds and of either product, and comes at once or two or six days late."""
        leaf = self.leaves[who]
        if what == "branded":
            buy(leaf, self.counter.place, (self.branded if how % 2 else self.plain).id, how * 1000)
        elif what == "tell":
            product = (self.branded if how % 8 < 4 else self.plain).product
            of_goods = TOLD[how % 4] in ("product.viewed", "cart.added")
            tell(leaf, TOLD[how % 4], product if of_goods else None, ago=(0, 2, 6)[how // 8] * DAY)
        elif what == "like":
            like(leaf, (self.branded if how else self.plain).id)
        else:
            super().step(what, who, how)


def rules(aisle: Aisle) -> list[Rule]:
    """Deeds of every source, with goods and without, by how often and by how long ago."""
    shoes, below = (
        make.ask("SELECT id FROM catalog_category WHERE path = %s", path)[0][0] for path in ("shoes", "shoes/winter")
    )
    return [
        Bought(least=1, days=40, brand="acme"),
        Bought(measure="amount", least=2000, currency="KZT", category=shoes),
        Did(verb="cart.added", least=2, days=10),
        Did(verb="cart.added", least=1, days=20, brand="ACME"),
        All(
            of=(
                Did(verb="product.viewed", least=1, days=7, category=shoes),
                Not(of=Did(verb="product.viewed", least=1, days=3, category=below)),
            )
        ),
        AnyOf(
            of=(
                Did(verb="checkout.started", least=1, days=5),
                Did(verb="favourite.added", least=1, days=12, product=aisle.branded.product),
            )
        ),
        DidAgo(of="last", verb="product.viewed", least=3, most=20),
        DidAgo(of="first", verb="cart.added", least=5, product=aisle.plain.product),
    ]


@only_long
def test_members_of_segments_over_goods_are_always_the_counted_ones(own_database: Any) -> None:
    clock.set_clock(make.AT)
    make.programme()
    kept = [saved(rule).id for rule in rules(Aisle())]
    seen: set[UUID] = set()

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(STEPS)
    @example(MET)
    def lives(steps: list[tuple[str, int, int]]) -> None:
        aisle = Aisle()
        for what, who, how in steps:
            try:
                aisle.step(what, who, how)
            except Refused:
                continue
        settle()
        seen.update(kept_as_counted(kept))

    lives()
    assert seen == set(kept), "conditions that nobody ever met prove nothing"
