"""`prilavok check`: says what is wrong, and catches what is planted."""

import re

import pytest
from django.db import connection

from prilavok.doors.cli import check
from prilavok.kit.settings import where


def test_fast_and_forgetful_settings_are_refused_in_a_shop(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check.durable_settings() == [], "tests may choose speed"
    monkeypatch.setenv("PRILAVOK_TRIAL", "0")
    where.cache_clear()
    found = check.durable_settings()
    assert [sentence.split()[0] for sentence in found] == ["fsync", "synchronous_commit", "full_page_writes"]
    where.cache_clear()


def test_zones_letters_and_tables_are_right(rolled_back: None) -> None:
    assert check.same_zones() == []
    assert check.letters_and_version() == []
    assert check.migrations_applied() == []
    assert check.sql_installed() == []


def test_other_rules_of_a_zone_are_found(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real = check._ask

    def an_hour_off(statement: str, values: object = None) -> object:
        answer = real(statement, values)  # type: ignore[arg-type]
        return answer.replace(hour=(answer.hour + 1) % 24) if values and values[1] == "Asia/Almaty" else answer  # type: ignore

    monkeypatch.setattr(check, "_ask", an_hour_off)
    found = check.same_zones()
    assert len(found) == 4
    assert all(sentence.startswith("Asia/Almaty at") for sentence in found)


def test_an_unapplied_migration_and_other_sql_are_found(rolled_back: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        cursor.execute("UPDATE kit_installed_sql SET digest = 'another'")
    assert check.migrations_applied() == ["sessions.0001_initial is not applied: run `prilavok migrate`"]
    assert len(check.sql_installed()) == 1


def test_a_check_that_cannot_run_counts_as_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert check._prove("a moved check", check._resolve("prilavok.kit.nowhere.check")) is True
    assert "WRONG a moved check" in capsys.readouterr().out
    assert check._prove("a quiet check", list) is False
    begun, ended = capsys.readouterr().out.splitlines()
    assert begun == "...   a quiet check"
    assert re.fullmatch(r"ok    a quiet check, \d+\.\d s", ended)


def test_that_every_order_has_its_event_is_a_line_of_its_own() -> None:
    assert "orders: every one has its event" in [name for name, _path in check.ELSEWHERE]


def test_every_check_kept_elsewhere_is_there(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # The server is shared with other tests, some of which keep a transaction open for seconds.
    monkeypatch.setattr("prilavok.kit.events.check.horizon_age", lambda: 0.0)
    for _name, path in check.ELSEWHERE:
        assert check._resolve(path)() == []
