"""Attributes are made, renamed, taken away and brought back; cards say them, variants of their own instead."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make

from prilavok.domains.catalog.actions import (
    bring_back_attribute,
    bring_back_choice,
    put_attribute,
    put_cards,
    rename_group,
    say_of_cards,
    take_away_attribute,
    take_away_choice,
)
from prilavok.domains.catalog.errors import AttributeUnfit, AttributeUnknown, CardMoved, SaidUnfit
from prilavok.domains.catalog.queries import (
    attributes_of,
    count_said,
    list_attributes,
    list_groups,
    list_variant_keys,
    products_saying,
    read_attribute,
    read_attributes,
    read_product,
    said_of,
    said_words,
)
from prilavok.domains.catalog.types import (
    AttributeView,
    CardSays,
    NewAttribute,
    NewCard,
    NewChoice,
    NewGroup,
    SaidOf,
    Says,
)
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM

MILK, CHEESE = {"ru": "Коровье", "kk": "Сиыр", "en": "Cow"}, {"ru": "Козье", "kk": "Ешкі", "en": "Goat"}
SOURCE = NewAttribute(
    "milk_of",
    {"ru": "Молоко", "kk": "Сүті", "en": "Milk of"},
    "choice",
    group=NewGroup("what", {"ru": "Состав", "en": "What is in it"}),
    facet=True,
    shelves=("Food",),
    choices=(NewChoice("cow", MILK), NewChoice("goat", CHEESE, 1)),
)
FAT = NewAttribute("fat", {"ru": "Жирность", "en": "Fat"}, "number", unit={"ru": "%", "en": "%"}, facet=True)


@pytest.fixture
def goods(rolled_back: None) -> dict[str, UUID]:
    cards = [
        NewCard("milk", {"ru": "Молоко"}, ("Food", "Dairy"), "piece"),
        NewCard("soap", {"ru": "Мыло"}, ("Home",), "piece"),
    ]
    put_cards(cards, at=make.AT)
    return {code: key.product for code, key in list_variant_keys(["milk", "soap"]).items()}


def made(said: NewAttribute = SOURCE) -> AttributeView:
    return put_attribute(said, actor=SYSTEM, at=make.AT)


def say(product: UUID, attribute: UUID, says: Says, variant: UUID | None = None) -> set[UUID]:
    return say_of_cards([CardSays(product, {attribute: says}, variant)], actor=SYSTEM, at=make.AT)


def ids(attribute: AttributeView) -> dict[str, UUID]:
    return {one.code: one.id for one in attribute.choices}


def packed(variant: UUID) -> tuple[list[UUID], dict[str, int]]:
    """By what shelves are narrowed to the variant: its choices and yeses, and its numbers."""
    [(facets, measures)] = make.ask("SELECT facets, measures FROM catalog_variant WHERE id = %s", variant)
    assert isinstance(facets, list)
    return facets, json.loads(str(measures))


def test_an_attribute_is_made_once_and_changed_by_its_code(goods: dict[str, UUID]) -> None:
    first = made()
    assert made() == first and first.version == 1
    assert (first.group and first.group.name) == {"ru": "Состав", "en": "What is in it"}
    cow = {"ru": "Корова", "kk": "Сиыр", "en": "Cow"}
    second = made(replace(SOURCE, name={"ru": "Чьё молоко"}, choices=(NewChoice("cow", cow),), shelves=()))
    assert (second.id, second.version, second.name) == (first.id, 2, {"ru": "Чьё молоко"})
    assert [one.name for one in second.choices] == [cow, CHEESE] and second.shelves == ()
    assert make.verbs_of([first.id]) == {"attribute.made": 1, "attribute.changed": 1}


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (replace(SOURCE, code="Ж"), "code"),
        (replace(SOURCE, shelves=("Nowhere",)), "shelf"),
        (replace(SOURCE, kind="yes_no", choices=()), "kind"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(goods: dict[str, UUID], said: NewAttribute, what: str) -> None:
    before = made()
    with pytest.raises(AttributeUnfit) as refused:
        made(said)
    assert refused.value.what == what and list_attributes() == [before]


def test_who_changes_what_moved_on_is_told(goods: dict[str, UUID]) -> None:
    made()
    renamed = replace(SOURCE, name={"ru": "Молоко от"})
    put_attribute(renamed, actor=SYSTEM, at=make.AT, seen=1)
    with pytest.raises(CardMoved) as refused:
        put_attribute(SOURCE, actor=SYSTEM, at=make.AT, seen=1)
    assert refused.value.version == 2 and list_attributes()[0].name == {"ru": "Молоко от"}


def test_an_attribute_belongs_to_its_departments_with_all_below(goods: dict[str, UUID]) -> None:
    source, fat = made(), made(replace(FAT, facet=False))
    codes = {path: [one.code for one in attributes_of(path)] for path in ("Food", "Food/Dairy", "Home", "")}
    assert codes == {"Food": ["fat", "milk_of"], "Food/Dairy": ["fat", "milk_of"], "Home": ["fat"], "": ["fat"]}
    assert [one.id for one in attributes_of("Food/Dairy", facets=True)] == [source.id]
    assert read_attributes(["fat", "none"]) == {"fat": fat}


def test_cards_say_and_say_otherwise(goods: dict[str, UUID]) -> None:
    source, fat = made(), made(FAT)
    milk, version = goods["milk"], read_product(goods["milk"]).version
    assert say(milk, source.id, Says((ids(source)["cow"], ids(source)["goat"]))) == {milk}
    assert say(milk, fat.id, Says(number=3200)) == {milk}
    assert say(milk, fat.id, Says(number=3200)) == set()  # again is no change
    told = said_of([milk])[milk].card
    assert [(one.attribute.code, [c.code for c in one.choices], one.number) for one in told] == [
        ("fat", [], 3200),
        ("milk_of", ["cow", "goat"], None),
    ]
    assert say(milk, source.id, Says((ids(source)["goat"],))) == {milk}
    assert say(milk, fat.id, Says()) == {milk}
    assert [(one.attribute.code, [c.code for c in one.choices]) for one in said_of([milk])[milk].card] == [
        ("milk_of", ["goat"])
    ]
    assert make.verbs_of([milk]) == {"product.changed": 4}
    assert read_product(milk).version == version + 4
    assert (read_attribute(source.id).said, read_attribute(fat.id).said) == (2, 2)


def test_a_variant_says_its_own_instead_of_its_card(goods: dict[str, UUID]) -> None:
    fat, milk = made(FAT), goods["milk"]
    variant = list_variant_keys(["milk"])["milk"].id
    say(milk, fat.id, Says(number=3200))
    assert said_of([milk])[milk].of(variant)[0].number == 3200
    say(milk, fat.id, Says(number=2500), variant)
    told = said_of([milk])[milk]
    assert (told.card[0].number, told.of(variant)[0].number, told.of(variant)[0].own) == (3200, 2500, True)
    assert packed(variant) == ([], {str(fat.id): 2500})
    say(milk, fat.id, Says(), variant)
    assert said_of([milk])[milk].of(variant)[0].number == 3200
    with pytest.raises(NotFound):
        say(goods["soap"], fat.id, Says(number=1), variant)


def test_what_does_not_fit_is_refused_whole(goods: dict[str, UUID]) -> None:
    source, fat = made(), made(FAT)
    with pytest.raises(SaidUnfit) as refused:
        say_of_cards(
            [
                CardSays(goods["milk"], {fat.id: Says(number=1)}),
                CardSays(goods["soap"], {source.id: Says((ids(source)["cow"],))}),
            ],
            actor=SYSTEM,
            at=make.AT,
        )
    assert (refused.value.what, refused.value.attribute) == ("shelf", "milk_of")
    with pytest.raises(AttributeUnknown):
        say(goods["milk"], uuid4(), Says(number=1))
    with pytest.raises(NotFound):
        say(uuid4(), fat.id, Says(number=1))


def test_what_goods_say_is_kept_when_it_is_taken_away_and_comes_back_with_them(goods: dict[str, UUID]) -> None:
    source, fat = made(), made(FAT)
    say(goods["milk"], source.id, Says((ids(source)["cow"],)))
    assert take_away_attribute(fat.id, actor=SYSTEM, at=make.AT) is False
    assert take_away_attribute(source.id, actor=SYSTEM, at=make.AT) is True
    assert list_attributes() == [] and [one.code for one in list_attributes(archived=True)] == ["milk_of"]
    assert said_of([goods["milk"]])[goods["milk"]].card == ()
    with pytest.raises(SaidUnfit):
        say(goods["milk"], source.id, Says((ids(source)["goat"],)))
    with pytest.raises(AttributeUnknown):
        read_attribute(fat.id)
    bring_back_attribute(source.id, actor=SYSTEM, at=make.AT)
    assert [one.choices[0].code for one in said_of([goods["milk"]])[goods["milk"]].card] == ["cow"]
    assert make.verbs_of([source.id]) == {"attribute.made": 1, "attribute.archived": 1, "attribute.restored": 1}


def test_a_value_that_goods_have_stays_with_them_and_is_given_to_no_others(goods: dict[str, UUID]) -> None:
    source = made(replace(SOURCE, shelves=()))
    cow, goat = ids(source)["cow"], ids(source)["goat"]
    say(goods["milk"], source.id, Says((cow,)))
    assert count_said(source.id) == (1, {cow: 1})
    assert take_away_choice(source.id, goat, actor=SYSTEM, at=make.AT) is False
    assert take_away_choice(source.id, cow, actor=SYSTEM, at=make.AT) is True
    assert [(one.code, one.archived) for one in read_attribute(source.id).choices] == [("cow", True)]
    assert [one.code for one in said_of([goods["milk"]])[goods["milk"]].card[0].choices] == ["cow"]
    with pytest.raises(SaidUnfit):
        say(goods["soap"], source.id, Says((cow,)))
    bring_back_choice(source.id, cow, actor=SYSTEM, at=make.AT)
    assert say(goods["soap"], source.id, Says((cow,))) == {goods["soap"]}
    with pytest.raises(AttributeUnknown):
        take_away_choice(source.id, goat, actor=SYSTEM, at=make.AT)


said = st.lists(
    st.tuples(st.booleans(), st.sets(st.sampled_from(["cow", "goat"]), max_size=2), st.none() | st.integers(0, 9)),
    max_size=5,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said)
def test_what_shelves_are_narrowed_by_is_what_is_said(
    goods: dict[str, UUID], said: list[tuple[bool, set[str], int | None]]
) -> None:
    source, fat, milk = made(), made(FAT), goods["milk"]
    variant = list_variant_keys(["milk"])["milk"].id
    say_of_cards(
        [CardSays(milk, {source.id: Says(), fat.id: Says()}, of) for of in (None, variant)], actor=SYSTEM, at=make.AT
    )
    card: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for of_variant, choices, number in said:
        says = {source.id: Says(tuple(ids(source)[one] for one in choices)), fat.id: Says(number=number)}
        say_of_cards([CardSays(milk, says, variant if of_variant else None)], actor=SYSTEM, at=make.AT)
        (own if of_variant else card).update(choices=choices, number=number)
    told_choices: set[str] = own.get("choices") or card.get("choices") or set()
    told_number = card.get("number") if own.get("number") is None else own["number"]
    facets, measures = packed(variant)
    assert set(facets) == {ids(source)[one] for one in told_choices} and len(facets) == len(told_choices)
    assert measures == ({} if told_number is None else {str(fat.id): told_number})
    told = {one.attribute.code: one for one in said_of([milk]).get(milk, SaidOf()).of(variant)}
    assert {one.code for one in told["milk_of"].choices} == told_choices if told_choices else "milk_of" not in told


def test_words_to_find_goods_by_are_those_of_their_values(goods: dict[str, UUID]) -> None:
    source, organic = made(), made(NewAttribute("organic", {"ru": "Органик", "en": "Organic"}, "yes_no"))
    milk = goods["milk"]
    say_of_cards(
        [CardSays(milk, {source.id: Says((ids(source)["goat"],)), organic.id: Says(yes=True)})],
        actor=SYSTEM,
        at=make.AT,
    )
    assert set(said_words([milk, goods["soap"]])) == {
        (milk, "Молоко Органик Козье"),
        (milk, "Молоко Органик Ешкі"),
        (milk, "Молоко Organic Goat"),
        (goods["soap"], ""),
    }
    assert products_saying(source.id, after=None, limit=5) == [milk]
    assert products_saying(source.id, after=milk, limit=5) == []


def test_a_heading_is_renamed_over_all_its_attributes(goods: dict[str, UUID]) -> None:
    made()
    made(replace(FAT, group=SOURCE.group))
    rename_group("what", {"ru": "Что внутри"}, 3, actor=SYSTEM, at=make.AT)
    assert {one.group.name["ru"] for one in list_attributes() if one.group} == {"Что внутри"}
    assert [(one.code, one.position) for one in list_groups()] == [("what", 3)]
    with pytest.raises(AttributeUnknown):
        rename_group("none", {"ru": "Нет"}, 0, actor=SYSTEM, at=make.AT)
