"""Price versions follow each other without a gap or an overlap, whatever order the batches come in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make

from prilavok.domains.pricing.actions import put_price_lists, see_prices, set_prices
from prilavok.domains.pricing.queries import price_at
from prilavok.domains.pricing.types import NewPrice, ReceiptPrice

#: (list, variant, hour, amount) of one price, by small numbers
Told = tuple[int, int, int, int]


def hour(nth: int) -> datetime:
    return make.AT + timedelta(hours=nth)


@dataclass
class Plain:
    """What must come of prices of one variant in one list: told one by one in the order of time."""

    versions: list[tuple[int, int]] = field(default_factory=list)

    def tell(self, batch: list[tuple[int, int]]) -> int:
        first_told: dict[int, int] = {}
        for at, amount in batch:
            first_told.setdefault(at, amount)
        before = len(self.versions)
        for at in sorted(first_told):
            newest = self.versions[-1] if self.versions else None
            if newest is None or (at > newest[0] and first_told[at] != newest[1]):
                self.versions.append((at, first_told[at]))
        return len(self.versions) - before

    def at(self, at: int) -> int | None:
        held = [amount for since, amount in self.versions if since <= at]
        return held[-1] if held else None


def stored(price_list: UUID, variant: UUID) -> list[tuple[object, ...]]:
    return make.ask(
        "SELECT valid_from, valid_to, amount, per, source FROM pricing_version"
        " WHERE price_list_id = %s AND variant_id = %s ORDER BY valid_from",
        price_list,
        variant,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 9), st.integers(1, 3)),
            min_size=1,
            max_size=8,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_order_of_batches_makes_one_unbroken_chain(rolled_back: None, batches: list[list[Told]]) -> None:
    place = make.place()
    lists = [make.price_list(place), make.price_list()]
    variants = [make.variant(), make.variant()]
    plain = {(of, about): Plain() for of in (0, 1) for about in (0, 1)}
    for batch in batches:
        added = set_prices(
            [NewPrice(lists[of], variants[about], amount, 1, hour(at)) for of, about, at, amount in batch], at=make.AT
        )
        assert added == sum(
            model.tell([(at, amount) for of, about, at, amount in batch if (of, about) == name])
            for name, model in plain.items()
        )
    for (of, about), model in plain.items():
        ends = [hour(at) for at, _ in model.versions[1:]] + [None]
        assert stored(lists[of], variants[about]) == [
            (hour(at), end, amount, 1, "set") for (at, amount), end in zip(model.versions, ends, strict=False)
        ]
    for about, at in ((0, -1), (0, 4), (1, 9)):  # the place's own list comes before the list of all
        own, of_all = plain[0, about].at(at), plain[1, about].at(at)
        found = price_at(variants[about], place, hour(at))
        assert (found.amount if found else None) == (own if own is not None else of_all)


def test_prices_seen_are_kept_only_where_the_receipt_shows_one(rolled_back: None) -> None:
    at_place, milk, fuel = make.price_list(make.place()), make.variant(), make.variant("millilitre")

    def seen(variant: UUID, amount: int, quantity: int, at: int, measured: bool = False) -> ReceiptPrice:
        return ReceiptPrice(at_place, variant, amount, quantity, measured, hour(at))

    added = see_prices(
        [
            seen(milk, 298, 2, 0),
            seen(milk, 100, 3, 1),
            seen(milk, 0, 1, 2),
            seen(milk, 149, 1, 3),
            seen(milk, 160, 1, 4),
            seen(fuel, 2599, 10_000, 0, True),
            seen(fuel, 5, 1, 1, True),
            seen(fuel, 520, 2000, 2, True),
        ],
        at=make.AT,
    )
    assert added == 3
    assert stored(at_place, milk) == [(hour(0), hour(4), 149, 1, "seen"), (hour(4), None, 160, 1, "seen")]
    assert stored(at_place, fuel) == [(hour(0), None, 260, 1000, "seen")]


def test_an_older_price_is_history_already(rolled_back: None) -> None:
    of, milk = make.price_list(), make.variant()
    assert set_prices([NewPrice(of, milk, 300, 1, hour(5))], at=make.AT) == 1
    before = make.rows_of_all_tables()
    for at in (4, 5):
        assert set_prices([NewPrice(of, milk, 200, 1, hour(at))], at=make.AT) == 0
    assert make.grown(before) == {}
    assert stored(of, milk) == [(hour(5), None, 300, 1, "set")]


def test_another_measure_is_another_price(rolled_back: None) -> None:
    of, cheese = make.price_list(), make.variant("gram")
    assert (
        set_prices([NewPrice(of, cheese, 450, 100, hour(0)), NewPrice(of, cheese, 450, 1000, hour(1))], at=make.AT) == 2
    )
    assert [(row[2], row[3]) for row in stored(of, cheese)] == [(450, 100), (450, 1000)]


def test_nothing_told_adds_nothing(rolled_back: None) -> None:
    before = make.rows_of_all_tables()
    assert (set_prices([], at=make.AT), see_prices([], at=make.AT)) == (0, 0)
    assert make.grown(before) == {}


def test_a_list_of_a_known_code_stays_what_it_was(rolled_back: None) -> None:
    first = put_price_lists([("shelf", {"en": "Shelf"}, "KZT", None)])
    again = put_price_lists([("shelf", {"en": "Another"}, "USD", None), ("new", {"en": "New"}, "USD", None)])
    assert again["shelf"] == first["shelf"]
    assert make.ask("SELECT name ->> 'en', currency FROM pricing_list WHERE code = 'shelf'") == [("Shelf", "KZT")]
