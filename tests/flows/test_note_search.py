"""What somebody searches for in our shop (prilavok.flows.note_search): noted once, in words that go with them."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from tests import make, people
from tests.doors.track_world import event, source
from tests.flows.test_tracked import land, leaf_of, read

from prilavok.domains.places.queries import name_places
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.tracking.rules.said import searched_for
from prilavok.flows.note_search import AGAIN, note_search
from prilavok.insights.customer_life import Happening, list_happenings
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PreferenceSaid
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.mentions import may_name_somebody
from prilavok.kit.words import Person, stores

pytestmark = pytest.mark.usefixtures("rolled_back")
READER = StaffActor(UUID(int=1), "o", "O", "operator", {"customers.see": "company"}, {}, None, "en")


def search(leaf: UUID, text: str, minutes: float = 0) -> bool:
    return note_search(leaf, text, actor=Actor("leaf", leaf), at=make.AT + timedelta(minutes=minutes))


def life(leaf: UUID) -> list[Happening]:
    return list(list_happenings([leaf], lambda _ids: name_places(), actor=READER).rows)


def words(leaf: UUID) -> list[str]:
    return [one.words for one in life(leaf)]


def test_a_search_is_noted_with_its_words_apart_from_the_facts() -> None:
    leaf = people.browser()
    assert search(leaf, "  молоко\x00   топлёное ")
    assert make.ask("SELECT verb, facts::text, subject_kind, payload::text FROM kit_behaviour") == [
        ("product.searched", "{}", "visitor", '{"query": "молоко топлёное"}')
    ]
    [one] = life(leaf)
    assert (one.words, one.teller) == ("молоко топлёное", "")
    assert search(leaf, "x" * 200, 1) and words(leaf)[0] == "x" * 80
    assert not search(leaf, " \x00 ", 2)


def test_the_same_words_again_are_a_page_loaded_anew_until_time_or_other_words_pass() -> None:
    leaf, other = people.browser(), people.browser()
    assert search(leaf, "чай") and not search(leaf, "Чай ", 29.9)
    assert search(other, "чай"), "somebody else is another"
    assert search(leaf, "чай чёрный", 29.95) and search(leaf, "чай", 29.97)
    later = AGAIN / timedelta(minutes=1) + 30
    assert search(leaf, "чай", later)
    assert words(leaf) == ["чай", "чай", "чай чёрный", "чай"]


@pytest.mark.parametrize(
    "typed", ["8 701 123-45-67", "+7(701)1234567", "2990000000017", "ivan@ya.ru", "карта 299 000 000 001"]
)
def test_what_may_be_somebodys_number_or_mail_is_not_kept(typed: str) -> None:
    leaf = people.browser()
    assert may_name_somebody(typed) and search(leaf, typed)
    assert make.ask("SELECT payload FROM kit_behaviour") == [(None,)] and words(leaf) == [""]


@pytest.mark.parametrize("typed", ["iphone 15 256", "чай 100 г", "lego 42154", "2 x 1,5", "12345678"])
def test_what_names_goods_is_kept(typed: str) -> None:
    assert not may_name_somebody(typed)


def test_the_words_are_given_out_and_erased_and_the_search_stays_counted() -> None:
    leaf = people.browser()
    search(leaf, "молоко")
    [store] = [one for one in stores() if one.table == "kit_behaviour"]
    person = Person((leaf,))
    assert [(one["verb"], one["payload"]) for one in store.export(person)] == [
        ("product.searched", {"query": "молоко"})
    ]
    assert store.erase(person, make.AT) == 1 and list(store.export(person)) == []
    assert words(leaf) == [""]


def test_what_a_site_told_was_searched_for_is_read_from_its_own_words() -> None:
    site = source()
    phone = event(3, type="track", event="Products Searched", properties={"query": "8 701 123 45 67"})
    land(site, event(1, type="track", event="Products Searched", properties={"query": "кроссовки  nike"}),
         event(2, type="track", event="Products Searched", properties={"query": ["odd"]}), phone)  # fmt: skip
    read()
    leaf = leaf_of(site, "anna")
    found = life(leaf)
    assert sorted(one.words for one in found) == ["", "", "кроссовки nike"] and {one.teller for one in found} == {
        "Site"
    }
    assert make.ask("SELECT count(*) FROM kit_behaviour WHERE payload IS NOT NULL") == [(0,)], "the words lie once"
    [told] = [one for one in stores() if one.table == "tracking_told"]
    told.erase(Person((leaf,)), make.AT)
    assert words(leaf) == ["", "", ""]


@pytest.mark.parametrize("payload", ["", "[]", "{", '{"properties": 5}', '{"properties": {"query": 7}}', "{}"])
def test_odd_words_of_a_source_are_none(payload: str) -> None:
    assert searched_for(payload) == ""
    assert searched_for(json.dumps({"properties": {"query": " чай\0 "}})) == "чай"


def test_an_event_of_the_house_takes_no_words() -> None:
    leaf = people.browser()
    event_with_words = NewEvent(verb="preference.said", occurred_at=make.AT, subject_kind="leaf", subject=leaf, leaf=leaf,
                                facts=PreferenceSaid("reach", True), words={"query": "x"})  # fmt: skip
    with pytest.raises(ValueError, match="words of events"):
        record([event_with_words], make.AT)
