"""Birth dates and addresses that lists tell of: what is kept, what gives way, what is refused, and that it is silent."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.flows.test_moving_in import AT, QUIET, _count, bring, counted, shop, take_all, take_in  # noqa: F401  # a fixture
from tests.people import messenger, prove

from prilavok.domains.customers.actions import put_preference
from prilavok.domains.customers.queries import find_leaf, list_leaves, read_customer, read_preferences
from prilavok.domains.customers.types.preferences import NewPreference, PreferenceSource
from prilavok.domains.imports.queries import count_refused, guess_list, read_list
from prilavok.flows.erase_person import erase_person
from prilavok.flows.moving_in.steer import halt_list, say_mapping, start_list
from prilavok.flows.moving_in.take import take_slice
from prilavok.insights.known_home import known_home
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.words import Person, stores

HEAD = "Код;ФИО;Телефон;Язык;Дата рождения;Город;Адрес\n"
ASEL = "1;Асель Ким;87010000201;kk;17.05.1990;Алматы;ул. Абая 10, кв. 5\n"
HOME = "Алматы, ул. Абая 10, кв. 5"
pytestmark = pytest.mark.usefixtures("shop")


def person(phone: str = "+77010000201") -> UUID:
    leaf = find_leaf("phone", phone)
    assert leaf is not None and leaf.customer is not None
    return leaf.customer


def known(phone: str = "+77010000201") -> list[tuple[str, str, str, str]]:
    """What holds for the person of a phone: of what, by which name, what, and who said it."""
    words = read_preferences(list_leaves(person(phone))).words
    return [(one.kind, one.name, one.value, one.source) for one in words]


def say(kind: Any, value: str, name: str = "", *, source: PreferenceSource = "own_page", days: int = 1) -> bool:
    leaves = list_leaves(person())
    new, at = NewPreference(kind, value, name), AT + timedelta(days=days)
    return put_preference(new, leaf=leaves[0], leaves=leaves, source=source, actor=Actor("leaf", leaves[0]), at=at)


def test_a_birth_date_and_an_address_in_parts_are_kept_sealed_and_nobody_hears_of_it(tmp_path: Path) -> None:
    before = {table: _count(table) for table in QUIET}
    run = bring(tmp_path, HEAD + ASEL + "2;Борис;87010000202;;;;\n3;Вера;87010000203;;;;-\n")
    take_in(run)
    assert counted(run) == (3, 3, 0, 0)
    assert known() == [("address", "үй", HOME, "list"), ("born", "", "1990-05-17", "list")]
    assert known("+77010000202") == known("+77010000203") == [], "an empty cell says nothing"
    prefers = read_preferences(list_leaves(person()))
    assert prefers.born == date(1990, 5, 17) and prefers.default == "", "a list does not choose what is proposed"
    lying = make.ask("SELECT value, sealed FROM customers_preference")
    assert [value for value, _sealed in lying] == ["", ""]
    for _value, sealed in lying:
        assert isinstance(sealed, bytes | memoryview)
        assert b"1990" not in bytes(sealed) and "Абая".encode() not in bytes(sealed)
    said = make.ask("SELECT DISTINCT origin FROM kit_event WHERE verb = 'preference.said'")
    assert said == [("import",)] and {table: _count(table) for table in QUIET} == before


def test_rows_whose_day_or_address_cannot_be_are_refused_with_the_reason(tmp_path: Path) -> None:
    rows = "".join(
        f"{nth};Имя {nth};8701000021{nth};;{day};;{address}\n"
        for nth, (day, address) in enumerate(
            [("31.02.1990", ""), ("17.05.15", ""), ("31.12.1899", ""), ("04.03.2026", ""), ("", "я" * 301),
             ("01.01.1900", ""), ("02.03.2026", "я" * 300)]
        )
    )  # fmt: skip
    run = bring(tmp_path, HEAD + rows)
    take_in(run)
    assert counted(run) == (7, 2, 5, 0)
    assert {reason: rows for reason, (rows, _sum) in count_refused(run).items()} == {
        "birth_unreadable": 2, "birth_impossible": 2, "address_too_long": 1,
    }  # fmt: skip
    assert find_leaf("phone", "+77010000210") is None and known("+77010000215")[0][2] == "1900-01-01"


def test_the_same_list_again_changes_nothing_and_a_changed_row_what_it_says(tmp_path: Path) -> None:
    take_in(bring(tmp_path, HEAD + ASEL))
    written = make.ask("SELECT id, said_at FROM customers_preference ORDER BY id")
    again = bring(tmp_path, HEAD + ASEL)
    take_in(again)
    assert counted(again) == (1, 1, 0, 1)
    assert make.ask("SELECT id, said_at FROM customers_preference ORDER BY id") == written
    take_in(bring(tmp_path, HEAD + ASEL.replace("1990", "1991").replace("Абая 10", "Достык 7")))
    assert known() == [("address", "үй", "Алматы, ул. Достык 7, кв. 5", "list"), ("born", "", "1991-05-17", "list")]
    take_in(bring(tmp_path, HEAD + "1;Асель Ким;87010000201;ru;;;\n"))
    assert known()[0][2] == "Алматы, ул. Достык 7, кв. 5", "an empty cell takes nothing back"


@pytest.mark.parametrize("source", ["own_page", "staff"])
def test_no_list_replaces_what_they_or_staff_said_also_where_it_is_taken_back(
    tmp_path: Path, source: PreferenceSource
) -> None:
    take_in(bring(tmp_path, HEAD + ASEL))
    assert say("born", "1989-01-02", source=source) and say("address", "Сатпаева 22", "дом", source=source)
    own = [("address", "дом", "Сатпаева 22", source), ("address", "үй", HOME, "list"),
           ("born", "", "1989-01-02", source)]  # fmt: skip
    assert known() == own
    take_in(bring(tmp_path, HEAD + ASEL.replace("1990", "1991").replace("Абая 10", "Достык 7")))
    assert known() == own
    assert say("born", "", source=source, days=2) and say("address", "", "үй", source=source, days=2)
    assert known() == own[:1]
    take_in(bring(tmp_path, HEAD + ASEL.replace("1990", "1992").replace("Абая 10", "Достык 8")))
    assert known() == own[:1], "what was taken back no list brings again"


def test_what_they_say_as_the_list_did_is_their_own_word_from_then_on(tmp_path: Path) -> None:
    take_in(bring(tmp_path, HEAD + ASEL))
    assert say("born", "1990-05-17") and not say("born", "1990-05-17", days=2)
    take_in(bring(tmp_path, HEAD + ASEL.replace("1990", "1991")))
    assert known()[1] == ("born", "", "1990-05-17", "own_page")


def test_two_rows_of_one_person_in_one_slice_write_one_word(tmp_path: Path) -> None:
    run = bring(tmp_path, HEAD + ASEL + ASEL.replace("1990", "1991"))
    take_in(run)
    assert counted(run) == (2, 2, 0, 0)
    assert known() == [("address", "үй", HOME, "list"), ("born", "", "1991-05-17", "list")]


def test_a_row_of_a_code_with_another_name_tells_nothing_of_whoever_bears_the_code(tmp_path: Path) -> None:
    take_in(bring(tmp_path, HEAD + "1;Асель Ким;87010000201;;;;\n"))
    take_in(bring(tmp_path, HEAD + "1;Пётр Ли;87010000209;;03.04.1975;;Достык 5\n"))
    assert known() == [], "that is another person's birthday"
    assert read_customer(person("+77010000209")).name == "Пётр Ли"
    assert [one[2] for one in known("+77010000209")] == ["Достык 5", "1975-04-03"]
    take_in(bring(tmp_path, HEAD + "1;Иван Ли;87010000201;;03.04.1976;;Достык 6\n"))
    assert known() == [] and len(known("+77010000209")) == 2


def test_a_check_keeps_nothing_and_a_stopped_list_goes_on(tmp_path: Path) -> None:
    rows = "".join(f"{nth};Имя {nth};8701000{nth:04};;17.05.1990;;Абая {nth}\n" for nth in range(1, 121))
    run = bring(tmp_path, HEAD + rows)
    told = read_list(run)
    say_mapping(run, guess_list(told.source, told.subject, told.columns).columns, {}, actor=SYSTEM, at=AT)
    take_all(run)
    assert _count("customers_preference") == 0
    start_list(run, actor=SYSTEM, at=AT)
    take_slice(run, actor=SYSTEM, at=AT)
    halt_list(run, actor=SYSTEM, at=AT)
    assert _count("customers_preference") == 100
    start_list(run, actor=SYSTEM, at=AT)
    take_all(run)
    assert _count("customers_preference") == 240
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'preference.said'") == [(240,)]


def test_an_address_of_a_list_is_proposed_after_their_own(tmp_path: Path) -> None:
    take_in(bring(tmp_path, HEAD + ASEL.replace(";kk;", ";ru;")))
    chat = messenger()
    prove(chat, "+77010000201", AT)
    home = known_home(chat)
    assert home is not None and (home.address, home.named) == (HOME, (("дом", HOME),))
    say("address", "Сатпаева 22", "работа")  # behind it by name
    home = known_home(chat)
    assert home is not None and home.address == "Сатпаева 22"


def test_it_is_given_out_and_gone_after_an_erasure(tmp_path: Path) -> None:
    take_in(bring(tmp_path, HEAD + ASEL))
    customer = person()
    [store] = [one for one in stores() if one.table == "customers_preference"]
    told = [
        (one["kind"], one["value"], one["source"])
        for one in store.export(Person(tuple(list_leaves(customer)), customer))
    ]
    assert told == [("address", HOME, "list"), ("born", "1990-05-17", "list")]
    erase_person(customer, actor=SYSTEM, at=AT + timedelta(hours=1))
    assert _count("customers_preference") == 0
