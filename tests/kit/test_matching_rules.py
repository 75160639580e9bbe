"""Rows of people brought into one form, columns told by their headings, groups made of pairs: rules without a file."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

from prilavok.kit.errors import Refused
from prilavok.kit.matching import Model, PeopleIndex, Scorer, prepare, read_model, write_model
from prilavok.kit.matching.columns import check_enough, guess_columns, guess_id, read_columns
from prilavok.kit.matching.comparisons import COMPARISONS, chosen, keys_of, most_per_key
from prilavok.kit.matching.joining import components, final_bits, groups, settle
from prilavok.kit.matching.model import Share
from prilavok.kit.matching.preparing import (
    COLUMNS,
    fold_code,
    fold_day,
    fold_mail,
    fold_name,
    fold_phone,
    split_address,
    split_name,
)
from prilavok.kit.matching.scoring import both, probability

ASSUMED = Model(
    {one.column: (*(Share(level.m, level.u) for level in one.levels), Share(one.differs, 0.9)) for one in COMPARISONS},
    prior=1e-4,
    kin=0.5,
    trained=0,
)
OMAROVA = {
    "first_name": "Айгүл",
    "last_name": "Омарова",
    "birth_date": "1991-02-03",
    "phone": "8 701 123 45 67",
    "postcode": "050000",
    "address": "ул. Абая, 10",
}


@pytest.mark.parametrize(
    ("one", "two"),
    [("Айгүл", "Aigul"), ("АЙГУЛЬ", "айгүл"), ("Щукин", "Shchukin"), ("Қызылорда", "Kyzylorda"), ("Семён", "Семен")],
)
def test_a_name_is_one_whatever_the_script(one: str, two: str) -> None:
    assert fold_name(one) == fold_name(two) != ""


@pytest.mark.parametrize("told", ["", "  ", "нет", "Тест", "---", "123", "NULL", "без имени"])
def test_what_fills_a_field_of_a_name_is_nobody(told: str) -> None:
    assert fold_name(told) == ""


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("1991-02-03", "19910203"), ("03.02.1991", "19910203"), ("3/2/1991", "19910203"), ("19910203", "19910203"),
        ("3 февраля 1991 г.", "19910203"), ("3 ақпан 1991", "19910203"), ("1991-02-03T00:00:00", "19910203"),
        ("3.2.91", "19910203"), ("19910243", "19910243"), ("01.01.1900", ""), ("1970-01-01", ""), ("весна", ""),
        ("", ""), ("0001-01-01", ""), ("99999999", ""), ("٣.٢.1991", "19910203"),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(told: str, day: str) -> None:
    assert fold_day(told) == day


def test_contacts_and_codes_are_read_into_one_form() -> None:
    assert {fold_phone(told) for told in ("8 701 123 45 67", "+7 (701) 123-45-67", "7011234567")} == {"77011234567"}
    assert fold_phone("+7 777 777 77 77") == fold_phone("нет") == ""
    assert fold_mail("Аnna.S+shop@Gmail.com") == fold_mail("annas@googlemail.com") == "annas@gmail.com"
    assert fold_mail("anna@") == fold_mail("anna") == fold_mail("+x@mail.ru") == ""
    assert fold_code("91 02-03 300 123") == "910203300123"
    assert fold_code("000000") == ""


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ("Иванов Иван Иванович", ("ivan", "ivanovich", "ivanov")),
        ("Иван Иванович Иванов", ("ivan", "ivanovich", "ivanov")),
        ("Айгүл Серікқызы Омарова", ("aigul", "serikizi", "omarova")),
        ("Омарова Айгүл", ("aigul", "", "omarova")),
        ("Anna Smith", ("ana", "", "smith")),
        ("Анна", ("ana", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_whole_name_is_parted_by_the_ends_of_its_words(told: str, parts: tuple[str, str, str]) -> None:
    assert split_name(told) == parts


def test_an_address_is_its_street_and_its_house() -> None:
    assert split_address("ул. Абая, д. 10а кв 5") == split_address("Абай көшесі".replace("Абай", "Абая") + " 10А")
    assert split_address("ул. Абая, 10") == ("abaia", "10")
    assert split_address("") == ("", "")


@given(
    st.dictionaries(
        st.sampled_from(["name", "first_name", "birth_date", "phone", "email", "document", "address"]),
        st.text(max_size=60),
    )
)
def test_whatever_is_told_a_prepared_row_is_plain(row: dict[str, str]) -> None:
    person = prepare(row)
    assert set(person) <= set(COLUMNS)
    assert all(text and text.isascii() for text in person.values())
    assert all(key.isascii() for key in keys_of(person))
    assert prepare(row) == person


def test_headings_are_known_in_three_languages() -> None:
    assert guess_columns(["Код", "Фамилия", "Имя", "Дата рождения", "Телефон", "Город"]) == {
        "last_name": "Фамилия", "first_name": "Имя", "birth_date": "Дата рождения", "phone": "Телефон", "city": "Город",
    }  # fmt: skip
    assert guess_columns(["Имя", "Телефон"]) == {"name": "Имя", "phone": "Телефон"}
    assert guess_columns(["Тегі", "Есімі", "Туған күні"]) == {
        "last_name": "Тегі", "first_name": "Есімі", "birth_date": "Туған күні",
    }  # fmt: skip
    assert guess_columns(["given_name", "surname", "date_of_birth", "soc_sec_id", "cluster"]) == {
        "first_name": "given_name", "last_name": "surname", "birth_date": "date_of_birth", "document": "soc_sec_id",
    }  # fmt: skip
    assert guess_columns(["cluster", "note", ""]) == {}
    for heading in (
        "Эл. адрес",
        "Электронный адрес",
        "Адрес эл. почты",
        "Эл. пошта",
        "E-mail клиента",
        "Мейл",
        "Эл. мекенжай",
    ):
        assert guess_columns(["ФИО", heading, "Адрес"]) == {"name": "ФИО", "email": heading, "address": "Адрес"}
    assert (guess_id(["name", "unique_id"]), guess_id(["Код клиента"]), guess_id(["name"])) == (
        "unique_id",
        "Код клиента",
        "",
    )


def test_columns_are_told_by_hand_or_refused() -> None:
    headings = ["Покупатель", "Тел.", "x"]
    assert read_columns("name=покупатель, phone=Тел.", headings) == {"name": "Покупатель", "phone": "Тел."}
    assert read_columns("phone=", headings) == {"phone": ""}
    for told, code in (
        ("nick=x", "match.unknown_field"), ("phone=x,phone=x", "match.field_twice"), ("phone=y", "match.no_column"),
        ("phone", ""), ("=", "match.unknown_field"),
    ):  # fmt: skip
        if code:
            with pytest.raises(Refused) as refused:
                read_columns(told, headings)
            assert refused.value.code == code
        else:
            assert read_columns(told, headings) == {"phone": ""}
    for few in ({}, {"name": "a"}, {"city": "a", "postcode": "b"}):
        with pytest.raises(Refused) as refused:
            check_enough(few)
        assert refused.value.code == "match.too_little"
    check_enough({"phone": "a", "city": "b"})


def test_a_model_is_read_as_it_was_written_and_holds_no_names() -> None:
    text = write_model(ASSUMED)
    again = read_model(text)
    assert write_model(again) == text
    assert len(text) < 10_000
    assert {one.column for one in again.comparisons} == {one.column for one in COMPARISONS}


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(version=2), lambda told: told.update(model="x"), lambda told: told.update(prior=0),
        lambda told: told.update(kin=1), lambda told: told["columns"].pop("phone") and told["columns"].update(a=[]),
        lambda told: told["columns"]["phone"].pop(), lambda told: told["columns"]["phone"][0].update(m=-1),
        lambda told: told["columns"]["phone"][0].update(level="x"), lambda told: told.pop("columns"),
        lambda told: told["columns"]["phone"][0].update(u="NaN"), lambda told: told.update(columns={}),
    ],
)  # fmt: skip
def test_a_model_that_is_not_ours_is_refused(change: object) -> None:
    told = json.loads(write_model(ASSUMED))
    change(told)  # type: ignore[operator]
    with pytest.raises(Refused, match=r"match\.model_unreadable"):
        read_model(json.dumps(told))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000, '{"model": 1}'])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_model(text)


def test_the_same_person_told_otherwise_is_sure_and_their_family_is_not() -> None:
    index = PeopleIndex(
        ASSUMED, [("aigul", prepare(OMAROVA))] + [(n, {"last_name": "x", "first_name": f"n{n}"}) for n in range(50)]
    )
    again = prepare({**OMAROVA, "first_name": "Aigul", "birth_date": "03.02.1991", "phone": "+77011234567"})
    (found,) = index.score(again)
    assert found.who == "aigul"
    assert found.scored.confidence > 0.99
    brother = prepare({**OMAROVA, "first_name": "Ержан", "birth_date": "1994-07-20"})
    assert index.score(brother) == []
    (told,) = index.score(brother, least=0)
    assert told.scored.strangers > 0 > told.scored.household, "no stranger, but of the same household"
    nameless = prepare({field: OMAROVA[field] for field in ("last_name", "phone", "address", "postcode")})
    (told,) = index.score(nameless, least=0)
    assert told.scored.confidence <= 0.6, "a shared surname, address and phone decide nothing"
    twin = prepare({**OMAROVA, "first_name": "Ержан"})
    (told,) = index.score(twin, least=0)
    assert told.scored.confidence < 0.9


def test_an_index_forgets_and_replaces() -> None:
    person = prepare(OMAROVA)
    index = PeopleIndex(ASSUMED, [(1, person), (2, prepare({"first_name": "Пётр", "last_name": "Ким"}))])
    index.put(1, prepare({**OMAROVA, "phone": "+77770001122"}))
    assert (len(index), index.frequency("first_name", person["first_name"])) == (2, (1 + 298 * 0.006) / 300)
    assert [found.who for found in index.score(person)] == [1]
    index.drop(1)
    index.drop(1)
    assert (index.score(person, least=0), len(index), index.candidates(person)) == ([], 1, [])
    assert PeopleIndex(ASSUMED).score(person) == []


def test_a_key_that_everybody_has_brings_nobody() -> None:
    people = [(n, prepare({"first_name": f"имя{n}", "phone": "+77010000777"})) for n in range(most_per_key("P", 1) + 1)]
    index = PeopleIndex(ASSUMED, people)
    assert index.candidates(prepare({"first_name": "Асель", "phone": "+77010000777"})) == []
    index.drop(0)
    assert len(index.candidates(prepare({"first_name": "Асель", "phone": "+77010000777"}))) == len(people) - 1


@given(st.text("abcdefgh", min_size=1, max_size=8), st.text("abcdefgh", min_size=1, max_size=8))
def test_a_score_is_the_same_both_ways(one: str, two: str) -> None:
    scorer = Scorer(ASSUMED, lambda column, value: None)
    left = {"first_name": one, "last_name": two, "birth_date": "19910203"}
    right = {"first_name": two, "last_name": one, "birth_date": "19910302"}
    assert math.isclose(scorer.score(left, right).bits, scorer.score(right, left).bits)
    assert JaroWinkler.similarity(one, two) == JaroWinkler.similarity(two, one)


def test_a_confusion_with_an_absent_column_is_left_out() -> None:
    (alone,) = chosen(["last_name"])
    assert [level.name for level in alone.levels] == ["same", "alike", "somewhat alike"]


def test_both_alternatives_must_be_overcome() -> None:
    assert math.isclose(both(3, 200), 3, abs_tol=1e-6)
    assert both(40, -5) < -5 + 1e-9
    assert math.isclose(both(4, 4), 3)
    assert probability(0) == 0.5
    assert 0 < probability(-500) < probability(500) == 1


def test_groups_hold_together_or_are_not_made() -> None:
    assert groups([(5.0, 1, 2), (4.0, 2, 3)], [(5.0, 1, 2), (4.0, 2, 3)]) == {1: 1, 2: 1, 3: 1}
    against = [(5.0, 1, 2), (4.0, 2, 3), (-9.0, 1, 3)]
    assert groups(against[:2], against) == {1: 1, 2: 1, 3: 3}, "what speaks against weighs as much as what speaks for"
    two_families = [(9.0, 1, 2), (9.0, 3, 4), (1.0, 2, 3)]
    assert groups(two_families, two_families) == {1: 1, 2: 1, 3: 3, 4: 3}, "three pairs never looked at outweigh one"


@given(
    st.lists(
        st.tuples(st.floats(0, 30), st.integers(0, 12), st.integers(13, 25)), max_size=40, unique_by=lambda tie: tie[1:]
    )
)
def test_groups_lie_inside_components_and_are_whole(ties: list[tuple[float, int, int]]) -> None:
    made = groups(ties, ties)
    parts = components(26, [tie[1:] for tie in ties])
    assert set(made) == {row for tie in ties for row in tie[1:]}
    assert all(parts[row] == parts[first] and made[first] == first <= row for row, first in made.items())
    assert groups(list(reversed(ties)), ties) == made, "the order in which pairs come decides nothing"
    assert all(parts[one] == parts[two] for _bits, one, two in ties)


def test_how_many_are_twice_is_settled_from_the_pairs_themselves() -> None:
    draw = np.random.default_rng(5)
    strangers = np.concatenate([draw.normal(30, 4, 400), draw.normal(28, 4, 900), draw.normal(2, 3, 8_000)])
    household = np.concatenate([draw.normal(9, 2, 400), draw.normal(-8, 2, 900), draw.normal(-6, 2, 8_000)])
    prior, kin = settle(strangers, household, 10_000_000)
    assert abs(prior * 10_000_000 - 400) < 20
    assert abs(kin - 400 / 1_300) < 0.03
    bits = final_bits(strangers, household, prior, kin)
    assert (bits[:400] > 0).sum() > 390
    assert (bits[400:] > 0).sum() < 10
    assert settle(np.array([]), np.array([]), 0)[0] <= 0.5
