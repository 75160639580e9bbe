"""Goods narrowed by attributes over REST, in the shop's API and in that of staff: as the shop's pages narrow them."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.doors.api_callers import Program, program_of
from tests.doors.test_shop_attributes import GOODS, PATH, Dairy, dairy

from prilavok.domains.catalog.types import CardSays, NewAttribute, Says
from prilavok.flows.describe_goods import describe_goods
from prilavok.flows.keep_attributes import end_attribute, keep_attribute
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

__all__ = ["dairy"]


@pytest.fixture
def guest(dairy: Dairy) -> Program:
    nobody = program_of(None)
    return Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])


@pytest.fixture
def staff(dairy: Dairy, quick_passwords: None) -> Program:
    return program_of("manager")


Ask = Callable[..., Any]


@pytest.fixture(params=["shop", "staff"])
def ask(request: pytest.FixtureRequest, dairy: Dairy, guest: Program, staff: Program) -> Ask:
    """`ask("fat.from:2", category=PATH)` of either API."""

    def asked(*attributes: str, **more: str | int) -> Any:
        named = {"place": dairy.place} | more if request.param == "shop" else more
        query = urlencode([*named.items(), *(("attribute", one) for one in attributes)])
        shop = request.param == "shop"
        return (guest if shop else staff).get(f"{'/shop' if shop else ''}/products?{query}")

    return asked


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["code"] for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["milk_of:cow"], ["cow-fat", "cow-low"]),
        (["milk_of:cow", "milk_of:oat"], ["cow-fat", "cow-low", "oat"]),
        (["milk_of:cow", "fat.to:2"], ["cow-low"]),
        (["fat.from:3,2"], ["cow-fat", "goat-fat"]),
        (["fat.from:1.5", "fat.to:1.5"], ["cow-low", "oat"]),
        (["organic:yes"], ["cow-low", "goat-fat", "oat"]),
        (["organic:no"], ["goat-none"]),
        (["milk_of:camel"], []),
        ([], sorted(GOODS)),
    ],
)
def test_products_are_narrowed(ask: Ask, asked: list[str], found: list[str]) -> None:
    assert codes(ask(*asked, category=PATH)) == found
    assert sorted(codes(ask(*asked, category=PATH, q="Молоко"))) == found
    assert sorted(codes(ask(*asked, category=PATH, sort="-code"))) == found


def test_one_variant_must_have_all_that_is_asked(ask: Ask, dairy: Dairy) -> None:
    own = {dairy.fat.id: Says(number=9000)}
    describe_goods([CardSays(dairy.products["oat"], own, dairy.variants["oat"])], actor=SYSTEM, at=clock.now())
    assert codes(ask("fat.from:9", "milk_of:oat", category=PATH)) == ["oat"]
    assert codes(ask("fat.to:2", "milk_of:oat", category=PATH)) == []


def test_pages_go_on_behind_the_last_one_and_facets_change_no_cursor(ask: Ask) -> None:
    first = ask("fat.from:1", category=PATH, limit=2, facets="true")
    assert codes(first) == ["cow-fat", "cow-low"] and len(first.json()["facets"]) == 3
    second = ask("fat.from:1", category=PATH, limit=2, after=first.json()["next"])
    assert codes(second) == ["goat-fat", "oat"] and second.json()["next"] is None
    assert second.json()["facets"] is None
    strange = ask("fat.from:2", category=PATH, limit=2, after=first.json()["next"])
    assert (strange.status_code, strange.json()["code"]) == (422, "list.moved")


def test_facets_come_with_counts_of_what_choosing_them_would_leave(ask: Ask) -> None:
    for more in ({}, {"q": "Молоко"}):
        answer = ask("milk_of:goat", category=PATH, facets="true", **more)
        facets = {one["code"]: one for one in answer.json()["facets"]}
        values = {
            code: [(one["value"], one["variants"], one["chosen"]) for one in told["values"]]
            for code, told in facets.items()
        }
        assert values["milk_of"] == [("cow", 2, False), ("goat", 2, True), ("oat", 1, False)]
        assert values["organic"] == [("yes", 1, False), ("no", 1, False)]
        assert "fat" not in facets, "of one number there is nothing to choose"
        assert facets["milk_of"]["name"]["en"] == "Milk of" and facets["organic"]["values"][0]["name"] is None
    wide = {one["code"]: one for one in ask("fat.from:2", category=PATH, facets="true").json()["facets"]}
    assert [wide["fat"][name] for name in ("lowest", "highest", "low", "high")] == ["1.5", "3.2", "2", None]
    assert ask(category=PATH).json()["facets"] is None
    assert ask(facets="true").json()["facets"] == [], "without a department only what is said of all goods"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("donkey:yes", "facet.unknown"),
        ("milk_of.from:1", "facet.unknown"),
        ("fat:2", "facet.unknown"),
        ("fat.from:abc", "facet.number"),
        ("fat.from:1.2345", "facet.number"),
        ("fat.to:" + " 1" * 11, "facet.number"),
        ("milk_of:donkey", "facet.value_unknown"),
        ("organic:maybe", "facet.value_unknown"),
    ],
)
def test_what_no_attribute_knows_is_refused(ask: Ask, asked: str, code: str) -> None:
    refused = ask(asked, category=PATH, q="Молоко")
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.content
    assert re.search(f"[«“]{re.escape(asked.partition(':')[0])}[»”]", refused.json()["detail"])
    assert ask(asked, category=PATH).json()["code"] == code


def test_an_attribute_of_another_department_or_taken_away_is_unknown(ask: Ask, dairy: Dairy) -> None:
    assert ask("organic:yes").json()["code"] == "facet.unknown"
    end_attribute(dairy.organic.id, actor=SYSTEM, at=clock.now())
    assert ask("organic:yes", category=PATH).json()["code"] == "facet.unknown"


def test_by_more_attributes_than_pages_know_nothing_is_narrowed(ask: Ask) -> None:
    for nth in range(31):
        kept = NewAttribute(f"more-{nth}", {"ru": f"{nth}"}, "yes_no", facet=True)
        keep_attribute(kept, actor=SYSTEM, at=clock.now())
    assert codes(ask(*(f"more-{nth}:yes" for nth in range(30)))) == []
    assert ask(*(f"more-{nth}:yes" for nth in range(31))).json()["code"] == "facet.many"


def test_a_number_is_asked_once_and_no_more_than_sixty_texts(ask: Ask) -> None:
    assert ask("fat.from:1", "fat.from:2", category=PATH).json()["code"] == "facet.number"
    many = ask(*(f"milk_of:{nth}" for nth in range(61)), category=PATH)
    assert (many.status_code, many.json()["errors"][0]["code"]) == (422, "too_long")
    for unfit in ("milk_of", "milk_of:", ":cow", "milk_of:cow:oat", "a" * 200 + ":b"):
        assert ask(unfit, category=PATH).status_code == 422


def test_what_lies_in_the_store_is_narrowed_and_counted_too(guest: Program, dairy: Dairy) -> None:
    query = {"place": dairy.place, "category": PATH, "free": 1, "facets": "true"}
    answer = guest.get(f"/shop/products?{urlencode(query)}")
    assert codes(answer) == ["oat"]
    facets = {one["code"]: one["values"] for one in answer.json()["facets"]}
    assert [(one["value"], one["variants"]) for one in facets["milk_of"]] == [("oat", 1)]
    assert codes(guest.get(f"/shop/products?{urlencode(query)}&attribute=milk_of:cow")) == []


def test_narrowing_costs_the_same_however_many_goods(
    guest: Program, staff: Program, dairy: Dairy, budget: Callable[[str], Any]
) -> None:
    narrowed = urlencode({"category": PATH, "attribute": "organic:yes", "facets": "true"})
    for program, address in ((guest, f"/shop/products?place={dairy.place}&"), (staff, "/products?")):
        program.get(f"{address}{narrowed}&limit=1")  # what is kept between calls
        for limit in (1, 3):
            with budget(f"api{address.split('?')[0]} narrowed"):
                assert len(codes(program.get(f"{address}{narrowed}&limit={limit}"))) == limit
