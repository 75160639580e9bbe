"""Cards, places and legal entities are put once by their codes; shelves hang on their parents."""

from tests import make

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace


def card(code: str, name: str = "Milk", category: tuple[str, ...] = ("Food", "Dairy")) -> NewCard:
    return NewCard(code, {"en": name}, category, "piece")


def shelves() -> list[tuple[object, ...]]:
    return make.ask(
        "SELECT c.path, p.path FROM catalog_category c LEFT JOIN catalog_category p ON p.id = c.parent_id ORDER BY 1"
    )


def test_a_card_brings_its_variant_and_its_shelves(rolled_back: None) -> None:
    assert put_cards([card("milk"), card("tea", "Tea", ("Food", "Tea/coffee"))], at=make.AT) == 2
    assert shelves() == [("Food", None), ("Food/Dairy", "Food"), ("Food/Tea∕coffee", "Food")]
    assert make.ask(
        "SELECT p.code, v.sku, c.path FROM catalog_product p JOIN catalog_variant v ON v.product_id = p.id"
        " JOIN catalog_category c ON c.id = p.category_id ORDER BY 1"
    ) == [
        ("milk", "milk", "Food/Dairy"),
        ("tea", "tea", "Food/Tea∕coffee"),
    ]


def test_a_known_code_changes_nothing(rolled_back: None) -> None:
    put_cards([card("milk")], at=make.AT)
    keys, before = list_variant_keys(["milk"]), make.rows_of_all_tables()
    assert put_cards([card("milk", "Other", ("Food",))], at=make.AT) == 0
    assert make.grown(before) == {}
    assert list_variant_keys(["milk"]) == keys
    assert make.ask("SELECT name ->> 'en' FROM catalog_product WHERE code = 'milk'") == [("Milk",)]


def test_of_equal_codes_in_a_list_the_first_counts(rolled_back: None) -> None:
    assert put_cards([card("milk", "First"), card("bread", "Bread"), card("milk", "Second")], at=make.AT) == 2
    assert make.ask("SELECT name ->> 'en' FROM catalog_product ORDER BY code") == [("Bread",), ("First",)]


def test_a_shelf_that_is_there_is_hung_on_not_doubled(rolled_back: None) -> None:
    put_cards([card("milk")], at=make.AT)
    put_cards([card("kefir", "Kefir", ("Food", "Dairy", "Sour")), card("nail", "Nail", ())], at=make.AT)
    assert shelves() == [("Food", None), ("Food/Dairy", "Food"), ("Food/Dairy/Sour", "Food/Dairy")]
    assert make.ask("SELECT category_id FROM catalog_product WHERE code = 'nail'") == [(None,)]
    before = make.rows_of_all_tables()
    assert put_cards([], at=make.AT) == 0
    assert make.grown(before) == {}


def test_places_and_entities_are_put_once(rolled_back: None) -> None:
    entities = put_legal_entities([NewLegalEntity("too", {"en": "Shop"}, "llp", "KZ", "123", True)])
    place = NewPlace(
        "t-1",
        {"en": "One"},
        "store",
        "Asia/Almaty",
        "KZT",
        "too",
        {"1": [["09:00", "21:00"]]},
        {"en": "Abay 1"},
        ("hours",),
    )
    first = put_places([place])
    before = make.rows_of_all_tables()
    assert put_legal_entities([NewLegalEntity("too", {"en": "Other"}, "ip", "RU")]) == entities
    assert put_places([NewPlace("t-1", {"en": "Moved"}, "store", "UTC", "USD", "too", {})]) == first
    assert make.grown(before) == {}
    assert make.ask("SELECT name ->> 'en', zone, currency, generated FROM places_place WHERE code = 't-1'") == [
        ("One", "Asia/Almaty", "KZT", '["hours"]'),
    ]
    assert make.ask("SELECT name ->> 'en', tax_number, generated FROM places_legal_entity WHERE code = 'too'") == [
        ("Shop", "123", True),
    ]
