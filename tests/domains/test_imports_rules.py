"""How lists are read: headings in three languages, and cells as people in Kazakhstan and Russia write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.imports.rules import (
    FIELDS,
    Unfit,
    asks_consent,
    check_currency,
    check_mapping,
    currency_in_heading,
    digest_of,
    guess_fields,
    is_finished,
    name_cells,
    read_amount,
    read_at,
    read_birth,
    read_left,
    read_past,
    read_quantity,
    read_said,
    row_key,
    whole_name,
)

ALMATY = ZoneInfo("Asia/Almaty")


@pytest.mark.parametrize(
    ("subject", "columns", "guessed"),
    [
        (
            "customers",
            ["ID", "Фамилия", "Имя", "Отчество", "Мобильный телефон", "Рабочий e-mail", "Комментарий"],
            ["code", "last_name", "first_name", "middle_name", "phone", "email", None],
        ),
        ("customers", ["Имя", "ТЕЛЕФОН:", "Телефон 2", "Почта"], ["name", "phone", "phone", "email"]),
        ("customers", ["Аты-жөні", "Ұялы телефон", "Электрондық пошта"], ["name", "phone", "email"]),
        ("customers", ["Full name", "Mobile", "E-mail", "Loyalty card"], ["name", "phone", "email", "card"]),
        (
            "orders",
            ["№ заказа", "Дата", "Сумма", "Артикул", "Кол-во"],
            ["number", "at", "amount", "product", "quantity"],
        ),
        ("orders", ["ID", "Дата создания", "Бюджет", "Этап сделки"], ["number", "at", "amount", "status"]),
        ("orders", ["Тапсырыс нөмірі", "Күні", "Сомасы"], ["number", "at", "amount"]),
        ("contacts", ["Код", "Имя", "Phone"], ["code", None, "phone"]),
        (
            "customers",
            ["ФИО", "Сот. тел.", "Согласие на рассылку SMS", "Согласие на рассылку", "Адрес эл. почты"],
            ["name", "phone", "consent_sms", "consent_mail", "email"],
        ),
        (
            "customers",
            ["Аты-жөні", "Ұялы нөмір", "Эл. пошта", "SMS таратуға келісім", "Email келісімі"],
            ["name", "phone", "email", "consent_sms", "consent_mail"],
        ),
        (
            "customers",
            ["Full name", "Mobile No.", "Mail address", "Accepts SMS", "Accepts marketing"],
            ["name", "phone", "email", "consent_sms", "consent_mail"],
        ),
        ("customers", ["Ид", "Тел.", "Эл. адрес", "Адрес"], ["code", "phone", "email", "address"]),
        ("customers", ["ФИО", "Е-мейл"], ["name", "email"]),
        ("customers", ["Имя", "Моб.тел", "Тел.сот.", "Вацап"], ["name", "phone", "phone", "phone"]),
    ],
)
def test_columns_are_guessed_by_their_headings(subject: str, columns: list[str], guessed: list[str | None]) -> None:
    wanted = {column: field for column, field in zip(columns, guessed, strict=True) if field}
    assert guess_fields(subject, columns) == wanted
    assert check_mapping(subject, wanted.values()) == ""


@given(st.sampled_from(sorted(FIELDS)), st.lists(st.text(max_size=12), unique=True, max_size=20))
def test_no_headings_make_a_guess_that_cannot_be(subject: str, columns: list[str]) -> None:
    guessed = guess_fields(subject, columns)
    assert set(guessed) <= set(columns) and set(guessed.values()) <= set(FIELDS[subject])


def test_a_mapping_says_what_it_lacks() -> None:
    assert check_mapping("customers", ["name"]) == "code"
    assert check_mapping("orders", ["number", "amount"]) == "at"
    assert check_mapping("contacts", ["code", "card"]) == ""
    assert check_mapping("customers", ["phone", "phone", "name", "name"]) == "name"
    assert check_mapping("customers", ["phone", "amount"]) == "amount"


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1234.50", 123450), ("1 234,50", 123450), ("1\u00a0234,5 ₸", 123450), ("1.234,50", 123450),
        ("1,234.50 тенге", 123450), ("KZT 7", 700), ("12 500 тг", 1250000), ("1 234 567", 123456700), ("1,234,567", 123456700),
        ("0", 0), ("99.9000", 9990), ("2500 KZT", 250000),
    ],
)  # fmt: skip
def test_amounts_as_they_are_written(text: str, minor: int) -> None:
    assert read_amount(text, "KZT") == minor


@pytest.mark.parametrize("text", ["1,250", "1.250", "12.505", "", "дорого", "1 23,50", "1,2,3", "--5", "1e5", "٣"])
def test_amounts_that_could_mean_two_things_or_none_are_refused(text: str) -> None:
    with pytest.raises(Unfit, match="amount_unreadable"):
        read_amount(text, "KZT")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("100 $", "USD"), ("$100", "USD"), ("US$ 100", "USD"), ("-$5", "USD"), ("100 долларов США", "USD"), ("99 USD", "USD"),
        ("1 234,50 ₽", "RUB"), ("1,234.50 руб.", "RUB"), ("100 р.", "RUB"), ("€ 1.234,50", "EUR"), ("55 евро", "EUR"),
        ("100.00 CHF", "CHF"), ("100 сом", "KGS"),
    ],
)  # fmt: skip
def test_an_amount_of_another_currency_is_refused_with_both(text: str, named: str) -> None:
    with pytest.raises(Unfit, match="currency_differs") as refused:
        read_amount(text, "KZT")
    assert refused.value.said == {"currency": named, "wanted": "KZT"}


def test_a_word_of_several_currencies_is_the_one_that_is_meant() -> None:
    assert [read_amount(text, "RUB") for text in ("1 234,50 ₽", "15 000,50 руб.", "RUR 7")] == [123450, 1500050, 700]
    assert read_amount("100 руб.", "BYN") == 10000 and read_amount("$100", "CAD") == 10000
    for text in ("100 российских рублей", "100 ₽"):
        with pytest.raises(Unfit, match="currency_differs"):
            read_amount(text, "BYN")
    for text in ("100 шт", "100 $ руб", "100 - $", "5 000 тг 00 тиын"):
        with pytest.raises(Unfit, match="amount_unreadable"):
            read_amount(text, "KZT")


def test_a_column_of_currencies_and_a_heading_name_theirs() -> None:
    for text in ("", "KZT", "kzt", "Тенге", "Казахстанский тенге", "Тенге (KZT)", "398", "теңге", "₸"):
        check_currency(text, "KZT")
    for text, named in {"USD": "USD", "Доллар США": "USD", "руб.": "RUB", "840": "USD", "Евро": "EUR"}.items():
        with pytest.raises(Unfit, match="currency_differs") as refused:
            check_currency(text, "KZT")
        assert refused.value.said == {"currency": named, "wanted": "KZT"}
    for text in ("что-то", "USD KZT", "12"):
        with pytest.raises(Unfit, match="currency_unreadable"):
            check_currency(text, "KZT")
    headings = {
        "Бюджет ₸": "₸",
        "Сумма, руб.": "руб",
        "Сумма (USD/KZT)": "usd kzt",
        "Сумма": "",
        "Сум": "",
        "Total": "",
    }
    assert {heading: currency_in_heading(heading) for heading in headings} == headings


def test_below_nought_is_refused_by_name() -> None:
    with pytest.raises(Unfit, match="negative"):
        read_amount("-5,00", "KZT")
    with pytest.raises(Unfit, match="negative"):
        read_quantity("-1")


def test_quantities_are_whole() -> None:
    assert [read_quantity(one) for one in ("2", "1 200", "2,00", "3.0")] == [2, 1200, 2, 3]
    for text in ("1,5", "2,000", "", "два"):
        with pytest.raises(Unfit, match="quantity_unreadable"):
            read_quantity(text)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-02-03 10:15", "2026-02-03T10:15:00+05:00"),
        ("2026-02-03T10:15:30Z", "2026-02-03T15:15:30+05:00"),
        ("2026-02-03T10:15:30+03:00", "2026-02-03T12:15:30+05:00"),
        ("03.02.2026 10:15:30", "2026-02-03T10:15:30+05:00"),
        ("3.2.26", "2026-02-03T12:00:00+05:00"),
        ("03.02.2026, 9:05", "2026-02-03T09:05:00+05:00"),
        ("3 февраля 2026 г., 10:15", "2026-02-03T10:15:00+05:00"),
        ("3 ақпан 2026", "2026-02-03T12:00:00+05:00"),
        ("15 мая 2025", "2025-05-15T12:00:00+05:00"),
        ("2026-02-03", "2026-02-03T12:00:00+05:00"),
        ("1770095730", "2026-02-03T10:15:30+05:00"),
    ],
)
def test_days_and_hours_as_they_are_written(text: str, local: str) -> None:
    assert read_at(text, ALMATY).isoformat() == local


@pytest.mark.parametrize(
    "text", ["", "вчера", "03/02/2026", "31.02.2026", "2026-13-01", "1.1.1", "3 брюмера 2026", "45000"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Unfit, match="time_unreadable"):
        read_at(text, ALMATY)


NOW = datetime(2026, 2, 3, 4, 30, tzinfo=UTC)  # half past nine in the morning of Almaty


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-02-02", "2026-02-02T12:00:00+05:00"),
        ("03.02.2026", "2026-02-03T09:30:00+05:00"),  # today is not refused for being read as its noon
        ("2026-02-03 09:30", "2026-02-03T09:30:00+05:00"),
        ("2026-02-03 09:31", None),
        ("04.02.2026", None),
        ("2099-01-01", None),
    ],
)
def test_what_is_still_to_come_has_not_happened(text: str, local: str | None) -> None:
    if local is None:
        with pytest.raises(Unfit, match="time_ahead"):
            read_past(text, ALMATY, NOW)
    else:
        assert read_past(text, ALMATY, NOW).isoformat() == local


def test_of_a_day_alone_the_stricter_word_stands_last() -> None:
    for text in ("02.02.2026", "2026-02-02", "2 февраля 2026"):
        assert read_said(text, ALMATY, NOW, given=True).isoformat() == "2026-02-02T00:00:00+05:00"
        assert read_said(text, ALMATY, NOW, given=False).isoformat() == "2026-02-02T23:59:59.999999+05:00"
    for given_ in (True, False):
        assert read_said("02.02.2026 09:00", ALMATY, NOW, given=given_).isoformat() == "2026-02-02T09:00:00+05:00"
        with pytest.raises(Unfit, match="time_ahead"):
            read_said("04.02.2026", ALMATY, NOW, given=given_)
    assert read_said("03.02.2026", ALMATY, NOW, given=False) == NOW, "nothing is said after it was heard"


def test_who_left_is_told_by_a_word_or_a_day() -> None:
    assert [read_left(one) for one in ("да", "1", "Отписан", "иә")] == [True] * 4
    assert [read_left(one) for one in ("", "нет", "0", "-", "Подписан", "жоқ")] == [False] * 6
    assert [read_left(one) for one in ("01.03.2025", "когда-то")] == [None] * 2


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Дата отписки от e-mail", "unsubscribed_at"), ("Отписан", "unsubscribed_at"), ("Отписалась", "unsubscribed_at"),
        ("Отписан от рассылки", "unsubscribed_at"), ("Unsubscribed at", "unsubscribed_at"), ("Opt-out", "unsubscribed_at"),
        ("Жазылымнан бас тартқан күні", "unsubscribed_at"), ("Таратудан шыққан күні", "unsubscribed_at"),
        ("Дата отписки от SMS", "unsubscribed_sms"), ("Unsubscribed from SMS", "unsubscribed_sms"),
        ("Причина отписки", None), ("Ссылка для отписки", None), ("Не беспокоить", None), ("Жазылым", None),
        ("Opted in", None), ("Subscription status", None),
    ],
)  # fmt: skip
def test_columns_of_who_left_are_found_and_those_that_may_tell_of_it_are_doubted(
    heading: str, field: str | None
) -> None:
    assert guess_fields("customers", ["Телефон", heading]).get(heading) == field
    assert asks_consent("customers", heading)


def test_columns_of_other_things_are_not_doubted() -> None:
    assert [asks_consent("customers", one) for one in ("Комментарий", "Теги", "Компания", "Created")] == [False] * 4
    assert not asks_consent("orders", "Отписан")


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))
def test_a_day_written_in_any_form_is_the_same_instant(at: datetime) -> None:
    local = at.replace(microsecond=0)
    seconds = {read_at(local.strftime(form), UTC_ZONE) for form in ("%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S")}
    assert seconds == {local.replace(tzinfo=UTC)}


UTC_ZONE = ZoneInfo("UTC")


def test_statuses_that_mean_finished() -> None:
    assert is_finished("Завершён", "") and is_finished("completed", "") and is_finished(" ВЫПОЛНЕН ", "")
    assert not is_finished("Новый", "") and not is_finished("", "")
    assert is_finished("Выдан", "выдан, оплачен") and not is_finished("Выполнен", "выдан, оплачен")


def test_a_row_is_known_by_its_own_id_or_by_what_it_says() -> None:
    fields = {"name": ("Иван",), "phone": ("1", "2")}
    assert row_key("17", fields) == "17"
    assert row_key("", fields) == "#" + digest_of({"phone": ["1", "2"], "name": ["Иван"]})
    assert row_key("", fields) != row_key("", {"name": ("Иван", "1", "2")})
    assert (
        len({row_key("x" * 70, fields), row_key("x" * 71, fields), row_key("#17", fields), row_key("##", fields)}) == 4
    )
    assert len(row_key("x" * 700, fields)) <= 60


def test_cells_are_named_and_empty_ones_left_out() -> None:
    mapping = {"a": "phone", "b": "phone", "c": "name"}
    assert name_cells(["a", "b", "c", "d"], mapping, ["1", "2", "", "x"]) == {"phone": ("1", "2")}
    with pytest.raises(Unfit, match="name_too_long"):
        whole_name("А" * 201, "", "", "")
    assert len(whole_name("А" * 100, "", "", "") + whole_name("", "А" * 100, "Б" * 99, "")) == 300
    assert whole_name("", "Ким", "Анна", "") == "Ким Анна" and whole_name("Анна  Ким", "x", "y", "z") == "Анна Ким"


TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "1990-05-17", "17.05.1990", "17.5.1990", "'17.05.1990", "17.05.90", "17 мая 1990", "17 мая 1990 г.",
        "17 мамыр 1990", "1990-05-17 00:00:00", "17.05.1990 0:00:00", "1990-05-17T00:00:00+05:00",
        "1990-05-17T03:00:00+03:00", "1990-05-17T00:00:00.000Z", " 17.05.1990 ",
    ],
)  # fmt: skip
def test_a_birth_date_is_read_as_people_and_programs_write_it(text: str) -> None:
    assert read_birth(text, TODAY) == date(1990, 5, 17)


@pytest.mark.parametrize(
    "text",
    [
        "05/17/1990", "17.05.15", "17.05.26", "31.02.1990", "0000-00-00", "00.00.0000", "17.05", "1990", "в мае",
        "1990-05-16T19:00:00Z", "17.05.1990 12:30", "1990-05-17T03:00:00+05:00", "1100000000", "17 abc 1990", "",
    ],
)  # fmt: skip
def test_what_is_no_birth_date_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(Unfit, match="birth_unreadable"):
        read_birth(text, TODAY)


def test_two_digits_that_are_still_to_come_are_of_the_last_century() -> None:
    assert read_birth("01.01.27", TODAY) == date(1927, 1, 1)


@pytest.mark.parametrize(
    ("columns", "address"),
    [
        (("Телефон", "Город", "Адрес", "Квартира"), ("Город", "Адрес", "Квартира")),
        (("Телефон", "Қала", "Көше", "Үй", "Пәтер"), ("Қала", "Көше", "Үй", "Пәтер")),
        (("Phone", "City", "Street", "House"), ("City", "Street", "House")),
        (("Телефон", "Город", "Дом"), ()),
        (("Телефон", "Адрес", "Адрес доставки"), ("Адрес",)),
        (("Телефон", "Адрес электронной почты"), ()),
        (("Телефон", "Мекенжайы"), ("Мекенжайы",)),
    ],
)
def test_an_address_is_guessed_with_its_parts_and_no_part_alone(
    columns: tuple[str, ...], address: tuple[str, ...]
) -> None:
    guessed = guess_fields("customers", columns)
    assert tuple(column for column in columns if guessed.get(column) == "address") == address
    assert check_mapping("customers", guessed.values()) == ""
    assert "address" not in guess_fields("orders", columns).values()


@pytest.mark.parametrize("heading", ["Дата рождения", "День рождения", "ДР", "Д.р.", "Туған күні", "Birthday", "DOB"])
def test_a_birth_date_is_guessed_by_its_heading(heading: str) -> None:
    assert guess_fields("customers", ["Телефон", heading])[heading] == "birth_date"
