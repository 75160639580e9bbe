"""The sandbox of SMS as its providers write of themselves: what is sent, what it costs, what became of it, what is told."""

import hashlib
import itertools
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from tests.sandboxes.own_address import Answer, Heard, own_address
from tests.sandboxes.sandbox_process import Sandbox, sandbox, stop, until

from prilavok.sandboxes.sms.texts import parts_of

LOGIN = {"login": "shop", "psw": "secret-of-shop", "fmt": "3", "charset": "utf-8"}
KEY = "kz0123456789abcdef0123456789abcdef"
PHONE = "77011234567"


@pytest.fixture(scope="module")
def sms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with sandbox("sms", tmp_path_factory.mktemp("sms"), "--no-limits") as made:
        yield made


def _smsc(made: Sandbox, script: str, **more: str) -> Any:
    return httpx.post(f"{made.url}/sys/{script}.php", data=LOGIN | more, timeout=60).json()


def _mobizon(made: Sandbox, method: str, *, key: str = KEY, **more: str) -> Any:
    at = {"output": "json", "api": "v1", "apiKey": key}
    answer = httpx.post(f"{made.url}/service/{method}", params=at, data=more, timeout=60)
    assert answer.status_code == 200
    return answer.json()


def _said(made: Sandbox, phone: str) -> list[str]:
    return [one["text"] for one in made.chat(int(phone))["messages"]]


def _status(made: Sandbox, name: object, phone: str = PHONE) -> int:
    return int(_smsc(made, "status", id=str(name), phone=phone)["status"])


@contextmanager
def _house(*first: int) -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
    """Takes what is told: the path, the content type and the body of each. first: what it answers before 200."""
    statuses = list(first)
    came: list[tuple[str, str, bytes]] = []

    def take(heard: Heard) -> Answer:
        came.append((heard.path, heard.headers["content-type"], heard.body))
        return (statuses.pop(0) if statuses else 200), b""

    with own_address("/hooks/sms", take) as url:
        yield url, came


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("x" * 152 + "€" + "x" * 152, 3),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("x" * 70 + "ә", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
    ],
)
def test_a_text_is_counted_in_parts(text: str, parts: int) -> None:
    assert parts_of(text) == parts


def test_smsc_sends_tells_what_it_costs_and_what_became_of_it(sms: Sandbox) -> None:
    before = _smsc(sms, "balance", cur="1")
    assert before["currency"] == "RUR"
    cost = _smsc(sms, "send", phones=f"+{PHONE}", mes="Сіздің тапсырысыңыз дайын", cost="1")
    assert cost == {"cost": "2.5", "cnt": 1}
    sent = _smsc(sms, "send", phones="8 (701) 123-45-67", mes="Ваш заказ готов", cost="3", id="77", sender="SHOP")
    left = _smsc(sms, "balance")["balance"]
    assert sent == {"id": 77, "cnt": 1, "cost": "2.5", "balance": left}
    assert float(before["balance"]) - float(left) == 2.5
    until(lambda: _status(sms, 77) == 1)
    told = sms.chat(int(PHONE))["messages"][-1]
    assert told == {"from": "SHOP", "text": "Ваш заказ готов", "parts": 1, "id": "77"}
    full = _smsc(sms, "status", id="77", phone=PHONE, all="1")
    assert (full["status_name"], full["message"], full["err"], full["cnt"]) == ("Доставлено", "Ваш заказ готов", 0, 1)
    assert full["last_timestamp"] >= full["send_timestamp"] and len(full["last_date"]) == len("10.10.2010 10:10:10")


def test_smsc_names_one_message_to_many_and_lists_statuses(sms: Sandbox) -> None:
    phones = ["77010000001", "77010000002"]
    sent = _smsc(sms, "send", phones=";".join([*phones, phones[0], "no phone"]), mes="x" * 161)
    assert sent["cnt"] == 4 and set(sent) == {"id", "cnt"}
    name = sent["id"]
    asked = {"id": f"{name},{name},5", "phone": f"{phones[0]},{phones[1]},{phones[1]}"}
    until(lambda: [one["status"] for one in _smsc(sms, "status", **asked)] == [1, 1, -3])
    assert [(one["id"], one["phone"]) for one in _smsc(sms, "status", **asked)][:2] == [(name, one) for one in phones]
    assert isinstance(_smsc(sms, "status", id=f"{name},", phone=f"{phones[0]},"), list)


def test_smsc_json_and_a_key_in_place_of_login_and_password(sms: Sandbox) -> None:
    asked = {"apikey": "an-api-key-of-a-shop", "phones": "77010000003", "mes": "Сәлем", "cost": 3, "id": "order-7.a_b"}
    sent = httpx.post(f"{sms.url}/rest/send/", json=asked, timeout=60).json()
    assert sent == {"id": "order-7.a_b", "cnt": 1, "cost": "2.5", "balance": "997.5"}
    by_get = {"apikey": "an-api-key-of-a-shop", "fmt": "3"}
    assert httpx.get(f"{sms.url}/sys/balance.php", params=by_get).json() == {"balance": "997.5"}
    hashed = hashlib.md5(LOGIN["psw"].encode()).hexdigest()
    assert "balance" in _smsc(sms, "balance") and "balance" in _smsc(sms, "balance", psw=hashed)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"mes": ""}, 1),
        ({"phones": ""}, 1),
        ({"mes": "x" * 1001}, 1),
        ({"cost": "4"}, 1),
        ({"id": "2147483648"}, 1),
        ({"id": "no id"}, 1),
        ({"valid": "25"}, 1),
        ({"valid": "0:00"}, 1),
        ({"valid": "²"}, 1),
        ({"fmt": "1"}, 1),
        ({"login": ""}, 1),
        ({"psw": "another"}, 2),
        ({"phones": "12, not a phone"}, 7),
        ({"sender": "a name too long"}, 6),
        ({"sender": "Лавка"}, 6),
    ],
)
def test_smsc_refuses_by_its_numbers(sms: Sandbox, asked: dict[str, str], code: int) -> None:
    _smsc(sms, "balance")
    told = _smsc(sms, "send", **({"phones": PHONE, "mes": "x"} | asked))
    assert told["error_code"] == code and told["error"]
    assert ("id" in told) == (code in {3, 6, 7, 8})


def test_smsc_wants_money_and_a_good_name(sms: Sandbox) -> None:
    account = {"provider": "smsc", "account": "shop"}
    sms_account = f"{sms.url}/sandbox/account"
    httpx.post(sms_account, json=account | {"balance": "4.99"}).raise_for_status()
    assert _smsc(sms, "send", phones="77010000004,77010000005", mes="x", id="9")["error_code"] == 3
    assert _smsc(sms, "send", phones="77010000004", mes="x", cost="3")["balance"] == "2.49"
    httpx.post(sms_account, json=account | {"blocked": True}).raise_for_status()
    assert _smsc(sms, "balance") == {"error": "IP-address is temporarily blocked", "error_code": 4}
    httpx.post(sms_account, json=account | {"blocked": False, "balance": "1000"}).raise_for_status()
    assert _smsc(sms, "balance") == {"balance": "1000"}
    for wrong in ({}, {"balance": "much"}, {"balance": 7}, {"hook": "https://example.com/"}, {"blocked": "yes"}):
        asked = account | wrong if wrong else {"provider": "twilio", "account": "shop"}
        assert httpx.post(sms_account, json=asked).status_code == 409


def test_what_comes_too_fast_is_refused(tmp_path: Path) -> None:
    with sandbox("sms", tmp_path) as made:
        one = {"phones": PHONE, "mes": "Код 1234", "id": "5"}
        assert _smsc(made, "send", **one)["id"] == 5
        assert _smsc(made, "send", **one) == {"error": "duplicate request, wait a minute", "error_code": 9}
        assert _smsc(made, "send", **(one | {"mes": "Код 1235"}))["id"] == 5, "an id need not be unique"
        codes = [_smsc(made, "status", id="5", phone=PHONE).get("error_code") for _ in range(6)]
        assert codes == [None] * 5 + [9]
        until(lambda: len(_said(made, PHONE)) == 2)
        assert [_smsc(made, "balance").get("error_code") for _ in range(11)] == [None] * 10 + [9]


def test_a_phone_that_is_off_gone_barred_or_late(sms: Sandbox) -> None:
    numbers = {"off": "77010000011", "gone": "77010000012", "barred": "77010000013"}
    for state, number in numbers.items():
        sms.act(int(number), state)
        _smsc(sms, "send", phones=number, mes=state, id="31")
        _mobizon(sms, "message/sendSmsMessage", recipient=number, text=state)
    until(lambda: (_status(sms, 31, numbers["gone"]), _status(sms, 31, numbers["barred"])) == (20, 23))
    assert _status(sms, 31, numbers["off"]) == 0 and sms.chat(int(numbers["off"]))["under_way"] == 2
    assert _smsc(sms, "status", id="31", phone=numbers["gone"])["err"] == 1
    sms.act(int(numbers["off"]), "on")
    until(lambda: _status(sms, 31, numbers["off"]) == 1 and _said(sms, numbers["off"]) == ["off", "off"])
    assert _said(sms, numbers["gone"]) == _said(sms, numbers["barred"]) == []
    late = "77010000014"
    sms.act(int(late), "late", seconds=1.5)
    _smsc(sms, "send", phones=late, mes="late", id="32")
    assert _status(sms, 32, late) == 0 and _said(sms, late) == []
    until(lambda: _status(sms, 32, late) == 1)
    assert _said(sms, late) == ["late"]


@pytest.mark.parametrize("form", ["", "&fmt=3"])
def test_smsc_tells_what_ended_and_what_was_answered_signed_by_the_word_in_the_address(sms: Sandbox, form: str) -> None:
    phone = "77010000021" if form else "77010000022"
    with _house() as (url, came):
        hook = f"{url}?of=shop&charset=utf-8&md5=word&sha1=word&crc32=word{form}"
        httpx.post(f"{sms.url}/sandbox/account", json={"provider": "smsc", "account": "shop", "hook": hook})
        sent = _smsc(sms, "send", phones=phone, mes="Готово?", id="41", sender="SHOP")
        until(lambda: len(came) == 1)
        answered = sms.act(int(phone), "say", text="Да, спасибо")
        until(lambda: len(came) == 2)
        httpx.post(f"{sms.url}/sandbox/account", json={"provider": "smsc", "account": "shop", "hook": ""})
    told = [json.loads(body) if form else _form(body) for _path, _kind, body in came]
    assert {path for path, _kind, _body in came} == {"/hooks/sms?of=shop"}
    assert came[0][1].startswith("application/json" if form else "application/x-www-form-urlencoded")
    ended, said = told
    assert (ended["id"], ended["phone"], ended["status"], ended["err"], ended["cnt"]) == ("41", phone, "1", "0", "1")
    text = f"41:{phone}:1:word".encode()
    assert ended["md5"] == hashlib.md5(text).hexdigest() and ended["sha1"] == hashlib.sha1(text).hexdigest()
    assert ended["crc32"] == str(zlib.crc32(text)) and int(ended["ts"]) > 1_700_000_000
    assert (said["phone"], said["mes"], said["to"], said["sms_id"]) == (phone, "Да, спасибо", "SHOP", "41")
    assert said["md5"] == hashlib.md5(f"{phone}:Да, спасибо:SHOP:word".encode()).hexdigest()
    listed = _smsc(sms, "get", get_answers="1", after_id=str(answered["id"] - 1))
    assert [(one["id"], one["phone"], one["message"], one["to_phone"]) for one in listed] == [
        (answered["id"], phone, "Да, спасибо", "SHOP")
    ]
    assert _smsc(sms, "get", get_answers="1", after_id=str(answered["id"])) == [] and sent["id"] == 41


def _form(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def test_words_are_in_windows_1251_unless_the_address_says_otherwise(sms: Sandbox) -> None:
    with _house() as (url, came):
        httpx.post(f"{sms.url}/sandbox/account", json={"provider": "smsc", "account": "shop", "hook": url})
        _smsc(sms, "send", phones="77010000023", mes="x", id="42")
        until(lambda: len(came) == 1)
        sms.act(77010000023, "say", text="Да")
        until(lambda: len(came) == 2)
        httpx.post(f"{sms.url}/sandbox/account", json={"provider": "smsc", "account": "shop", "hook": ""})
    assert parse_qs(came[1][2].decode(), encoding="windows-1251")["mes"] == ["Да"] and "md5" not in _form(came[0][2])


def test_mobizon_sends_and_tells(sms: Sandbox) -> None:
    phone = "77010000031"
    before = _mobizon(sms, "User/GetOwnBalance")
    assert before["code"] == 0 and before["data"]["currency"] == "KZT"
    sent = _mobizon(sms, "message/sendsmsmessage", recipient=f"+{phone}", text="Код: 1234 ✓", **{"from": "SHOP"})
    assert (sent["code"], sent["message"], sent["data"]["status"]) == (0, "", 2)
    name = sent["data"]["messageId"]
    asked = {"ids[0]": name, "ids[1]": "1"}
    until(lambda: _mobizon(sms, "message/getSMSStatus", **asked)["data"][0]["status"] == "DELIVRD")
    (told,) = _mobizon(sms, "message/getSMSStatus", ids=f"{name},1")["data"]
    assert (told["id"], told["segNum"]) == (name, "1") and told["startSendTs"] <= told["statusUpdateTs"]
    after = _mobizon(sms, "user/getownbalance")["data"]["balance"]
    assert float(before["data"]["balance"]) - float(after) == 18.0 and after.endswith("00")
    assert sms.chat(int(phone))["messages"] == [{"from": "SHOP", "text": "Код: 1234 ✓", "parts": 1, "id": name}]
    refused = httpx.post(f"{sms.url}/user/{phone}/say", json={"text": "Да"})
    assert (refused.status_code, refused.json()["error"]) == (409, "one_way")


@pytest.mark.parametrize(
    ("method", "asked", "code"),
    [
        ("letters/send", {}, 4),
        ("message/burn", {}, 5),
        ("message/sendSmsMessage", {"output": "xml"}, 6),
        ("message/sendSmsMessage", {"text": "x"}, 11),
        ("message/sendSmsMessage", {"recipient": PHONE, "text": " "}, 11),
        ("message/sendSmsMessage", {"recipient": "12", "text": "x"}, 1),
        ("message/sendSmsMessage", {"recipient": PHONE, "text": "x" * 1001}, 1),
        ("message/sendSmsMessage", {"recipient": PHONE, "text": "x", "from": "Лавка"}, 1),
        ("message/sendSmsMessage", {"recipient": PHONE, "text": "x", "params[validity]": "5"}, 1),
        ("message/getSMSStatus", {}, 2),
        ("message/getSMSStatus", {"ids": ",".join(map(str, range(101)))}, 12),
    ],
)
def test_mobizon_refuses_by_its_numbers(sms: Sandbox, method: str, asked: dict[str, str], code: int) -> None:
    told = httpx.post(f"{sms.url}/service/{method}", params={"apiKey": KEY} | asked, timeout=60).json()
    assert (told["code"], set(told)) == (code, {"code", "data", "message"}) and told["message"]


def test_mobizon_wants_a_key_and_money(sms: Sandbox) -> None:
    assert _mobizon(sms, "user/getOwnBalance", key="short")["code"] == 8
    other = {"provider": "mobizon", "account": "kz" + "1" * 30}
    httpx.post(f"{sms.url}/sandbox/account", json=other | {"balance": "17.99"}).raise_for_status()
    told = _mobizon(sms, "message/sendSmsMessage", key=other["account"], recipient=PHONE, text="x")
    assert (told["code"], told["data"]) == (15, "") and told["message"]
    httpx.post(f"{sms.url}/sandbox/account", json=other | {"blocked": True}).raise_for_status()
    assert _mobizon(sms, "user/getOwnBalance", key=other["account"])["code"] == 14


@pytest.mark.parametrize("secret", ["", "a word"])
def test_mobizon_tells_what_ended_and_counts_its_tries(sms: Sandbox, secret: str) -> None:
    phone = "77010000033" if secret else "77010000032"
    account = {"provider": "mobizon", "account": KEY}
    with _house(503) as (url, came):
        httpx.post(f"{sms.url}/sandbox/account", json=account | {"hook": url, "secret": secret}).raise_for_status()
        sent = _mobizon(sms, "message/sendSmsMessage", recipient=phone, text="x" * 161)["data"]
        until(lambda: len(came) == 2)
        httpx.post(f"{sms.url}/sandbox/account", json=account | {"hook": ""}).raise_for_status()
    told = [json.loads(body) for _path, _kind, body in came]
    assert [one["attempt"] for one in told] == [1, 2] and len({one["eventId"] for one in told}) == 1
    last = told[-1]
    assert (last["eventType"], last["data"]["status"], last["data"]["to"]) == ("sms-delivery-report", "DELIVRD", phone)
    ids = (last["data"]["messageId"], last["data"]["campaignId"])
    assert ids == (int(sent["messageId"]), int(sent["campaignId"])) and last["data"]["segNum"] == 2
    for one in told:
        signed = f"{one['eventId']}|{one['attempt']}|{one['eventCreateTs']}|{secret}".encode()
        assert one.get("sign") == (hashlib.sha1(signed).hexdigest() if secret else None)


def test_what_goes_wrong_on_purpose(sms: Sandbox) -> None:
    sms.trouble(refuse=1)
    assert httpx.post(f"{sms.url}/sys/send.php", data=LOGIN).status_code == 500
    sms.trouble(lose=1)
    phone = "77010000041"
    with pytest.raises(httpx.HTTPError):
        _smsc(sms, "send", phones=phone, mes="cut", id="51")
    until(lambda: _said(sms, phone) == ["cut"])
    assert _status(sms, 51, phone) == 1, "it was carried out, and its own id finds it"
    assert httpx.post(f"{sms.url}/sandbox/trouble", json={"rain": 1}).status_code == 400


@pytest.mark.parametrize(
    ("path", "told", "error"),
    [
        ("/user", {"phone": "12"}, "phone"),
        ("/user", {"phone": 7}, "phone"),
        ("/user/12/on", {}, "phone"),
        ("/user/77010000051/dance", {}, "act"),
        ("/user/77010000051/late", {"seconds": "1"}, "act"),
        ("/user/77010000051/late", {"seconds": -1}, "act"),
        ("/user/77010000051/say", {"text": ""}, "text"),
        ("/user/77010000051/say", {"text": "x"}, "nobody_wrote"),
        ("/user/77010000051/say", [], "act"),
        ("/user/77010000051/say/more", {}, "act"),
    ],
)
def test_what_a_phone_cannot_do_is_refused(sms: Sandbox, path: str, told: object, error: str) -> None:
    answer = httpx.post(f"{sms.url}{path}", json=told)
    assert (answer.status_code, answer.json()) == (409, {"ok": False, "error": error})


def test_wrong_input_is_no_fault(sms: Sandbox) -> None:
    paths = ("/sys/send.php", "/rest/send/", "/sys/status.php", "/service/message/sendSmsMessage", "/service/", "/x")
    kinds = ("application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded")
    bodies = (b"", b"{", b"[]", b'{"id":{"a":[]}}', b"\xff", b'{"phones":["7",null],"mes":1.5,"id":true}')
    with httpx.Client(base_url=sms.url) as client:
        for path, body, kind in itertools.product(paths, bodies, kinds):
            answer = client.post(path, content=body, headers={"content-type": kind})
            assert answer.status_code == (404 if path == "/x" else 200), (path, body, answer.text)
        assert client.get("/").status_code == 200


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    with sandbox("sms", tmp_path) as made:
        made.act(int(PHONE), "off")
        _smsc(made, "send", phones=PHONE, mes="помни", id="61")
        stop(made)
        assert made.memory.stat().st_mode & 0o777 == 0o600
    with sandbox("sms", tmp_path) as made:
        assert (_status(made, 61), _smsc(made, "balance")["balance"]) == (0, "997.5")
        made.act(int(PHONE), "on")
        until(lambda: _said(made, PHONE) == ["помни"])
