"""Lists as shops really send them, through the office's form: odd numbers, old alphabets, bare days, other headings."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.doors.brought_lists import book, bring, fetched, page, proposed, rows_of, take_in, why_refused
from tests.doors.web_people import client_of, hire
from tests.small_shop import open_small_shop

from prilavok.domains.consent.queries import list_consents, may_write
from prilavok.domains.customers.queries import find_leaf, list_leaves, read_customer
from prilavok.domains.imports.queries import list_runs, read_list
from prilavok.domains.orders.queries import known_sales
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.flows.moving_in.past import source_id
from prilavok.kit import clock

PROVEN = "Код,ФИО,E-mail,Согласие на e-mail,Дата согласия,Источник согласия,Текст согласия"


@pytest.fixture
def owner(rolled_back: None, quick_passwords: None) -> Iterator[Any]:
    open_small_shop()
    yield client_of(hire("owner", language="ru"))


def name_of(kind: str, value: str) -> str:
    found = find_leaf(kind, value)
    return read_customer(found.customer).name if found and found.customer else ""


def said(mail: str) -> list[tuple[bool, datetime]]:
    """What is kept of offers by mail, the latest first."""
    leaf = find_leaf("email", mail)
    assert leaf is not None and leaf.customer is not None
    return [(one.given, one.said_at) for one in list_consents(list_leaves(leaf.customer)) if one.channel == "mail"]


def may(mail: str, channel: str = "mail") -> bool:
    leaf = find_leaf("email", mail)
    assert leaf is not None and leaf.customer is not None
    return may_write(list_leaves(leaf.customer), channel, "offers")


def test_an_order_that_is_still_to_come_is_refused(owner: Any) -> None:
    today = clock.now().astimezone().date().isoformat()
    rows = f"Номер,Дата,Сумма,Телефон\no5,2025-02-01,5,87019990101\no6,2099-01-01,5,87019990101\no7,{today},5,87019990101\n"
    address = take_in(owner, rows.encode(), subject="orders", say={"place": "t-alm"})
    assert why_refused(address) == {"time_ahead": 1}
    assert set(known_sales(source_id("oldcrm"), ["o5", "o6", "o7"])) == {"o5", "o7"}, "today is no day to come"
    assert rows_of(fetched(owner, address))[1] == [
        "o6",
        "2099-01-01",
        "5",
        "87019990101",
        "день или час ещё не наступил",
    ]


@pytest.mark.parametrize("no_first", [True, False])
def test_a_no_of_the_same_day_stands_above_a_yes_without_an_hour(owner: Any, no_first: bool) -> None:
    no = f"{PROVEN}\np2,Дневной Нет,p2@mail.kz,нет,22.11.2025 09:00,анкета,ред 3\n"
    yes = f"{PROVEN}\np2,Дневной Нет,p2@mail.kz,да,22.11.2025,анкета,ред 3\n"
    for text in (no, yes) if no_first else (yes, no):
        take_in(owner, text.encode())
    assert [given for given, _at in said("p2@mail.kz")] == [False, True] and not may("p2@mail.kz")
    later = f"{PROVEN}\np2,Дневной Нет,p2@mail.kz,да,23.11.2025,анкета,ред 3\n"
    take_in(owner, later.encode())
    assert may("p2@mail.kz"), "the yes of the next day counts"


def test_a_no_without_an_hour_stands_above_any_yes_of_its_day(owner: Any) -> None:
    for word, day in (("нет", "22.11.2025"), ("да", "22.11.2025 20:00")):
        take_in(owner, f"{PROVEN}\np3,Кто,p3@mail.kz,{word},{day},анкета,ред 3\n".encode())
    assert not may("p3@mail.kz")


@pytest.mark.parametrize(
    "heading", ["Дата отписки от e-mail", "Отписан", "Жазылымнан бас тартқан күні", "Unsubscribed at"]
)
@pytest.mark.parametrize("cell", ["01.03.2025", "да"])
def test_who_unsubscribed_under_another_heading_is_not_written_to(owner: Any, heading: str, cell: str) -> None:
    rows = f"{PROVEN},{heading}\np1,Отписан После,p1@mail.kz,да,01.02.2025,анкета,ред 3,{cell}\np4,Кто,p4@mail.kz,да,01.02.2025,анкета,ред 3,\n"
    take_in(owner, rows.encode())
    assert [given for given, _at in said("p1@mail.kz")] == [False, True] and not may("p1@mail.kz")
    assert may("p4@mail.kz")


def test_a_column_that_may_tell_of_a_no_is_not_left_out_in_silence(owner: Any) -> None:
    head = "Код,Телефон,Отписан от SMS,Причина отписки,Не беспокоить,Комментарий"
    address = bring(owner, f"{head}\n1,87015550051,01.03.2025,надоело,да,\n".encode())
    assert list(proposed(owner, address).values()) == ["code", "phone", "unsubscribed_sms", "", "", ""]
    seen = page(owner, address)
    assert "кому можно писать: «Причина отписки, Не беспокоить»" in seen and seen.count(">посмотрите<") == 2
    silent = page(owner, bring(owner, b"Code,Phone,Notes\n1,87015550052,x\n"))
    assert 'id="consent-left-out"' not in silent


def test_contacts_of_amocrm_in_its_usual_shape_are_known(owner: Any) -> None:
    rows = (
        "ID;Тип;Наименование;Имя;Фамилия;Компания;Ответственный;Дата создания контакта;Рабочий телефон;"
        "Рабочий прямой телефон;Мобильный телефон;Факс;Домашний телефон;Другой телефон;Рабочий email;Личный email;"
        "Другой email;Теги;Отписан\n"
        "1;контакт;Айгуль Серикова;Айгуль;Серикова;;;01.02.2026 10:00:00;'77015551111;;'87025552233;;;;a2@b.kz;c2@b.kz;;;01.03.2025\n"
        "2;компания;ТОО Ромашка;;;;;;;;;;;;r@b.kz;;;;\n"
    )
    address = take_in(owner, rows.encode("utf-8-sig"), source="amocrm")
    assert read_list(list_runs().rows[0].id).reader == "amocrm_export"
    assert why_refused(address) == {"company": 1}
    assert name_of("phone", "+77015551111") == name_of("email", "c2@b.kz") == "Айгуль Серикова"
    assert find_leaf("email", "r@b.kz") is None
    assert [given for given, _at in said("c2@b.kz")] == [False, False], (
        "of each address; such fields are an account's own"
    )


def test_a_column_of_who_unsubscribed_that_the_last_list_did_not_have_is_read(owner: Any) -> None:
    take_in(owner, "Код,Phone,Note\n1,87015550071,x\n".encode())
    again = bring(owner, "Код,Phone,Note,Отписан от смс\n1,87015550071,x,да\n".encode())
    assert list(proposed(owner, again).values()) == ["code", "phone", "", "unsubscribed_sms"]
    owner.post(f"{again}/columns", {**proposed(owner, again), "column-3": ""})
    third = bring(owner, "Код,Phone,Note,Отписан от смс\n1,87015550071,x,да\n".encode())
    assert list(proposed(owner, third).values()) == ["code", "phone", "", ""], "who left it out once meant to"
    assert "«Отписан от смс»" in page(owner, third)


def test_numbers_whose_digits_the_table_has_lost_are_refused_with_what_to_do(owner: Any) -> None:
    rows = (
        ("Код", "ФИО", "Телефон", "Карта"),
        ("x1", "Икс Один", 87015558801, "2990000000017"),
        ("x2", "Икс Два", 77015558802, 29900000000241234567),
        ("x3", "Икс Три", "7,7015E+10", ""),
        ("x4", "Икс Четыре", "7,7015558804E+10", ""),
    )
    address = take_in(owner, book(*rows), name="x.xlsx")
    assert why_refused(address) == {"digits_lost": 2}
    assert [name_of("phone", f"+7701555880{nth}") for nth in (1, 2, 4)] == ["Икс Один", "", "Икс Четыре"]
    assert find_leaf("card", "29900000000241200000") is None
    back = rows_of(fetched(owner, address))
    assert back[1][:4] == ["x2", "Икс Два", "77015558802", "2.99000000002412E+19"]
    assert "сделайте столбец текстовым" in back[1][4] == back[2][4]


def test_marks_that_nobody_sees_links_and_long_names(owner: Any) -> None:
    long = "Ы" * 201
    rows = (
        "Код;ФИО;Телефон;E-mail\n"
        "1;Скопирован;\u202a+7 (701) 555-00-61\u202c;\n"
        "2;Невидим;8 701 555\u200b 00 62;\n"
        "3;Ссылка;;mailto:ivan@mail.ru\n"
        f"4;{long};87015550064;\n"
    )
    address = take_in(owner, rows.encode())
    assert why_refused(address) == {"name_too_long": 1} and find_leaf("phone", "+77015550064") is None
    assert [name_of("phone", f"+7701555006{nth}") for nth in (1, 2)] == ["Скопирован", "Невидим"]
    assert name_of("email", "ivan@mail.ru") == "Ссылка" and find_leaf("email", "mailto:ivan@mail.ru") is None
    assert rows_of(fetched(owner, address))[1][1] == long, "the name comes back whole"


@pytest.mark.parametrize(("alphabet", "who"), [("cp866", "Дос Досов"), ("koi8-r", "Кои Коев"), ("koi8-u", "Кої Коєв")])
def test_a_list_of_an_old_alphabet_is_read(owner: Any, alphabet: str, who: str) -> None:
    rows = f"Код,ФИО,Телефон\ndos,{who},87015550004\n"
    address = bring(owner, rows.encode(alphabet))
    assert list(proposed(owner, address).values()) == ["code", "name", "phone"]
    take_in(owner, rows.encode(alphabet))
    assert name_of("phone", "+77015550004") == who


def test_the_clock_of_lists_is_the_shops_own_however_many_stores_a_sample_has(owner: Any) -> None:
    put_legal_entities([NewLegalEntity("CJ", {"en": "Sample"}, "company", "US", None, True)])
    made = ("zone", "hours", "legal_entity", "name")
    samples = [
        NewPlace(f"cj-{nth}", {"en": f"Store {nth}"}, "store", "America/New_York", "USD", "CJ", {}, {}, made)
        for nth in range(5)
    ]
    put_places(samples)
    assert "Время: Алматы, UTC+5" in page(owner, "/office/imports")
    assert "Время: Алматы, UTC+5" in page(owner, "/outbox")
    take_in(owner, f"{PROVEN}\np7,Кто,p7@mail.kz,да,01.02.2025,анкета,ред 3\n".encode())
    assert said("p7@mail.kz") == [(True, datetime(2025, 1, 31, 19, tzinfo=UTC))]
