"""Favourites: prilavok.flows.keep_favourite. By leaf, each once for a person, and exactly apart when people are."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tests import make, people
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.domains.baskets.errors import NotOnSale
from prilavok.domains.customers.actions import recognise_leaf
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.favourites import actions
from prilavok.domains.favourites.errors import FavouritesFull
from prilavok.domains.favourites.queries import favourite_variants, list_favourites
from prilavok.domains.favourites.types import PriceThen
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import put_price_lists, set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.flows.erase_person import erase_person
from prilavok.flows.export_person import keep_archive
from prilavok.flows.keep_favourite import drop_favourite, keep_favourite
from prilavok.flows.undo_join import undo_join
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.files import open_file
from prilavok.kit.settings import where


@pytest.fixture
def shop(rolled_back: None) -> Shop:
    return open_small_shop()


def keep(shop: Shop, leaf: UUID, code: str, minutes: int = 0) -> bool:
    place = read_place(shop.places["t-alm"])
    at, by = AT + timedelta(minutes=minutes), Actor("leaf", leaf)
    return keep_favourite(leaf, shop.variants[code], place=place, touchpoint="site", actor=by, at=at)


def drop(shop: Shop, leaf: UUID, code: str, minutes: int = 0) -> bool:
    at, by = AT + timedelta(minutes=minutes), Actor("leaf", leaf)
    return drop_favourite(leaf, shop.variants[code], touchpoint="site", actor=by, at=at)


def loved(shop: Shop, *leaves: UUID) -> set[str]:
    there = favourite_variants(leaves)
    return {code for code, variant in shop.variants.items() if variant in there}


def test_it_is_there_once_with_the_price_that_was_shown_and_told_once(shop: Shop) -> None:
    leaf, milk = people.browser(), shop.variants["milk"]
    assert [keep(shop, leaf, "milk"), keep(shop, leaf, "milk", 1)] == [True, False]
    [kept] = list_favourites([leaf])
    assert (kept.variant, kept.added_at, kept.touchpoint, kept.place) == (milk, AT, "site", shop.places["t-alm"])
    assert (kept.price, kept.there) == (PriceThen(55_000, "KZT", 1), True)
    assert keep(shop, leaf, "cheese", 2) and list_favourites([leaf])[0].there is False
    # Bread has no price at that store; it may be liked all the same. Without a store nothing was shown.
    assert keep(shop, leaf, "bread", 3) and list_favourites([leaf])[0].price is None
    other = people.browser()
    assert keep_favourite(other, milk, place=None, touchpoint="bot", actor=Actor("leaf", other), at=AT)
    assert [(one.price, one.there, one.place) for one in list_favourites([other])] == [(None, None, None)]
    assert [drop(shop, leaf, "milk", 4), drop(shop, leaf, "milk", 5)] == [True, False]
    assert loved(shop, leaf) == {"cheese", "bread"} and loved(shop, other) == {"milk"}
    told = make.ask("SELECT verb, leaf, place, facts FROM kit_event WHERE subject = %s ORDER BY id", milk)
    seen = [(verb, of, place, json.loads(str(facts))) for verb, of, place, facts in told]
    shown = {"variant": str(milk), "touchpoint": "site", "amount": 55_000, "currency": "KZT", "per": 1}
    assert [one for one in seen if str(one[0]).startswith("favourite.")] == [
        ("favourite.added", leaf, shop.places["t-alm"], shown),
        ("favourite.added", other, None, {"variant": str(milk), "touchpoint": "bot"}),
        ("favourite.removed", leaf, None, {"variant": str(milk), "touchpoint": "site"}),
    ]
    with pytest.raises(NotOnSale):
        keep_favourite(leaf, make.COMPANY, place=None, touchpoint="site", actor=Actor("leaf", leaf), at=AT)


def test_taken_out_and_put_back_within_the_hour_it_is_as_before_later_it_is_new(shop: Shop) -> None:
    leaf, milk = people.browser(), shop.variants["milk"]
    keep(shop, leaf, "milk")
    [before] = list_favourites([leaf])
    own = put_price_lists([("t-alm", {"en": "Almaty"}, "KZT", shop.places["t-alm"])])["t-alm"]
    set_prices([NewPrice(own, milk, 50_000, 1, AT + timedelta(minutes=1))], at=AT + timedelta(minutes=1))
    drop(shop, leaf, "milk", 2)
    assert keep(shop, leaf, "milk", 62) and list_favourites([leaf]) == [before]
    drop(shop, leaf, "milk", 70)
    assert keep(shop, leaf, "milk", 131)
    [after] = list_favourites([leaf])
    assert (after.added_at, after.price) == (AT + timedelta(minutes=131), PriceThen(50_000, "KZT", 1))


def test_so_many_and_no_more(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = people.browser()
    monkeypatch.setattr(actions, "MOST_FAVOURITES", 2)
    monkeypatch.setattr(actions, "MOST_WORDS", 3)
    assert keep(shop, leaf, "milk") and keep(shop, leaf, "bread")
    with pytest.raises(FavouritesFull) as full:
        keep(shop, leaf, "cheese")
    assert full.value.code == "favourites.full" and loved(shop, leaf) == {"milk", "bread"}
    assert not keep(shop, leaf, "milk"), "what is there stays"
    assert keep(shop, people.browser(), "cheese"), "another has room"
    # Nor does a leaf gather words without end by putting in and taking out; those that say nothing go after a day.
    monkeypatch.setattr(actions, "MOST_WORDS", 2)
    drop(shop, leaf, "bread", 1)
    with pytest.raises(FavouritesFull):
        keep(shop, leaf, "cheese", 2)
    assert keep(shop, leaf, "cheese", 60 * 25) and loved(shop, leaf) == {"milk", "cheese"}
    assert make.ask("SELECT count(*) FROM favourites_favourite WHERE leaf_id = %s", leaf) == [(2,)]


def test_of_one_person_each_is_there_once_and_a_wrong_join_is_undone_exactly(shop: Shop) -> None:
    hers, his = people.browser(AT), people.messenger(AT)
    with story():
        people.prove(hers, "+77011234567", AT)
        recognise_leaf(his, actor=Actor("leaf", his), at=AT)
    keep(shop, hers, "milk", 1)
    keep(shop, his, "milk", 2)
    keep(shop, his, "bread", 3)
    before = list_favourites(leaves_with(hers)), list_favourites(leaves_with(his))
    with story():
        joined = people.prove(his, "+77011234567", AT + timedelta(minutes=5))
    assert joined.joined is not None and set(leaves_with(hers)) == set(leaves_with(his))
    both = list_favourites(leaves_with(hers))
    assert both == [before[1][0], before[0][0]], "the latest first, milk once and as it was put there first"
    # While they are taken for one, what either takes out is gone for both; what either puts in is there for both.
    assert drop(shop, his, "milk", 6) and loved(shop, *leaves_with(hers)) == {"bread"}
    assert drop(shop, hers, "bread", 7) and loved(shop, *leaves_with(his)) == set()
    assert keep(shop, hers, "cheese", 8) and loved(shop, *leaves_with(his)) == {"cheese"}
    undo_join(joined.joined, actor=SYSTEM, at=AT + timedelta(minutes=9))
    # Each has what they put there themselves and did not take out themselves: hers was never his to take.
    assert loved(shop, *leaves_with(hers)) == {"milk", "cheese"} and loved(shop, *leaves_with(his)) == {"bread"}
    assert before[0][0] in list_favourites(leaves_with(hers))
    assert list_favourites(leaves_with(his)) == [before[1][0]]


def test_the_archive_names_them_and_erasure_takes_them(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    leaf, stranger = people.browser(), people.browser()
    customer = people.prove(leaf, people.new_phone(), AT).customer
    keep(shop, leaf, "milk")
    keep(shop, stranger, "milk")
    kept = keep_archive(customer, language="en", actor=SYSTEM, at=AT)
    with open_file(kept.id, AT) as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as packed:
        page, machine = packed.read("person.html").decode(), json.loads(packed.read("person.json"))
    assert "Favourites" in page and "Milk" in page and "550" in page
    [told] = machine["favourites_favourite"]
    assert (told["variant"], told["name"], told["amount"]) == (str(shop.variants["milk"]), "Milk", 55_000)
    erase_person(customer, actor=SYSTEM, at=AT + timedelta(days=1))
    assert loved(shop, leaf) == set() and loved(shop, stranger) == {"milk"}
    assert make.ask("SELECT leaf_id FROM favourites_favourite") == [(stranger,)]
