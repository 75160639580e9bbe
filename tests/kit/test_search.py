"""What was meant is found however it was typed, in three languages and two layouts; who was not meant is not."""

import random
import time
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from mimesis import Locale
from mimesis import Person as Teller

from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.search import (
    VERSION,
    erase_entries,
    find,
    fold,
    layouts,
    rebuild,
    sort_key,
    write_entries,
)
from prilavok.kit.search.likeness import score, slips
from prilavok.kit.words import Person, stores

SAME = [
    ("Айгуль", "Айгүл", "Aigul", "Aygul", "АЙГУЛЬ", "Aйгyль", "Aigul'"),
    ("Әлия", "Алия", "Aliya", "Aliia", "Alia"),
    ("Қызылорда", "Кызылорда", "Qyzylorda", "Kyzylorda"),
    ("Нұрсұлтан", "Нурсултан", "Nursultan", "Nūrsūltan"),
    ("Шынар", "Shynar", "Şynar"),
    ("Жанар", "Zhanar", "Janar"),
    ("Ержан", "Yerzhan", "Erzhan"),
    ("Юлия", "Yuliya", "Iuliia"),
    ("Семён", "Семен"),
    ("Щукин", "Shchukin"),
    ("Дмитрий", "Dmitry", "Dmitriy", "Dmitrii"),
    ("Евгений", "Evgeny", "Yevgeniy"),
    ("Кока-Кола", "Coca-Cola", "кока кола"),
    ("Хан", "Khan"),
    ("8 (701) 123-45-67", "+77011234567", "7011234567", "77011234567"),
    ("ёлка", "елка", "Е\u0308лка", "ЁЛКА"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_word_fold_alike(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


def test_different_words_fold_apart() -> None:
    words = ["Айгуль", "Айгерим", "Айжан", "Марат", "Мурат", "Мерей", "Ержан", "Нуржан", "Асель", "Айсель", "Олег"]
    words += ["Ольга", "Anna", "Hana", "диван", "див"]
    assert len({fold(word) for word in words}) == len(words)


@given(st.text(max_size=500))
def test_a_key_is_plain_short_and_steady(text: str) -> None:
    folded = fold(text)
    assert len(folded) <= 400 and folded == folded.strip() and "\x00" not in folded and "  " not in folded


def test_layouts() -> None:
    assert "айгуль" in layouts("fquekm")
    assert "айгүл" in layouts("fqu8k")
    assert "привет" in layouts("ghbdtn")
    assert layouts("фшпгд") == ["aigul"]
    assert "қант" in layouts("0fyn")
    assert layouts("123") == []


@given(st.text(alphabet="abcdef", max_size=8), st.text(alphabet="abcdef", max_size=8))
def test_slips_are_symmetric_and_bounded(one: str, other: str) -> None:
    assert slips(one, other, 3) == slips(other, one, 3)
    assert (slips(one, other, 3) == 0) == (one == other)
    assert slips(one, other, 1) == min(slips(one, other, 3), 2)


@given(st.text("abж1", max_size=9), st.text("abж1", max_size=9), st.integers(0, 3))
def test_slips_are_those_of_the_table_of_distances(one: str, other: str, most: int) -> None:
    table = {(-1, -1): 0} | {(down, -1): down + 1 for down in range(len(one))}
    table |= {(-1, across): across + 1 for across in range(len(other))}
    for down, letter in enumerate(one):
        for across, beside in enumerate(other):
            costs = [table[down - 1, across] + 1, table[down, across - 1] + 1]
            costs.append(table[down - 1, across - 1] + (letter != beside))
            if down and across and (one[down - 1], letter) == (beside, other[across - 1]):
                costs.append(table[down - 2, across - 2] + 1)
            table[down, across] = min(costs)
    assert slips(one, other, most) == min(table[len(one) - 1, len(other) - 1], most + 1)


def test_slips_count_neighbours_swapped_once() -> None:
    assert [slips("aigul", typed, 3) for typed in ("aigul", "agiul", "aigu", "aiguul", "aikul", "uagli")] == [
        0, 1, 1, 1, 1, 4,
    ]  # fmt: skip
    assert score("nurlanova aigul", "aigul nurlanova") == 1000
    assert score("aigul aigul", "aigul nurlanova") == 0  # each typed word needs a word of its own


NAMES = [
    "Айгүл Нұрланова",
    "Айгерим Садыкова",
    "Марат Оспанов",
    "Александр Соловьёв",
    "Екатерина Иванова",
    "John Smith",
]


@pytest.fixture
def people(rolled_back: None) -> dict[str, UUID]:
    """Six who are looked for among three hundred strangers."""
    chance = random.Random(5)
    first = ["Болат", "Гульнара", "Виктор", "Тимур", "Жанна", "Павел", "Зарина", "Фарида", "Георгий", "Рустам"]
    last = ["Ким", "Петренко", "Жумабаев", "Федоров", "Байжанов", "Громов", "Хасанов", "Цой", "Юсупов", "Козлов"]
    strangers = [f"{chance.choice(first)} {chance.choice(last)}" for _ in range(300)]
    ids = dict(zip(NAMES, new_ids(len(NAMES)), strict=True))
    write_entries("customer", [(new_id(), "name", name) for name in strangers])
    write_entries("customer", [(subject, "name", name) for name, subject in ids.items()])
    write_entries("customer", [(ids[NAMES[0]], "phone", "+77011234567"), (ids[NAMES[0]], "phone", "+77279998877")])
    write_entries("customer", [(ids[NAMES[2]], "phone", "+77023334455"), (ids[NAMES[2]], "order", "A26-000123")])
    write_entries("product", [(new_id(), "name", "Айгуль, ваза")])
    return ids


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Айгуль", 0), ("айгүл", 0), ("Aigul", 0), ("fquekm", 0), ("fqukm", 0), ("fqu8k", 0), ("айгль", 0),
        ("агйуль", 0), ("айкуль", 0), ("Нурланова Айгуль", 0), ("aigul nurlan", 0), ("нурлонова", 0), ("Nurlanova", 0),
        ("нұрл", 0), ("Айгерім", 1), ("Aigerim Sadykova", 1), ("садикова", 1), ("cflsrjdf", 1), ("морат", 2),
        ("оспан", 2), ("Ospanov Marat", 2), ("соловьев", 3), ("Solovyov", 3), ("алекснадр", 3), ("Aleksandr", 3),
        ("Cjkjdmtd", 3), ("екатирина", 4), ("Катерина", 4), ("ekaterina ivanova", 4), ("smiht", 5), ("Ыьшер", 5),
         ("Смит", 5),
    ],
)  # fmt: skip
def test_typed_so_and_found(people: dict[str, UUID], typed: str, meant: int) -> None:
    found = [hit.subject for hit in find("customer", typed)]
    assert found[:1] == [people[NAMES[meant]]]


@pytest.mark.parametrize("typed", ["Айгуль", "Aigul", "fquekm", "Марат", "Соловьёв", "Иванова", "Smith", "Айгерим"])
def test_nobody_else_is_found(people: dict[str, UUID], typed: str) -> None:
    assert len(find("customer", typed)) == 1


@pytest.mark.parametrize(
    "typed", ["Бауыржан", "Xavier", "qwerty", "Айгуль Оспанова", "ъъъ", "", "  ", "!!!", "%", "_", "я"]
)
def test_a_stranger_is_not_found(people: dict[str, UUID], typed: str) -> None:
    assert find("customer", typed) == []


def test_digits_are_found_as_they_stand(people: dict[str, UUID]) -> None:
    first, third = people[NAMES[0]], people[NAMES[2]]

    def found(typed: str) -> list[UUID]:
        return [hit.subject for hit in find("customer", typed)]

    for typed in ("+7 701 123 45 67", "8 701 123", "87011234567", "4567", "123-45-67", "7701123", "999 88 77"):
        assert found(typed) == [first], typed
    assert found("000123") == found("A26-000123") == [third]
    assert found("4455") == [third]
    for typed in ("1234568", "12", "8 123 456", "8334", "7011235468"):
        assert found(typed) == [], typed
    # One slip in a whole number: a digit wrong, two swapped, one missing, one doubled.
    for typed in ("7011234568", "8 701 132 45 67", "701123467", "8 701 123 445 67", "+7 701 123 54 67"):
        assert found(typed) == [first], typed
    assert found("A26-000124") == []
    assert find("customer", "4567", fields=["name"]) == []


def test_a_name_written_anew_replaces_the_old_one(people: dict[str, UUID]) -> None:
    subject = people[NAMES[2]]
    write_entries("customer", [(subject, "name", "Мақсат Оспанов")])
    assert find("customer", "Марат") == []
    assert [hit.subject for hit in find("customer", "Максат")] == [subject]
    write_entries("customer", [(subject, "name", "")])
    assert find("customer", "Максат") == []
    assert [hit.field for hit in find("customer", "4455")] == ["phone"]
    assert erase_entries("customer", [subject]) == 2
    assert find("customer", "4455") == []
    assert len(find("customer", "Айгуль")) == 1 and len(find("product", "Айгуль")) == 1
    # One subject may be found as two kinds: writing and erasing one leaves the other.
    write_entries("staff", [(people[NAMES[1]], "name", "Айгерим С.")])
    assert len(find("customer", "Садыкова")) == 1
    erase_entries("staff", [people[NAMES[1]]])
    assert find("staff", "Айгерим") == [] and len(find("customer", "Садыкова")) == 1


def test_an_erased_person_is_found_no_more(people: dict[str, UUID]) -> None:
    (store,) = [store for store in stores() if store.table == "kit_search_entry"]
    assert store.erase(Person(leaves=(), customer=people[NAMES[0]]), datetime.now(UTC)) == 3
    assert find("customer", "Айгуль") == find("customer", "4567") == []
    assert len(find("customer", "Айгерим")) == 1


def test_an_older_folding_is_rebuilt_in_slices(people: dict[str, UUID]) -> None:
    gone = people[NAMES[5]]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_search_entry SET version = 0, folded = 'old' WHERE subject = ANY(%s::uuid[])",
            [[*people.values()]],
        )
    assert find("customer", "Айгуль") == []
    texts = {(subject, "name"): name for name, subject in people.items() if subject != gone}
    asked: list[int] = []

    def read(stale: list[tuple[UUID, str]]) -> list[tuple[UUID, str, str]]:
        asked.append(len(stale))
        return [(*key, texts[key]) for key in stale if key in texts] + [(new_id(), "name", "not asked for")]

    while rebuild("customer", read, slice_size=3):
        pass
    assert max(asked) <= 3 and len(asked) >= 3
    assert [hit.subject for hit in find("customer", "Айгуль")] == [people[NAMES[0]]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kit_search_entry WHERE version < %s OR subject = %s", [VERSION, gone])
        assert cursor.fetchone() == (0,)


def test_the_indexes_are_used_and_are_quick(rolled_back: None) -> None:
    chance = random.Random(7)
    tellers = [Teller(Locale.RU, seed=1), Teller(Locale.KK, seed=2), Teller(Locale.EN, seed=3)]
    made = [chance.choice(tellers).full_name() for _ in range(20_000)]
    write_entries("crowd", [(new_id(), "name", name) for name in made])
    write_entries("customer", [(new_id(), "name", f"{name} {nth}") for nth, name in enumerate(made[:5_000])])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kit_search_entry")
        words = "array_to_tsvector(string_to_array(folded, ' ')) @@ '''aigul'':*'"
        digits = "folded LIKE '%4567%' AND folded ~ '[0-9]'"
        ends = "reverse(folded) LIKE '7654%' AND folded ~ '[0-9]'"
        # As the functions have it. What is in order is read in order, all else by its own index.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for kind, asked, index in (
            ("crowd", words, "kit_search_other_words"),
            ("customer", words, "kit_search_words"),
            ("crowd", digits, "kit_search_other_digits"),
            ("customer", digits, "kit_search_digits"),
            ("customer", ends, "kit_search_ends"),
            ("crowd", "folded LIKE 'aigul%'", "kit_search_begins"),
        ):
            ordered = "on" if index in ("kit_search_ends", "kit_search_begins") else "off"
            cursor.execute(f"SET LOCAL enable_indexscan = {ordered}")
            cursor.execute(f"EXPLAIN SELECT * FROM kit_search_entry WHERE kind = '{kind}' AND {asked} LIMIT 300")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert f" {index} " in plan, plan
    waits, found = [], 0
    for name in chance.sample([name for name in made if len(name.split()[-1]) > 5], 40):
        typed = name[:-3] + name[-2:]
        began = time.perf_counter()
        hits = find("crowd", typed)
        waits.append(time.perf_counter() - began)
        found += any(hit.score > 700 for hit in hits)
    assert found >= 38  # a slip inside a doubled letter or a digraph may be one too many
    assert sorted(waits)[36] < 5  # 0.1 s is the goal, which the benchmark measures


def test_sorting_follows_both_alphabets() -> None:
    kazakh = ["Абай", "Әлия", "Болат", "Гүлнар", "Ғалым", "Ерлан", "Жанар", "Ибрагим", "Кенже", "Қанат", "Наз", "Ңа",
              "Олжас", "Өмір", "Тау", "Ура", "Ұлан", "Үміт", "Хан", "Һа", "Ыдыс", "Ілияс", "Эля", "Яна"]  # fmt: skip
    shuffled = random.Random(3).sample(kazakh, len(kazakh))
    assert sorted(shuffled, key=lambda word: sort_key(word, "kk")) == kazakh
    russian = ["Анна", "Ёлка", "Ель", "Ем", "Жук", "Иван", "Йод", "Яна"]
    assert sorted(random.Random(3).sample(russian, len(russian)), key=lambda word: sort_key(word, "ru")) == russian
    mixed = ["7 дней", "Ваза", "Ваза алая", "Вазара", "вол", "Ash", "Zoo"]
    assert sorted(random.Random(3).sample(mixed, len(mixed)), key=lambda word: sort_key(word, "ru")) == mixed
    assert sorted(mixed, key=lambda word: sort_key(word, "en")) == [
        "7 дней",
        "Ash",
        "Zoo",
        "Ваза",
        "Ваза алая",
        "Вазара",
        "вол",
    ]
    assert sort_key("все", "ru") < sort_key("всё", "ru") < sort_key("всея", "ru")
    assert sort_key("иван", "ru")[:4] == sort_key("ИВАН", "ru")[:4] != sort_key("йван", "ru")[:4]
