"""Lists as shops have them: whole names in either order, couples on one phone, e-mails made of names, half left out."""

import random
from collections.abc import Sequence

import pytest
from tests.matching_world import Row, World, halved, quality

from prilavok.kit.matching import Person, learn_names, matching, prepare
from prilavok.kit.matching.comparisons import COMPARISONS, chosen
from prilavok.kit.matching.levels import Comparison
from prilavok.kit.matching.model import level_names
from prilavok.kit.matching.preparing import split_name
from prilavok.kit.matching.scoring import level_of

#: surnames without a telling end, as many in Kazakhstan bear, and some with one
SURNAMES = (
    "Ли", "Тян", "Огай", "Пак", "Хегай", "Юн", "Кох", "Бауэр", "Гофман", "Вебер", "Шульц", "Кравец", "Гнатюк", "Заяц",
    "Жаксылык", "Тулеген", "Сейтжан", "Оразбек", "Смаил", "Касен", "Ахметов", "Беков", "Громов", "Титов",
)  # fmt: skip
MEN = ("Ерлан", "Айбек", "Нұржан", "Қанат", "Степан", "Глеб", "Марат", "Артур", "Юрий", "Игорь", "Бекарыс", "Мейрам")
WOMEN = ("Гүлжан", "Әсем", "Ақмарал", "Карина", "Марина", "Полина", "Лаура", "Рауан", "Нина", "Вера", "Айзере", "Дана")
GONE = (("birth_date",), ("phone",), ("email",), ("postcode",), ("address",))


def families(count: int, seed: int, *, child: bool) -> list[Row]:
    """Two people of one surname, phone and address each time: a couple, or a mother and her child."""
    draw, made = random.Random(seed), []
    for _nth in range(count):
        home = {
            "last_name": draw.choice(SURNAMES),
            "phone": f"+7701{draw.randrange(10_000_000):07}",
            "address": f"ул. {draw.choice(('Сейфуллина', 'Гоголя', 'Фурманова'))} {draw.randrange(1, 190)}",
        }
        mother = draw.choice(WOMEN)
        other = draw.choice([name for name in (*MEN, *WOMEN) if name != mother] if child else MEN)
        made += [{"first_name": first, **home} for first in (mother, other)]
    return made


def in_one_column(rows: Sequence[Row], seed: int) -> list[Row]:
    """The same rows with whole names, the surname now first and now last."""
    draw, made = random.Random(seed), []
    for row in rows:
        both = [row["first_name"], row["last_name"]]
        draw.shuffle(both)
        kept = {field: text for field, text in row.items() if field not in {"first_name", "last_name"}}
        made.append({**kept, "name": " ".join(both)})
    return made


def clusters_of(rows: Sequence[Row]) -> dict[int, int]:
    words = learn_names(row.get("name", "") for row in rows)
    with matching([[prepare(row, words) for row in rows]]) as found:
        return {placed.row: placed.cluster for placed in found.placed()}


@pytest.mark.parametrize("one_column", [True, False])
def test_a_list_with_half_left_out_is_joined_rightly(one_column: bool) -> None:
    world = World(31)
    rows, whose = world.repeated(world.people(500))
    rows = halved(rows, GONE, 31)
    precision, recall, _f1 = quality(clusters_of(in_one_column(rows, 31) if one_column else rows), whose)
    assert precision >= 0.97
    assert recall >= 0.85


@pytest.mark.parametrize("child", [True, False])
@pytest.mark.parametrize("one_column", [True, False])
def test_a_family_of_one_phone_and_address_is_two_people(one_column: bool, child: bool) -> None:
    rows = families(120, 41, child=child)
    clusters = clusters_of(in_one_column(rows, 41) if one_column else rows)
    assert len(set(clusters.values())) == len(rows), "nobody is twice in it"


def test_a_whole_name_comes_apart_alike_in_all_rows_of_a_list() -> None:
    rows = families(60, 43, child=False)
    both = [f"{row['last_name']} {row['first_name']}" for row in rows]
    both += [f"{row['first_name']} {row['last_name']}" for row in rows]
    words = learn_names(both)
    told = [prepare({"name": name}, words) for name in both]
    apart = [prepare({"first_name": row["first_name"], "last_name": row["last_name"]}) for row in rows]
    assert told == [*apart, *apart]


@pytest.mark.parametrize(
    ("names", "name", "parts"),
    [
        (["Гросс Зоя", "Титов Глеб", "Беков Марат"] * 30, "Штраус Роланд", ("roland", "", "shtraus")),
        (["Зоя Гросс", "Глеб Титов", "Марат Беков"] * 30, "Роланд Штраус", ("roland", "", "shtraus")),
        (["Тян Бекарыс Маратович", "Бекарыс Маратович Тян"], "Бекарыс Тян", ("bekaris", "", "tian")),
        (["Гросс Зоя", "Гросс Глеб", "Вера Гросс"], "Гросс", ("", "", "gros")),
        ([], "Карина Ли", ("karina", "", "li")),
        ([], "Ли Карина", ("karina", "", "li")),
        ([], "Ахметова", ("", "", "ahmetova")),
    ],
)
def test_words_are_told_by_the_list_they_stand_in(names: list[str], name: str, parts: tuple[str, str, str]) -> None:
    assert split_name(name, learn_names(names)) == parts


def level(column: str, left: Person, right: Person) -> str:
    """The level of a pair, the same both ways."""
    comparison = next(one for one in chosen([one.column for one in COMPARISONS]) if one.column == column)
    return named(comparison, left, right)


def named(comparison: Comparison, left: Person, right: Person) -> str:
    nth = level_of(comparison, left, right)
    assert nth is not None
    assert nth == level_of(comparison, right, left)
    return level_names(comparison)[nth]


@pytest.mark.parametrize("column", ["first_name", "last_name"])
def test_names_count_as_swapped_where_both_that_are_told_are(column: str) -> None:
    svetlana = {"first_name": "svetlana", "last_name": "kim"}
    assert level(column, svetlana, {"first_name": "kim", "last_name": "svetlana"}) == "swapped"
    assert level(column, svetlana, {"first_name": "kim", "last_name": "svelana"}) == "swapped", "one with a slip"
    assert level(column, svetlana, {"first_name": "kim", "last_name": "vera"}) == "differs", "of one family"
    assert level(column, svetlana, {"first_name": "vera", "last_name": "svetlana"}) == "differs", "a namesake"
    assert level(column, svetlana, {column: "kim" if column == "first_name" else "svetlana"}) == "swapped"


def test_e_mails_of_namesakes_are_alike_only_where_their_digits_are() -> None:
    def mails(one: str, two: str, names: tuple[str, str] = ("Анна Титова", "Анна Титова")) -> str:
        rows = [prepare({"name": name, "email": mail}) for name, mail in zip(names, (one, two), strict=True)]
        return level("email", *rows)

    assert mails("anna.titova86@mail.ru", "anna.titova67@mail.ru") == "differs"
    assert mails("anna.titova86@mail.ru", "anna.titova67@mail.ru", ("Анна Титова", "Ана Титва")) == "differs"
    assert mails("anna.titova86@mail.ru", "anna.titva86@mail.ru") == "alike"
    assert mails("anna.titova86@mail.ru", "anna.titova86@mail.ru") == "same"
    assert mails("anna.titova86@mail.ru", "anna.titova67@mail.ru", ("Анна Титова", "")) == "alike"


def test_where_no_names_are_told_likeness_is_explained_by_nothing() -> None:
    (email,) = chosen(["email"])
    assert named(email, {"email": "anna.titova86@mail.ru"}, {"email": "anna.titova67@mail.ru"}) == "alike"
