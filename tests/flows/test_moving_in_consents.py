"""Consents that lists tell of (prilavok.flows.moving_in.consents): what is proven counts, the rest waits, a no counts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.flows.test_moving_in import AT, QUIET, _count, bring, counted, shop, take_in  # noqa: F401  # a fixture

from prilavok.domains.consent.queries import list_consents, may_write
from prilavok.domains.customers.queries import find_leaf, list_leaves
from prilavok.domains.imports.queries import Unfit, count_refused, guess_list, read_list, read_yes
from prilavok.flows.moving_in.readers import find_reader

HEAD = "Код;Имя;Телефон;E-mail;Согласие на SMS;Согласие на рассылку;Дата согласия;Источник согласия;Текст согласия\n"
ROWS = (
    "1;Асель;87010000101;a@mail.example;да;да;05.02.2025;анкета;редакция 3\n"  # proven: counts
    "2;Берик;87010000102;b@mail.example;да;;;анкета;редакция 3\n"  # no day: waits
    "3;Вера;87010000103;v@mail.example;нет;жоқ;;;\n"  # a no counts always
    "4;Гани;87010000104;;да;да;2025-02-05;анкета;\n"  # no words and no mail: SMS waits, of mail there is nothing
    "5;Дана;87010000105;;наверное;;;;\n"  # neither yes nor no: refused
    "6;Ерлан;87010000106;;да;;2031-01-01;анкета;редакция 3\n"  # its day is to come: refused
    "7;Жан;87010000107;;;;;;\n"  # says nothing of it
)


def said(phone: str) -> list[tuple[str, bool, bool, str, str, datetime]]:
    """What is kept of the person of a phone: channel, yes, waits, where, words, when."""
    leaf = find_leaf("phone", phone)
    assert leaf is not None and leaf.customer is not None
    return sorted(
        (one.channel, one.given, one.waits, one.source, one.text_version, one.said_at)
        for one in list_consents(list_leaves(leaf.customer))
    )


def may(phone: str, channel: str) -> bool:
    leaf = find_leaf("phone", phone)
    assert leaf is not None and leaf.customer is not None
    return may_write(list_leaves(leaf.customer), channel, "offers")


def test_a_proven_yes_counts_the_rest_waits_a_no_counts_and_nobody_is_told(shop: object, tmp_path: Path) -> None:  # noqa: F811
    before = {table: _count(table) for table in QUIET}
    run = bring(tmp_path, HEAD + ROWS)
    take_in(run)
    assert counted(run) == (7, 5, 2, 0)
    assert {reason: rows for reason, (rows, _sum) in count_refused(run).items()} == {"consent_unreadable": 2}
    day = datetime(2025, 2, 4, 19, tzinfo=UTC)  # the day alone, by the shop's clock: a yes is its first word
    proven = (True, False, "анкета", "редакция 3", day)
    assert said("+77010000101") == [("mail", *proven), ("sms", *proven)]
    assert (may("+77010000101", "sms"), may("+77010000101", "mail"), may("+77010000101", "telegram")) == (
        True,
        True,
        False,
    )
    assert said("+77010000102") == [("sms", True, True, "анкета", "редакция 3", AT)]
    assert not may("+77010000102", "sms")
    assert said("+77010000103") == [("mail", False, False, "oldcrm", "", AT), ("sms", False, False, "oldcrm", "", AT)]
    assert said("+77010000104") == [("sms", True, True, "анкета", "", day)]
    assert said("+77010000107") == []
    assert {table: _count(table) for table in QUIET} == before, "nobody is written to because of a list"
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, origin, count(*) FROM kit_event WHERE verb LIKE 'consent.%' GROUP BY 1, 2")
        assert sorted(cursor.fetchall()) == [("consent.given", "import", 2), ("consent.withdrawn", "import", 2)]
        # Each is of the very contact that its row names.
        cursor.execute(
            "SELECT count(*) FROM consent_consent c JOIN customers_identifier i ON i.leaf_id = c.address"
            " WHERE c.origin = 'import' AND i.kind = CASE c.channel WHEN 'sms' THEN 'phone' ELSE 'email' END"
        )
        assert cursor.fetchone() == (6,)
    again = bring(tmp_path, HEAD + ROWS)
    take_in(again)
    assert counted(again)[:3] == (7, 5, 2)
    assert len(said("+77010000101")) == 2, "the same list brought again says nothing twice"


def test_who_unsubscribed_there_is_not_written_to_here(shop: object, tmp_path: Path) -> None:  # noqa: F811
    head = "Код;Телефон;E-mail;Согласие на рассылку;Дата согласия;Источник согласия;Текст согласия;Дата отписки\n"
    run = bring(tmp_path, head + "1;87010000111;k@mail.example;да;05.02.2025;сайт;оферта 2;07.03.2025\n")
    take_in(run)
    assert [one[:3] for one in said("+77010000111")] == [("mail", False, False), ("mail", True, False)]
    assert not may("+77010000111", "mail")


def test_headings_of_consents_are_known_and_words_are_read() -> None:
    assert [read_yes(text) for text in ("Да", "ИӘ", "1", "подписан", "Нет", "жоқ", "0", "отписан")] == [True] * 4 + [
        False
    ] * 4
    for text in ("возможно", "2", "да нет", "\0"):
        with pytest.raises(Unfit, match="consent_unreadable"):
            read_yes(text)


def test_retailcrm_tells_when_somebody_unsubscribed(shop: object, tmp_path: Path) -> None:  # noqa: F811
    head = "externalId;firstName;phones;email;emailMarketingUnsubscribedAt\n"
    run = bring(tmp_path, head + "C-1;Айгүл;87010000121;r@mail.example;2025-03-07 10:00:00\n")
    told = read_list(run)
    assert (
        guess_list(told.source, told.subject, told.columns).columns["emailMarketingUnsubscribedAt"] == "unsubscribed_at"
    )
    assert find_reader(("ID", "Имя")) is None
    take_in(run)
    assert [one[:3] for one in said("+77010000121")] == [("mail", False, False)]
