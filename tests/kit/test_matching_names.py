"""Lists as shops have them: whole names in either order, couples on one phone, e-mails made of names, half left out."""

import random
from collections.abc import Sequence

import pytest
from tests.matching_world import Row, World, halved, latin, quality

from prilavok.kit.matching import Model, PeopleIndex, Scorer, default_model, learn_names, matching, prepare
from prilavok.kit.matching.levels import NOTHING_OWN
from prilavok.kit.matching.preparing import mail_sign, split_name

#: surnames without a telling end, as many in Kazakhstan bear, and some with one
SURNAMES = (
    "Ли", "Тян", "Огай", "Пак", "Хегай", "Юн", "Кох", "Бауэр", "Гофман", "Вебер", "Шульц", "Кравец", "Гнатюк", "Заяц",
    "Жаксылык", "Тулеген", "Сейтжан", "Оразбек", "Смаил", "Касен", "Ахметов", "Беков", "Громов", "Титов",
)  # fmt: skip
MEN = ("Ерлан", "Айбек", "Нұржан", "Қанат", "Степан", "Глеб", "Марат", "Артур", "Юрий", "Игорь", "Бекарыс", "Мейрам")
WOMEN = ("Гүлжан", "Әсем", "Ақмарал", "Карина", "Марина", "Полина", "Лаура", "Рауан", "Нина", "Вера", "Айзере", "Дана")
GONE = (("birth_date",), ("phone",), ("email",), ("postcode",), ("address",))


def couples(count: int, seed: int) -> list[Row]:
    """Two people of one surname, phone and address each time, the surname first in one half of the names."""
    draw, made = random.Random(seed), []
    for _nth in range(count):
        surname, phone = draw.choice(SURNAMES), f"+7701{draw.randrange(10_000_000):07}"
        address = f"ул. {draw.choice(('Сейфуллина', 'Гоголя', 'Фурманова'))} {draw.randrange(1, 190)}"
        for first in (draw.choice(MEN), draw.choice(WOMEN)):
            made.append({"first_name": first, "last_name": surname, "phone": phone, "address": address})
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


def told_again(rows: Sequence[Row], seed: int) -> tuple[list[Row], list[int]]:
    """Every third row twice, in Latin letters every second time."""
    draw = random.Random(seed)
    told = list(enumerate(rows))
    for who, row in enumerate(rows):
        if who % 3 == 0:
            names = {field: latin(row[field]).title() for field in ("first_name", "last_name")}
            told.append((who, {**row, **(names if draw.random() < 0.5 else {})}))
    draw.shuffle(told)
    return [row for _who, row in told], [who for who, _row in told]


def clusters_of(rows: Sequence[Row]) -> dict[int, int]:
    words = learn_names(row.get("name", "") for row in rows)
    with matching([[prepare(row, words) for row in rows]]) as found:
        return {placed.row: placed.cluster for placed in found.placed()}


@pytest.mark.parametrize("one_column", [True, False])
@pytest.mark.parametrize("seed", [31, 32])
def test_a_list_with_half_left_out_is_joined_rightly(seed: int, one_column: bool) -> None:
    world = World(seed)
    rows, whose = world.repeated(world.people(500))
    rows = halved(rows, GONE, seed)
    precision, recall, _f1 = quality(clusters_of(in_one_column(rows, seed) if one_column else rows), whose)
    assert precision >= 0.97
    assert recall >= 0.85


@pytest.mark.parametrize("one_column", [True, False])
def test_couples_on_one_phone_and_address_are_two_people_each(one_column: bool) -> None:
    rows = couples(120, 41)
    clusters = clusters_of(in_one_column(rows, 41) if one_column else rows)
    assert len(set(clusters.values())) == len(rows), "nobody is twice in it"


@pytest.mark.parametrize("one_column", [True, False])
def test_couples_of_whom_some_are_told_twice_are_not_joined_either(one_column: bool) -> None:
    rows, whose = told_again(couples(150, 42), 42)
    clusters = clusters_of(in_one_column(rows, 42) if one_column else rows)
    inside: dict[int, set[int]] = {}
    for row, cluster in clusters.items():
        inside.setdefault(cluster, set()).add(whose[row])
    mixed = [people for people in inside.values() if any(who ^ 1 in people for who in people)]
    precision, recall, _f1 = quality(clusters, whose)
    assert mixed == []
    assert (precision, recall >= 0.9) == (1.0, True)


def test_a_whole_name_comes_apart_alike_in_all_rows_of_a_list() -> None:
    rows = couples(60, 43)
    both = [f"{row['last_name']} {row['first_name']}" for row in rows]
    both += [f"{row['first_name']} {row['last_name']}" for row in rows]
    words = learn_names(both)
    told = [prepare({"name": name}, words) for name in both]
    assert told[: len(rows)] == told[len(rows) :]
    assert told[: len(rows)] == [
        prepare({"first_name": row["first_name"], "last_name": row["last_name"]}) for row in rows
    ]


@pytest.mark.parametrize(
    ("order", "name", "parts"),
    [
        (["Гросс Зоя", "Титов Глеб", "Беков Марат"] * 30, "Штраус Роланд", ("roland", "", "shtraus")),
        (["Зоя Гросс", "Глеб Титов", "Марат Беков"] * 30, "Роланд Штраус", ("roland", "", "shtraus")),
        (["Тян Бекарыс Маратович", "Бекарыс Маратович Тян"], "Бекарыс Тян", ("bekaris", "", "tian")),
        (["Зоя Гросс", "Титов Глеб"], "Гросс", ("", "", "gros")),
        ([], "Карина Ли", ("karina", "", "li")),
        ([], "Ли Карина", ("karina", "", "li")),
        ([], "Ахметова", ("", "", "ahmetova")),
    ],
)
def test_words_are_told_by_the_list_they_stand_in(order: list[str], name: str, parts: tuple[str, str, str]) -> None:
    assert split_name(name, learn_names(order)) == parts


def test_names_count_as_confused_where_both_that_are_told_are() -> None:
    model = default_model()
    scorer = Scorer(model, lambda column, value: None)
    svetlana = {"first_name": "svetlana", "last_name": "kim"}

    def levels(*told: str) -> list[str]:
        other = dict(zip(("first_name", "last_name"), told, strict=False))
        assert scorer.score(other, svetlana) == scorer.score(svetlana, other), "the same both ways"
        return [one.level for one in scorer.score(svetlana, other).evidence]

    assert levels("kim", "svetlana") == levels("kim", "svelana") == ["swapped", "swapped"]
    assert levels("kim", "vera") == levels("vera", "svetlana") == ["differs", "differs"]
    assert levels("kim") == ["swapped"], "where a row tells one name alone, it may stand in the wrong place"


@pytest.mark.parametrize(
    ("box", "first", "last", "sign"),
    [
        ("anna.vinogradova86", "ana", "vinogradova", "d86"),
        ("anna.vinogradova", "ana", "vinogradova", ""),
        ("a.vinogradova7", "ana", "vinogradova", ""),
        ("annavinogradova", "ana", "vinogradova", ""),
        ("vinogradovaanna", "ana", "vinogradova", ""),
        ("khasanov", "askat", "hasanov", ""),
        ("sunnycat", "ana", "vinogradova", "d"),
        ("sunny.cat7", "ana", "vinogradova", "d7"),
        ("anna.vinogradova", "", "", ""),
        ("sunnycat", "", "", "d"),
        ("", "ana", "", ""),
    ],
)
def test_of_a_mailbox_made_of_a_name_its_digits_are_what_tells(box: str, first: str, last: str, sign: str) -> None:
    assert mail_sign(box, first, last) == sign


def test_e_mails_with_other_digits_are_no_evidence_and_the_same_one_is_strong() -> None:
    scorer = Scorer(default_model(), lambda column, value: None)

    def mails(one: str, two: str) -> tuple[str, bool]:
        left, right = (prepare({"name": "Анна Виноградова", "email": mail}) for mail in (one, two))
        told = next(part for part in scorer.score(left, right).evidence if part.column == "email")
        return told.level, told.bits > 0

    assert mails("anna.vinogradova86@mail.ru", "anna.vinogradova67@mail.ru") == ("differs", False)
    assert mails("anna.vinogradova@mail.ru", "anna.vinogradowa@mail.ru") == ("differs", False)
    assert mails("anna.vinogradova86@mail.ru", "anna.vinogradva86@mail.ru") == ("alike", True)
    assert mails("sunnycat@mail.ru", "sunycat@mail.ru") == ("alike", True)
    assert mails("anna.vinogradova86@mail.ru", "anna.vinogradova86@mail.ru") == ("same", True)


def test_surname_address_and_phone_alone_tie_nobody_but_where_a_list_has_no_households() -> None:
    family = prepare({"last_name": "Хегай", "phone": "+77011234567", "address": "ул. Гоголя, 7", "postcode": "050000"})
    model = default_model()
    confidence = {}
    for kin in (0.3, 0.9, 0.999):
        index = PeopleIndex(Model(model.shares, model.prior, kin, 0), [("known", family)])
        (found,) = index.score(family, least=0)
        confidence[kin] = found.scored.confidence
    assert confidence[0.3] < confidence[0.9] < 0.5 < confidence[0.999]
    assert NOTHING_OWN < 0
    named = {**family, "first_name": "nina"}
    (found,) = PeopleIndex(model, [("known", named)]).score(named, least=0)
    assert found.scored.confidence > 0.9
    (found,) = PeopleIndex(model, [("known", named)]).score({**family, "first_name": "glebushka"}, least=0)
    assert found.scored.confidence < 0.05, "another given name speaks against"
