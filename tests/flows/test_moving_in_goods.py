"""Lists of goods: their columns are attributes, and what a row says is said of its product or variant.

The flow is prilavok.flows.moving_in.goods; the first load of a shop's attributes is prilavok.flows.load.attributes.
"""

from pathlib import Path
from uuid import UUID

import pytest
from tests import make
from tests.flows.test_moving_in import bring, counted, take_all

from prilavok.domains.catalog.actions import put_attribute, put_cards, take_away_attribute
from prilavok.domains.catalog.queries import list_variant_keys, said_of
from prilavok.domains.catalog.types import AttributeKind, AttributeView, NewAttribute, NewCard, NewChoice
from prilavok.domains.imports.errors import MappingLacks
from prilavok.domains.imports.queries import count_refused, guess_list
from prilavok.flows.moving_in.steer import say_mapping, start_list
from prilavok.insights.said_goods import value_words
from prilavok.kit.events.actor import SYSTEM

LIST = """Артикул;attribute: colour;attribute: Size;attribute: warm
coat;Синий | red;1,5;да
hat;;2;нет
none;red;;
hat;lilac;;
hat;;wide;
hat;;;maybe
soap;red;;
"""
MAPPED = {
    "Артикул": "product",
    "attribute: colour": "attribute:colour",
    "attribute: Size": "attribute:size",
    "attribute: warm": "attribute:warm",
}


@pytest.fixture
def goods(rolled_back: None) -> dict[str, UUID]:
    places = {"coat": "Clothes", "hat": "Clothes", "soap": "Home"}
    put_cards([NewCard(code, {"ru": code}, (shelf,), "piece") for code, shelf in places.items()], at=make.AT)
    make.place()
    colour = (NewChoice("blue", {"ru": "синий"}), NewChoice("red", {"ru": "красный", "en": "Red"}))
    kept("colour", "choice", colour)
    kept("size", "number")
    kept("warm", "yes_no")
    return {code: key.product for code, key in list_variant_keys(list(places)).items()}


def kept(code: str, kind: AttributeKind, choices: tuple[NewChoice, ...] = ()) -> AttributeView:
    said = NewAttribute(code, {"ru": code}, kind, shelves=("Clothes",), choices=choices)
    return put_attribute(said, actor=SYSTEM, at=make.AT)


def said(product: UUID) -> dict[str, str]:
    told = said_of([product])
    return {one.attribute.code: value_words(one, "ru") for one in told[product].card} if product in told else {}


def test_a_list_says_what_goods_have_and_refuses_what_nobody_understands(
    goods: dict[str, UUID], tmp_path: Path
) -> None:
    run = bring(tmp_path, LIST, subject="goods")
    assert guess_list("oldcrm", "goods", list(MAPPED)).columns == MAPPED
    say_mapping(run, MAPPED, {}, actor=SYSTEM, at=make.AT)
    take_all(run)
    assert said(goods["coat"]) == {}  # the check kept nothing
    start_list(run, actor=SYSTEM, at=make.AT)
    take_all(run)
    assert said(goods["coat"]) == {"colour": "синий, красный", "size": "1,5", "warm": "да"}
    assert said(goods["hat"]) == {"size": "2", "warm": "нет"} and said(goods["soap"]) == {}
    assert count_refused(run) == {
        "product_unknown": (1, 0),
        "value_unknown": (1, 0),
        "attribute_unreadable": (2, 0),
        "attribute_elsewhere": (1, 0),
    }
    [(origins,)] = make.ask("SELECT array_agg(DISTINCT origin) FROM kit_event WHERE verb = 'product.changed'")
    assert origins == ["import"]
    again = bring(tmp_path, "Артикул;attribute: size\ncoat;1,5\n", subject="goods")
    say_mapping(again, {"Артикул": "product", "attribute: size": "attribute:size"}, {}, actor=SYSTEM, at=make.AT)
    take_all(again)
    start_list(again, actor=SYSTEM, at=make.AT)
    take_all(again)
    assert counted(again) == (1, 1, 0, 1)


def test_a_list_that_says_nothing_is_refused_and_so_is_an_attribute_that_is_gone(
    goods: dict[str, UUID], tmp_path: Path
) -> None:
    run = bring(tmp_path, LIST, subject="goods")
    with pytest.raises(MappingLacks):
        say_mapping(run, {"Артикул": "product"}, {}, actor=SYSTEM, at=make.AT)
    with pytest.raises(MappingLacks):
        say_mapping(run, {"attribute: colour": "attribute:colour"}, {}, actor=SYSTEM, at=make.AT)
    take_away_attribute(kept("warm", "yes_no").id, actor=SYSTEM, at=make.AT)
    say_mapping(run, {"Артикул": "product", "attribute: warm": "attribute:warm"}, {}, actor=SYSTEM, at=make.AT)
    take_all(run)
    assert count_refused(run)["attribute_unknown"][0] >= 3
