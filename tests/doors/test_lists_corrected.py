"""Refused rows come back whole, and the file they come in refuses them again until they are corrected."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.doors.brought_lists import book, bring, fetched, page, proposed, rows_of, take_in, why_refused, work
from tests.doors.web_people import client_of, hire
from tests.small_shop import open_small_shop

from prilavok.domains.customers.queries import find_leaf, read_customer
from prilavok.domains.imports.queries import list_runs, read_list

COMMAS = (
    "Код,ФИО,Телефон,Адрес\nk1,Иванов, Иван,87015550033,Абая 1\nk2,Пётр,87015550034,Алматы, Абая 2\nk3,Ян\n"
    "k4,Анна Ким,87015550035,Абая 4\n"
)


@pytest.fixture
def owner(rolled_back: None, quick_passwords: None) -> Iterator[Any]:
    open_small_shop()
    yield client_of(hire("owner", language="ru"))


def name_of(phone: str) -> str:
    found = find_leaf("phone", phone)
    return read_customer(found.customer).name if found and found.customer else ""


def test_cells_beyond_the_headings_come_back_and_are_refused_again_until_they_find_their_place(owner: Any) -> None:
    address = take_in(owner, COMMAS.encode())
    assert why_refused(address) == {"columns_differ": 3} and name_of("+77015550035") == "Анна Ким"
    assert "Абая 1" in page(owner, address), "also on the page"
    first = fetched(owner, address)
    assert [row[:-1] for row in rows_of(first)] == [
        ["Код", "ФИО", "Телефон", "Адрес", "#5"],
        ["k1", "Иванов", "Иван", "87015550033", "Абая 1"],
        ["k2", "Пётр", "87015550034", "Алматы", "Абая 2"],
        ["k3", "Ян", "#?", "#?", ""],
    ]
    again = take_in(owner, first)
    assert why_refused(again) == {"columns_differ": 3} and find_leaf("phone", "+77015550034") is None
    second = fetched(owner, again)
    assert second == first, "neither a cell is lost nor a column won, however often it goes round"
    corrected = (
        second.decode()
        .replace("Иванов;Иван;87015550033;Абая 1;", "Иванов Иван;87015550033;Абая 1;;")
        .replace("Алматы;Абая 2", "Алматы, Абая 2;")
        .replace("#?;#?", "87015550036;")
    )
    last = take_in(owner, corrected.encode())
    assert why_refused(last) == {}
    assert [name_of(f"+7701555003{nth}") for nth in (3, 4, 6)] == ["Иванов Иван", "Пётр", "Ян"]


def test_a_book_keeps_them_too_and_cells_that_are_errors_stay_refused(owner: Any) -> None:
    rows = (("Код", "ФИО", "Телефон"), ("x6", "Лиш", 87015558806, "", "a", "b"), ("x7", "#Н/Д", 87015558807))
    address = take_in(owner, book(*rows), name="x.xlsx")
    assert why_refused(address) == {"columns_differ": 1, "cell_error": 1}
    file = fetched(owner, address)
    assert [row[:-1] for row in rows_of(file)] == [
        ["Код", "ФИО", "Телефон", "#4", "#5", "#6"],
        ["x6", "Лиш", "87015558806", "", "a", "b"],
        ["x7", "#Н/Д", "87015558807", "", "", ""],
    ]
    assert why_refused(take_in(owner, file)) == {"columns_differ": 1, "cell_error": 1}


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_column_of_ours_is_known_in_every_language_and_never_piles_up(owner: Any, language: str) -> None:
    reader = client_of(hire("owner", login="reader", language=language))
    wrong = "Код;Имя;Телефон\n1;Кто;нет\n".encode()
    address = take_in(owner, wrong)
    file = fetched(reader, address)
    titles = {"ru": "Почему не принято", "kk": "Неге қабылданбады", "en": "Why it was refused"}
    assert rows_of(file)[0] == ["Код", "Имя", "Телефон", titles[language]]
    for _ in range(2):  # by somebody of another language, and once more
        again = bring(owner, file)
        told = read_list(list_runs().rows[0].id)
        assert told.columns == ("Код", "Имя", "Телефон") and len(proposed(owner, again)) == 3
        owner.post(f"{again}/columns", proposed(owner, again))
        work()
        owner.post(f"{again}/start")
        work()
        file = fetched(owner, again)
        assert rows_of(file)[0] == ["Код", "Имя", "Телефон", "Почему не принято"]
    # Two of them pile up in a file of before: it is read all the same.
    piled = f"Код;Имя;Телефон;{titles[language]};{titles[language]}\n1;Кто;87015550040;нет;нет\n".encode()
    assert why_refused(take_in(owner, piled)) == {} and name_of("+77015550040") == "Кто"


def test_a_check_is_stopped_and_asked_for_anew(owner: Any) -> None:
    from prilavok.flows.moving_in.take import take_slice
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    rows = "".join(f"{nth};Имя {nth};8701555{nth:04}\n" for nth in range(1, 131))
    address = bring(owner, f"Код;Имя;Телефон\n{rows}x;Кто;нет\n".encode())
    chosen = proposed(owner, address)
    owner.post(f"{address}/columns", chosen)
    run = list_runs().rows[0].id
    assert take_slice(run, actor=SYSTEM, at=clock.now()), "one slice of three is tried"
    assert list_runs().rows[0].state == "checking" and "Остановить проверку" in page(owner, address)
    assert owner.post(f"{address}/halt").status_code == 302
    told = read_list(run)
    assert (told.state, told.cursor, told.passed, told.mapping) == ("mapping", 0, 0, read_list(run).mapping)
    assert proposed(owner, address) == chosen, "what was said of the columns is kept"
    work()
    assert read_list(run).state == "mapping" and find_leaf("phone", "+77015550001") is None, "nobody goes on with it"
    owner.post(f"{address}/columns", chosen)
    work()
    assert read_list(run).state == "checked" and why_refused(address) == {"phone_unreadable": 1}
    owner.post(f"{address}/halt")
    assert read_list(run).state == "checked", "what is over is not stopped"
    owner.post(f"{address}/start")
    work()
    assert read_list(run).state == "done" and why_refused(address) == {"phone_unreadable": 1}
