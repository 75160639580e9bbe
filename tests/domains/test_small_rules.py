"""Rules of one line each: points of a payment, first stock from what was sold, paths of shelves, masks."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.catalog.rules import category_paths
from prilavok.domains.customers.rules import mask_identifier
from prilavok.domains.loyalty.rules import points_for
from prilavok.domains.stock.types import Opening

PLACE, VARIANT = UUID(int=1), UUID(int=2)
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
chains = st.lists(names, min_size=1, max_size=4).map(tuple)


@given(st.integers(-(10**12), 10**12), st.integers(0, 100), st.integers(1, 10**6))
def test_points_come_for_whole_amounts_only(paid: int, points: int, per_amount: int) -> None:
    given_points = points_for(paid_amount=paid, points=points, per_amount=per_amount)
    if paid <= 0:
        assert given_points == 0
    else:
        assert (
            given_points * per_amount <= paid * points < given_points * per_amount + points * per_amount or points == 0
        )


def test_points_of_the_stated_rule() -> None:
    assert [points_for(paid_amount=paid, points=1, per_amount=100) for paid in (99, 100, 199, 200, 0, -500)] == [
        0,
        1,
        1,
        2,
        0,
        0,
    ]


@given(st.integers(0, 10**9))
def test_first_stock_is_what_was_sold_and_a_fifth_rounded_up(sold: int) -> None:
    opening = Opening.from_sold(PLACE, VARIANT, sold)
    assert opening.generated
    assert 5 * (opening.quantity - 1) < 6 * sold <= 5 * opening.quantity
    assert (opening.place, opening.variant) == (PLACE, VARIANT)


@given(st.lists(chains, max_size=8))
def test_every_shelf_hangs_on_its_parent_and_a_slash_in_a_name_opens_no_level(trees: list[tuple[str, ...]]) -> None:
    nodes = category_paths((names, ()) for names in trees)
    assert set(nodes) == {names[:depth] for names in trees for depth in range(1, len(names) + 1)}
    for chain, node in nodes.items():
        assert node.path.count("/") == len(chain) - 1
        assert node.parent == ("" if len(chain) == 1 else nodes[chain[:-1]].path)
        assert node.name == {"en": chain[-1]}


def test_a_shelf_is_called_by_its_words_where_there_are_some() -> None:
    words = ({"ru": "Еда", "en": "Food"}, {"ru": "Чай/кофе", "en": "Tea/coffee"})
    nodes = category_paths([(("Food", "Tea/coffee"), words), (("Food", "Tea/coffee", "Green"), words)])
    assert nodes["Food", "Tea/coffee"].name == words[1]
    assert nodes["Food", "Tea/coffee"].path.count("/") == 1
    assert nodes["Food", "Tea/coffee", "Green"].name == {"en": "Green"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [("phone", "+77011234567"), ("email", "aigul@example.com"), ("card", "2990000000017"), ("browser", "ab-12-cd")],
)
def test_a_masked_identifier_cannot_be_read_back(kind: str, value: str) -> None:
    shown = mask_identifier(kind, value)
    assert value not in shown
    digits = [one for one in value if one.isdigit()]
    if kind != "email":
        assert sum(one.isdigit() for one in shown) < max(len(digits) - 4, 3) or len(digits) <= 6
    assert mask_identifier("email", "aigul@example.com") == "a***@example.com"


@given(st.text(max_size=12))
def test_a_short_identifier_shows_nothing(value: str) -> None:
    shown = mask_identifier("card", value)
    assert shown.startswith("••••")
    assert len(shown) <= 8
    if 0 < len(value) <= 4:
        assert shown == "••••"
