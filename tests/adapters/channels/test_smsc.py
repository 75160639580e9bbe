"""SMSC's two ways of coming in, its two countries, and the number that our key becomes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.adapters.channels.port import Line, Outgoing, Posted, Standing
from prilavok.adapters.channels.port.saying import refuse_unfit
from prilavok.adapters.channels.smsc.adapter import Smsc
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret

PHONE = "77011234567"
SECRETS = {"key": Secret("a-key"), "hook_secret": Secret("s&cret я")}


class Wire:
    def __init__(self, told: object) -> None:
        self.told, self.asked = told, list[tuple[str, dict[str, Any]]]()

    def __call__(self, method: str, url: str, **more: Any) -> Answer:
        self.asked.append((url, more))
        return Answer(200, {}, json.dumps(self.told).encode())


def line(wire: Wire, url: str = "http://provider", **settings: str) -> Line:
    return Line(url, SECRETS, wire, settings)


def sent_with(key: str) -> dict[str, str]:
    wire = Wire({"id": 1, "cnt": 1})
    Smsc().send(Outgoing(PHONE, "x", key=key), line(wire))
    form: dict[str, str] = wire.asked[0][1]["form"]
    return form


def test_comes_in_by_login_and_password_where_a_login_is_set() -> None:
    wire = Wire({"id": 7, "cnt": 1})
    assert Smsc().send(Outgoing(PHONE, "x"), line(wire, login="shop")).outside_id == "7"
    (_url, more), *rest = wire.asked
    assert not rest and more["form"] == {
        "login": "shop", "psw": "a-key", "phones": f"+{PHONE}", "mes": "x", "charset": "utf-8", "fmt": "3",
    }  # fmt: skip
    assert sent_with("").keys() == {"apikey", "phones", "mes", "charset", "fmt"}


@pytest.mark.parametrize(
    ("base", "host", "reached"),
    [
        ("https://smsc.kz", "smsc.ru", "https://smsc.ru/sys/send.php"),
        ("https://smsc.kz", "smsc.kz", "https://smsc.kz/sys/send.php"),
        ("https://smsc.kz", "evil.example", "https://smsc.kz/sys/send.php"),
        ("https://smsc.kz", "", "https://smsc.kz/sys/send.php"),
        ("http://127.0.0.1:8009", "smsc.ru", "http://127.0.0.1:8009/sys/send.php"),
    ],
)
def test_speaks_to_the_country_of_the_account_and_to_the_sandbox_where_it_is_told(
    base: str, host: str, reached: str
) -> None:
    wire = Wire({"id": 7, "cnt": 1})
    Smsc().send(Outgoing(PHONE, "x"), line(wire, base, host=host))
    assert [url for url, _ in wire.asked] == [reached]


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=50))
def test_a_key_becomes_one_number_that_smsc_takes(key: str) -> None:
    number = sent_with(key)["id"]
    assert 1 <= int(number) <= 2**31 - 1 and number == sent_with(key)["id"] != sent_with(f"{key}x")["id"]


def test_what_became_is_asked_by_the_number_that_was_sent() -> None:
    key = "0190a1b2-0000-7000-8000-000000000001"
    wire = Wire({"status": 1})
    named = sent_with(key)["id"]
    assert Smsc().standing(PHONE, "", key, line(wire)) == Standing(True, "delivered", outside_id=named)
    assert wire.asked[0][1]["form"]["id"] == sent_with(key)["id"] and wire.asked[0][1]["repeatable"] is True
    with pytest.raises(ValueError, match="id"):
        Smsc().standing(PHONE, "", "", line(wire))
    assert len(wire.asked) == 1


def test_one_error_means_no_money_of_sending_and_no_such_message_of_asking() -> None:
    wire = Wire({"error": "message not found", "error_code": 3})
    assert Smsc().standing(PHONE, "101", "", line(wire)) == Standing(False)
    with pytest.raises(OutsideFailed) as told:
        Smsc().send(Outgoing(PHONE, "x"), line(wire))
    assert told.value.code == "sms.no_money"


def test_sending_is_never_repeated_by_itself() -> None:
    """One id is sent twice where it is said twice, so no key makes a repeat harmless."""
    wire = Wire({"id": 1})
    Smsc().send(Outgoing(PHONE, "x", key="k"), line(wire))
    assert wire.asked[0][1]["repeatable"] is False and not Smsc.means.keyed


def test_any_secret_can_stand_in_the_address() -> None:
    def posted(query: str) -> Posted:
        return Posted("POST", {}, query, b"phone=77011234567&mes=x", {}, SECRETS)

    assert Smsc().verify(posted("secret=s%26cret+%D1%8F")) and Smsc().verify(posted("fmt=&secret=s%26cret%20%D1%8F"))
    for wrong in ("", "secret", "secret=", "secret=s", "secret=s&cret я", "&" * 1_000, "secret=%ff", "a=1&" * 300):
        assert not Smsc().verify(posted(wrong)), wrong


def test_too_many_parts_are_not_sent() -> None:
    wire = Wire({"id": 1})

    class Brief(Smsc):
        means = Smsc.means.__class__(text=1_000, parts=2)

    refuse_unfit(Outgoing(PHONE, "я" * 134), Brief())
    with pytest.raises(ValueError, match="2 parts"):
        Brief().send(Outgoing(PHONE, "я" * 135), line(wire))
    assert wire.asked == []


def test_a_failure_names_who_failed_and_tells_no_words_of_theirs() -> None:
    with pytest.raises(OutsideFailed) as told:
        Smsc().send(Outgoing(PHONE, "x"), line(Wire({"error": "no money, a-key", "error_code": 3})))
    assert told.value.say() == "There is not enough money on the account with SMSC."
    assert "a-key" not in repr(vars(told.value))
