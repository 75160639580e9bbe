"""`prilavok staff` and the first people of an installation."""

import argparse
import io
import stat
from pathlib import Path

import pytest
from tests import make
from tests.doors.web_people import AT, client_of


def _run(*words: str) -> int:
    from prilavok.doors.cli import staff

    parser = argparse.ArgumentParser()
    staff.arguments(parser)
    return staff.run(parser.parse_args(words))


def test_somebody_is_added_and_signs_in(
    rolled_back: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a-long-enough-one\n"))
    assert _run("add", "aigul", "--role", "marketer", "--name", "Айгуль", "--language", "kk") == 0
    assert "a-long-enough-one" not in capsys.readouterr().out
    answer = client_of().post("/sign-in", {"login": "aigul", "password": "a-long-enough-one"})
    assert answer.status_code == 302
    assert _run("password", "aigul", "--generate") == 0
    made = capsys.readouterr().out.split("password: ")[1].strip()
    assert client_of().post("/sign-in", {"login": "aigul", "password": "a-long-enough-one"}).status_code == 422
    assert client_of().post("/sign-in", {"login": "aigul", "password": made}).status_code == 302
    assert _run("list") == 0
    assert capsys.readouterr().out.split() == ["aigul", "marketer", "Айгуль"]


def test_bad_requests_are_refused_in_words(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.domains.staff.errors import PasswordWeak, RoleUnknown, StaffUnknown

    for words, typed, refusal in (
        (("add", "x1", "--role", "king"), "a-long-enough-one", RoleUnknown),
        (("add", "x1", "--role", "owner"), "short", PasswordWeak),
        (("password", "nobody"), "a-long-enough-one", StaffUnknown),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        with pytest.raises(refusal):
            _run(*words)


@pytest.mark.parametrize(
    ("outside", "hired"), [("sandbox", ["cashier", "manager", "marketer", "operator", "owner"]), ("live", ["owner"])]
)
def test_the_first_people_are_hired_once(
    rolled_back: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: str, hired: list[str]
) -> None:
    import dataclasses

    from prilavok.domains.staff.queries import list_staff
    from prilavok.doors.cli import seed
    from prilavok.kit import settings
    from prilavok.kit.clock import set_clock

    set_clock(AT)
    here = dataclasses.replace(settings.where(), home=tmp_path, outside=outside)
    monkeypatch.setattr(settings, "where", lambda: here)
    seed.seed()
    written = tmp_path / seed.LOGINS
    pairs = dict(line.split() for line in written.read_text().splitlines())
    assert [person.login for person in list_staff()] == sorted(pairs) == hired
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert client_of().post("/sign-in", {"login": "owner", "password": pairs["owner"]}).status_code == 302
    before = written.read_bytes()
    seed.seed()
    assert written.read_bytes() == before
    assert [person.login for person in list_staff()] == hired


def test_the_first_cashier_gets_a_store_once_there_is_one(rolled_back: None) -> None:
    from prilavok.domains.staff.types import NewStaff
    from prilavok.doors.cli import loading
    from prilavok.flows.take_on_staff import take_on_staff
    from prilavok.kit.events.actor import SYSTEM

    people = [NewStaff(login, login, "cashier", "a-long-enough-one") for login in ("cashier", "another")]
    take_on_staff(people, actor=SYSTEM, at=AT)
    loading._seat_cashier()
    assert _place_of("cashier") is None, "there is no store yet"
    store = make.place()
    loading._seat_cashier()
    assert (_place_of("cashier"), _place_of("another")) == (store, None)
    make.place()
    loading._seat_cashier()
    assert _place_of("cashier") == store, "who has a place keeps it"


def _place_of(login: str) -> object:
    from prilavok.domains.staff.queries import find_staff

    person = find_staff(login)
    assert person is not None
    return person.place
