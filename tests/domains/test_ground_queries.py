"""Questions to places, catalogue, pricing, customers and audiences, on a shop whose every row is known."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.domains.audiences.queries import read_campaigns
from prilavok.domains.catalog.queries import (
    count_products,
    list_products,
    list_shelves,
    products_coded,
    read_product,
    read_variants,
    variants_of,
)
from prilavok.domains.customers.queries import (
    count_customers,
    list_customers,
    list_evidence,
    list_identifiers,
    list_leaves,
    owners_of,
    read_customer,
)
from prilavok.domains.customers.rules import mask_identifier
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.queries import count_places, list_places, name_places, read_place, zone_of
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.pricing.queries import count_prices, list_prices, price_at, price_spans
from prilavok.kit.errors import NotFound
from prilavok.kit.ids import new_id


@pytest.fixture
def shop(rolled_back: None) -> Iterator[Shop]:
    yield open_small_shop()


def test_places(shop: Shop) -> None:
    assert [place.code for place in list_places(text="Лавка в").rows] == ["t-alm", "t-msk"]
    assert [place.code for place in list_places(text="Лавка в", sort="-code").rows] == ["t-msk", "t-alm"]
    assert [place.code for place in list_places(text="Абая").rows] == ["t-alm"]
    assert [place.code for place in list_places(kind="warehouse", zone="Europe/Moscow").rows] == ["t-msk"]
    assert list_places(text="100%").rows == ()  # a per cent sign is a sign, not a pattern
    assert count_places(text="t-alm") == 1
    place = read_place(shop.places["t-alm"])
    assert (place.zone, place.generated, place.hours["1"]) == ("Asia/Almaty", ("hours",), [["09:00", "21:00"]])
    assert place.legal_entity_name["en"] == "Small Shop"
    assert name_places()[shop.places["t-msk"]].currency == "KZT"
    with pytest.raises(NotFound):
        read_place(new_id())


def _sample(code: str, zone: str, kind: str = "store") -> NewPlace:
    """A place whose zone a rule made, as those of samples are."""
    return NewPlace(code, {"en": code}, kind, zone, "USD", "too", {}, {}, ("zone", "hours", "name"))


def test_stores_of_a_sample_have_no_say_in_the_clock_of_the_company(shop: Shop) -> None:
    put_places([_sample(f"us-{nth}", "America/New_York") for nth in range(5)])
    assert zone_of(None) == zone_of(new_id()) == "Asia/Almaty"
    own = [NewPlace(f"own-{nth}", {"en": "x"}, "store", "Asia/Qyzylorda", "KZT", "too", {}, {}) for nth in range(2)]
    put_places(own)
    assert zone_of(None) == "Asia/Qyzylorda", "of own stores the most"
    assert zone_of(shop.places["t-msk"]) == "Europe/Moscow"


def test_of_samples_alone_the_clock_is_that_of_the_first_one(rolled_back: None) -> None:
    assert zone_of(None) == "UTC"
    put_legal_entities([NewLegalEntity("too", {"en": "x"}, "llp", "KZ", None, True)])
    put_places([_sample("kz-0", "Europe/Moscow", "warehouse"), _sample("kz-1", "Asia/Almaty")])
    put_places([_sample(f"us-{nth}", "America/New_York") for nth in range(5)])
    assert zone_of(None) == "Asia/Almaty"


def test_products_by_shelf_and_code(shop: Shop) -> None:
    assert [product.code for product in list_products(category="Food").rows] == ["bread", "cheese", "milk"]
    assert [product.code for product in list_products(category="Food/Dairy").rows] == ["cheese", "milk"]
    assert list_products(category="Foo").rows == ()  # the beginning of a name is not the shelf
    assert [p.code for p in list_products(category="Food", generated=True).rows] == ["bread"]
    assert count_products(category="Food") == 3
    first = list_products(category="Food", limit=2)
    assert [p.code for p in first.rows] == ["bread", "cheese"] and first.after == ("cheese",)
    assert [p.code for p in list_products(category="Food", limit=2, after=first.after).rows] == ["milk"]
    assert products_coded("4870000000017") == products_coded("milk") == [shop.products["milk"]]
    assert products_coded("487000000001") == []
    assert read_product(shop.products["milk"]).category_path == "Food/Dairy"
    assert [one.package for one in variants_of([shop.products["milk"]])[shop.products["milk"]]] == ["1 l"]
    assert read_variants([shop.variants["cheese"]])[shop.variants["cheese"]].unit == "gram"
    shelves = list_shelves("Food")
    assert [(shelf.path, shelf.depth) for shelf in shelves] == [("Food", 1), ("Food/Dairy", 2)]
    assert "Food" in {shelf.path for shelf in list_shelves()} and "Food/Dairy" not in {s.path for s in list_shelves()}
    with pytest.raises(NotFound):
        read_product(new_id())


def test_prices_in_time_and_by_place(shop: Shop) -> None:
    milk, almaty, moscow = shop.variants["milk"], shop.places["t-alm"], shop.places["t-msk"]
    own = list_prices(variants=[milk], place=almaty, at=AT).rows
    assert sorted((price.amount, price.valid_to is None) for price in own) == [(50_000, False), (55_000, True)]
    assert count_prices(variants=[milk], at=AT) == 3
    assert count_prices(variants=[milk], source="seen", at=AT) == 0
    (span,) = price_spans([milk], AT)[milk]
    assert (span.lowest, span.highest, span.per, span.lists) == (55_000, 60_000, 1, 2)
    # Seen from days ago, today's price is still to come and the one before it holds.
    counts = {when: count_prices(variants=[milk], valid=when, at=AT) for when in ("past", "now", "coming")}
    assert counts == {"past": 1, "now": 2, "coming": 0}
    then = AT - timedelta(days=3)
    counts = {when: count_prices(variants=[milk], place=almaty, valid=when, at=then) for when in counts}
    assert counts == {"past": 0, "now": 1, "coming": 1}
    assert price_spans([milk], then)[milk][0].lowest == 50_000

    def at(place: object, days: int) -> int | None:
        price = price_at(milk, place, AT - timedelta(days=days))  # type: ignore[arg-type]
        return price.amount if price else None

    assert [at(almaty, days) for days in (1, 2, 3, 20, 21)] == [55_000, 55_000, 50_000, 50_000, None]
    assert at(moscow, 1) == 60_000  # no list of its own: the one of all places


def test_customers_and_why_they_are_one_person(shop: Shop) -> None:
    aigul, pavel = shop.customers["c-1"], shop.customers["c-2"]
    assert {person.id for person in list_customers(made_up=True).rows} & {aigul, pavel} == {pavel}
    assert count_customers(made_up=False) >= 1
    assert set(list_leaves(aigul)) == {shop.leaves["c-1"], shop.leaves["c-1-phone"]}
    assert owners_of([shop.leaves["c-2"], shop.leaves["S3"]]) == {shop.leaves["c-2"]: pavel}
    (tie,) = list_evidence(list_leaves(aigul))
    assert (tie.one, tie.other, tie.strength, tie.source) == (
        shop.leaves["c-1"],
        shop.leaves["c-1-phone"],
        "verified",
        "load:small",
    )
    assert tie.revoked_at is None
    assert read_customer(aigul).traits == {"city": "Almaty"}
    with pytest.raises(NotFound):
        read_customer(new_id())


def test_identifiers_are_masked_for_those_who_may_not_see_them_raw(shop: Shop) -> None:
    aigul, pavel = shop.customers["c-1"], shop.customers["c-2"]
    raw = list_identifiers([aigul, pavel], raw=True)
    assert [(one.kind, one.value) for one in raw[aigul]] == [("card", "2990000000017"), ("phone", "+77011234567")]
    masked = list_identifiers([aigul, pavel], raw=False)
    assert [one.value for one in masked[aigul]] == ["••••0017", "+7 701 *** ** 67"]
    assert [(one.value, one.made_up) for one in masked[pavel]] == [
        ("+7 700 *** ** 02", True),
        ("p***@example.com", True),
    ]
    assert mask_identifier("card", "1234") == "••••"
    assert mask_identifier("card", "123456") == "••••56"


def test_campaigns(shop: Shop) -> None:
    assert read_campaigns([shop.campaign])[shop.campaign].name["ru"] == "Весна"
    assert read_campaigns([]) == {}
