"""The words by which misspelt names are found: learnt with entries, gone with the last of them, never in the way."""

import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.search import erase_entries, find, write_entries
from prilavok.kit.words import Person, stores

pytestmark = [pytest.mark.usefixtures("rolled_back")]


def words(kind: str = "customer") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kit_search_word WHERE kind = %s ORDER BY word", [kind])
        return [str(word) for (word,) in cursor.fetchall()]


def test_a_word_stays_as_long_as_anybody_has_it() -> None:
    one, other = new_ids(2)
    write_entries("customer", [(one, "name", "Марат Оспанов"), (one, "phone", "+77011234567")])
    write_entries("customer", [(other, "name", "Марат Сейтов"), (other, "email", "marat85@mail.example")])
    assert words() == ["eksample", "mail", "marat", "ospanov", "seitov"]
    write_entries("customer", [(one, "name", "Марат Ким")])
    assert words() == ["eksample", "kim", "mail", "marat", "seitov"]
    (store,) = [store for store in stores() if store.table == "kit_search_entry"]
    assert store.erase(Person(leaves=(), customer=other), datetime.now(UTC)) == 2
    assert words() == ["kim", "marat"]
    write_entries("product", [(other, "name", "Марат")])
    assert erase_entries("customer", [one]) == 2
    assert words() == [] and words("product") == ["marat"]


def test_a_name_that_hundreds_have_is_found_whole_first() -> None:
    crowd = new_ids(500)
    write_entries("customer", [(id, "name", f"Иванова Анна{chr(1072 + nth % 30)}") for nth, id in enumerate(crowd)])
    exact = new_id()
    write_entries("customer", [(exact, "name", "Иван")])
    began = time.perf_counter()
    hits = find("customer", "иван", 5)
    assert hits[0].subject == exact and hits[0].score == 1000 and len(hits) == 5
    assert time.perf_counter() - began < 10
    assert find("customer", "ив", 5)[0].subject == exact


def test_one_kind_is_found_beside_crowds_of_another() -> None:
    write_entries("customer", [(id, "phone", f"+7701{nth:07d}") for nth, id in enumerate(new_ids(300))])
    write_entries("customer", [(id, "name", "Молоко Молоко") for id in new_ids(300)])
    milk = new_id()
    write_entries("product", [(milk, "name", "Молоко 7010001"), (milk, "code", "7010001")])
    assert [hit.subject for hit in find("product", "малоко")] == [milk]
    assert [hit.subject for hit in find("product", "молок")] == [milk]
    assert [hit.subject for hit in find("product", "0001")] == [milk]
    assert find("customer", "0001", 50)[0].score == 900


def test_tails_and_beginnings_come_before_what_is_inside() -> None:
    inside, tail, begun = new_ids(3)
    write_entries(
        "customer",
        [(inside, "phone", "+77054567890"), (tail, "phone", "+77051114567"), (begun, "card", "4567000000001")],
    )
    hits = find("customer", "4567")
    assert {hit.subject for hit in hits[:2]} == {tail, begun} and hits[2].subject == inside
    assert [hit.subject for hit in find("customer", "4567", 2)] == [hit.subject for hit in hits[:2]]
    assert [hit.subject for hit in find("customer", "7051114576")] == [tail]


@pytest.mark.parametrize(
    "typed", ["a'b", "a\\b", "a & b", "a:*", "'; --", "!a", "(", "<->", "a | b", "﷽", "漢字", "a\u0000b"]
)
def test_signs_of_a_query_are_no_query(typed: str) -> None:
    write_entries("customer", [(new_id(), "name", "Марат Оспанов")])
    assert find("customer", typed) == []
