"""What people prefer is kept (prilavok.flows.keep_preference, prilavok.flows.note_preference) and obeyed by notices."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make, people
from tests.talking import connect

from prilavok.domains.consent.actions import give_consent
from prilavok.domains.customers.actions import put_preference, recognise_leaf, undo_join
from prilavok.domains.customers.errors import AddressesTooMany, PreferenceNotProven, PreferenceUnfit
from prilavok.domains.customers.queries import customer_of, leaves_with, read_preferences
from prilavok.domains.customers.types.preferences import NewPreference
from prilavok.domains.staff.types import StaffActor
from prilavok.flows.keep_preference import keep_preferences
from prilavok.flows.messages import way_to
from prilavok.flows.note_preference import note_preferences
from prilavok.insights.write_instead import WriteInstead, write_instead
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.words import Person, stores

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


def say(leaf: UUID, *said: NewPreference, minutes: int = 0) -> bool:
    at = NOW + timedelta(minutes=minutes)
    return keep_preferences(leaf, said, source="own_page", actor=Actor("leaf", leaf), at=at)


def known(phone: str = "") -> UUID:
    """A browser that proved a phone."""
    leaf = people.browser()
    people.prove(leaf, phone or people.new_phone())
    return leaf


def told(leaf: UUID) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.value) for one in read_preferences(leaves_with(leaf)).words]


def test_what_is_said_holds_is_dated_and_an_address_lies_sealed() -> None:
    leaf = known()
    home = NewPreference("address", " ул. Абая 10,  кв. 5 ", "дом")
    assert say(leaf, NewPreference("reach", "write"), home, NewPreference("default", "дом"))
    assert not say(leaf, home, minutes=1), "said again nothing changes"
    assert told(leaf) == [("address", "дом", "ул. Абая 10, кв. 5"), ("default", "", "дом"), ("reach", "", "write")]
    [one] = read_preferences(leaves_with(leaf)).addresses
    assert (one.said_at, one.source, one.actor) == (NOW, "own_page", leaf)
    [(value, sealed)] = make.ask("SELECT value, sealed FROM customers_preference WHERE kind = 'address'")
    assert value == "" and isinstance(sealed, bytes | memoryview) and "Абая".encode() not in bytes(sealed)
    assert make.verbs_of([leaf])["preference.said"] == 3
    assert say(leaf, NewPreference("address", "", "дом"), minutes=2)
    assert told(leaf) == [("default", "", "дом"), ("reach", "", "write")]
    assert read_preferences(leaves_with(leaf)).default == ""


def test_nothing_is_said_by_who_only_named_a_phone_and_nothing_half() -> None:
    with pytest.raises(PreferenceNotProven):
        say(people.browser(), NewPreference("reach", "write"))
    leaf = known()
    with pytest.raises(PreferenceUnfit):
        say(leaf, NewPreference("default", "nowhere"))
    for nth in range(10):
        assert say(leaf, NewPreference("address", f"Абая {nth}", f"{nth}"))
    with pytest.raises(AddressesTooMany):
        say(leaf, NewPreference("address", "Абая 11", "11"))
    assert say(leaf, NewPreference("address", "Абая 12", "9")), "one that is there may change"


def test_a_join_shows_the_last_word_and_its_undoing_gives_each_their_own() -> None:
    phone = people.new_phone()
    hers, his = known(phone), people.messenger()
    recognise_leaf(his, actor=Actor("leaf", his), at=NOW)
    say(hers, NewPreference("reach", "write"), NewPreference("size", "38", "shoes"))
    soon, calls = NOW + timedelta(minutes=1), NewPreference("reach", "call")
    assert put_preference(calls, leaf=his, leaves=[his], source="app", actor=SYSTEM, at=soon)
    join = people.prove(his, phone, NOW + timedelta(minutes=2)).joined
    assert join is not None
    both = [("reach", "", "call"), ("size", "shoes", "38")]
    assert told(hers) == told(his) == both
    say(his, NewPreference("size", "", "shoes"), minutes=3)
    assert told(hers) == told(his) == [("reach", "", "call")]
    undo_join(join, actor=SYSTEM, at=NOW + timedelta(minutes=4))
    assert told(hers) == [("reach", "", "write"), ("size", "shoes", "38")] and told(his) == [("reach", "", "call")]


def test_staff_write_down_and_it_is_given_out_and_erased() -> None:
    leaf = known()
    customer = customer_of(leaf)
    assert customer is not None
    by = StaffActor(people.staff("operator"), "o", "O", "operator", {}, {}, None, "ru")
    said = [NewPreference("reach", "write"), NewPreference("address", "Абая 10", "дом")]
    assert note_preferences(customer, said, actor=by, at=NOW)
    address, reach = read_preferences(leaves_with(leaf)).words
    assert (reach.source, reach.actor_kind, reach.actor) == ("staff", "staff", by.id)
    [store] = [one for one in stores() if one.table == "customers_preference"]
    person = Person(tuple(leaves_with(leaf)), customer)
    assert [one["value"] for one in store.export(person)] == [address.value, "write"] == ["Абая 10", "write"]
    assert store.erase(person, NOW) == 2 and told(leaf) == []


def test_a_notice_goes_by_the_channel_they_asked_for_first_where_that_can_be() -> None:
    connect()
    leaf = people.messenger()
    people.prove(leaf, people.new_phone())
    people.prove_mail(leaf, "aigul@example.com", NOW + timedelta(minutes=1))
    for channel in ("sms", "mail"):
        give_consent(leaf, channel, "orders", source="own_page", actor=Actor("leaf", leaf), at=NOW)
    first = way_to(leaves_with(leaf), make.AT)
    assert first is not None and first.channel == "sms"
    say(leaf, NewPreference("channel", "telegram"))
    still = way_to(leaves_with(leaf), make.AT)
    assert still is not None and still.channel == "sms", "nobody is in Telegram"
    say(leaf, NewPreference("channel", "mail"), minutes=1)
    way = way_to(leaves_with(leaf), make.AT)
    assert way is not None and way.channel == "mail"


def test_whom_not_to_call_is_asked_of_the_whole_person() -> None:
    phone = people.new_phone()
    hers, other, nobody = known(phone), known(), people.browser()
    say(hers, NewPreference("reach", "write"), NewPreference("channel", "sms"))
    second = known(phone)
    assert write_instead([second, other, nobody]) == {second: WriteInstead("sms", None)}
