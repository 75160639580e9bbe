"""Every provider of payments, found by its folder, keeps what the port promises; a case is waived in its manifest."""

import base64
import json
import logging
import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from prilavok.adapters import payments
from prilavok.adapters.payments.port import (
    Charge,
    Held,
    Line,
    NotOffered,
    Page,
    Payments,
    Refund,
    open_provider,
    provider_names,
)
from prilavok.adapters.payments.port.asking import ask_once, charge_once, refund_once
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer, speak
from prilavok.kit.secrets import Secret
from prilavok.kit.settings import SANDBOXES

FOLDER = Path(payments.__file__).parent
NAMES = provider_names()
#: a provider charges at once, or opens pages; each may hold what is paid there
CAN = {"charge", "ask", "refund", "listen", "page", "qr", "hold"}
CHARGING = [name for name in NAMES if "charge" in open_provider(name).can]
PAGING = [name for name in NAMES if "page" in open_provider(name).can]
CAN_BE_WAIVED = {"independent_client"}
HOOK_SECRET = "whsec_" + base64.b64encode(b"x" * 32).decode()
NOW = 1_772_442_000.0
HIDDEN = "a-key-that-nobody-may-read"
WANTED = Charge("019cadc6-0000-7000-8000-000000000001", 125_000, "KZT", "019cadc6-0000-7000-8000-000000000002")
BACK = Refund("019cadc6-0000-7000-8000-000000000003", "ch_0a1b", 25_000, "KZT")
PAGE = Page(WANTED.key, WANTED.amount, "KZT", WANTED.order, "page", True, "http://127.0.0.1:8000/shop/order/1", 15)
HELD = Held(WANTED.key, "pm_0a1b", WANTED.amount, "KZT")
CALLS = {
    "charge": lambda provider, line: provider.charge(WANTED, line),
    "open_page": lambda provider, line: provider.open_page(PAGE, line),
    "capture": lambda provider, line: provider.capture(HELD, 90_000, line),
    "void": lambda provider, line: provider.void(HELD, line),
    "ask": lambda provider, line: provider.ask(WANTED.key, line),
    "refund": lambda provider, line: provider.refund(BACK, line),
    "ask_refund": lambda provider, line: provider.ask_refund(BACK.key, line),
}
#: by what a manifest has to declare for a way
DECLARED = {"charge": "charge", "open_page": "page", "capture": "hold", "void": "hold", "refund": "refund"}
GARBAGE = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"{",
    b"{}",
    b"[" * 100_000,
    b'{"state": "captured"}',
)


class Told:
    """Stands in for the wire: gives one answer, or fails, and remembers what it was asked."""

    def __init__(self, *answers: Answer | OutsideFailed) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []

    def __call__(
        self,
        method: str,
        url: str,
        *,
        within_ms: int,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        also: frozenset[int] = frozenset(),
    ) -> Answer:
        assert 0 < within_ms <= 20_000
        self.asked.append((method, url, dict(headers or {}), json))
        said = self.answers.pop(0)
        if isinstance(said, OutsideFailed):
            raise said
        if said.status < 300 or said.status in also:
            return said
        outcome = "temporary" if said.status == 429 or said.status >= 500 else "final"
        raise OutsideFailed(outcome, "outside.refused", "no", status=said.status)  # type: ignore[arg-type]


def _manifest(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name / "manifest.toml").read_text("utf-8"))


def _line(name: str, said: Told, url: str = "http://127.0.0.1:1") -> Line:
    names = [one for one, told in _manifest(name)["settings"].items() if told["secret"]]
    return Line(url, {one: Secret(HIDDEN) for one in names}, said)


def _answer(status: int, body: object, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, headers, raw)


def _examples() -> list[tuple[str, str, Path]]:
    return [
        (name, way, file)
        for name in NAMES
        for way in CALLS
        for file in sorted((FOLDER / name / "examples" / way).glob("*.json"))
    ]


def _call(provider: Payments, way: str, line: Line) -> Any:
    return CALLS[way](provider, line)


def _ways(name: str) -> list[str]:
    """What the provider's manifest offers."""
    can = open_provider(name).can
    return [way for way in CALLS if DECLARED.get(way, "ask" if way == "ask" else "refund") in can]


def test_every_folder_is_a_provider() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_")} - {"port"}
    assert sorted(folders) == NAMES != []
    with pytest.raises(LookupError):
        open_provider("nobody")


@pytest.mark.parametrize("name", NAMES)
def test_its_manifest_says_what_it_is(name: str) -> None:
    told, provider = _manifest(name), open_provider(name)
    assert (told["name"], told["kind"], provider.name) == (name, "payments", name)
    assert set(told["can"]) == set(provider.can) <= CAN
    assert told["source"] and date.fromisoformat(told["source_date"]) and isinstance(told["unverified"], list)
    assert set(told.get("waived", {})) <= CAN_BE_WAIVED
    assert all(reason.strip() for reason in told.get("waived", {}).values())
    assert provider.sandbox in SANDBOXES
    for field in told["settings"].values():
        assert set(field) == {"kind", "needed", "secret", "title"} and set(field["title"]) == {"ru", "kk", "en"}


@pytest.mark.parametrize(("name", "way", "file"), _examples(), ids=lambda one: getattr(one, "stem", one))
def test_an_example_is_read_as_exactly_what_it_says_twice_the_same(name: str, way: str, file: Path) -> None:
    example = json.loads(file.read_text("utf-8"))
    answer = _answer(example["answer"]["status"], example["answer"]["body"])
    for _ in range(2):
        said = _call(open_provider(name), way, _line(name, Told(answer)))
        assert (asdict(said) if said else None) == example["said"]


@pytest.mark.parametrize("name", NAMES)
def test_each_way_has_examples_of_every_word(name: str) -> None:
    states = {
        (way, (json.loads(file.read_text("utf-8"))["said"] or {"state": "never"})["state"])
        for one, way, file in _examples()
        if one == name
    }
    wanted = {("ask", "captured"), ("ask", "never"), ("refund", "done"), ("ask_refund", "never")}
    if name in CHARGING:
        wanted |= {("charge", "captured"), ("charge", "refused")}
    if name in PAGING:
        wanted |= {("open_page", "waiting"), ("ask", "held"), ("ask", "refused"), ("capture", "captured")}
        wanted |= {("void", "released"), ("void", "refused")}
    assert states >= wanted


@pytest.mark.parametrize("name", NAMES)
def test_what_its_manifest_does_not_offer_it_never_asks(name: str) -> None:
    for way in sorted(set(CALLS) - set(_ways(name))):
        told = Told()
        with pytest.raises(NotOffered):
            _call(open_provider(name), way, _line(name, told))
        assert told.asked == []


@pytest.mark.parametrize("name", CHARGING)
def test_it_charges_under_our_key_and_opens_itself_with_our_secret(name: str) -> None:
    example = json.loads((FOLDER / name / "examples" / "charge" / "captured.json").read_text("utf-8"))
    told = Told(_answer(201, example["answer"]["body"]), _answer(200, example["answer"]["body"]))
    line = _line(name, told)
    open_provider(name).charge(WANTED, line)
    open_provider(name).ask(WANTED.key, line)
    (how, _url, headers, body), (asking, address, opened, nothing) = told.asked
    written = json.dumps([headers, body])
    assert how == "POST" and written.count(WANTED.key) == 1 and body["amount"] == WANTED.amount
    assert body["currency"] == WANTED.currency
    assert asking == "GET" and WANTED.key in address and nothing is None
    assert HIDDEN in json.dumps(headers) and HIDDEN in json.dumps(opened) and HIDDEN not in _url + address


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_read_is_no_word_and_no_crash(name: str, garbage: bytes) -> None:
    for way in _ways(name):
        with pytest.raises(OutsideFailed) as failure:
            _call(open_provider(name), way, _line(name, Told(_answer(200, garbage))))
        assert failure.value.outcome == "unknown"


@pytest.mark.parametrize("name", CHARGING)
def test_a_word_about_another_charge_or_amount_is_no_word(name: str) -> None:
    example = json.loads((FOLDER / name / "examples" / "charge" / "captured.json").read_text("utf-8"))["answer"]["body"]
    provider = open_provider(name)
    with pytest.raises(OutsideFailed):
        provider.charge(WANTED, _line(name, Told(_answer(201, {**example, "key": "another"}))))
    for wrong in ({"amount": 124_999}, {"currency": "USD"}):
        said = charge_once(provider, WANTED, _line(name, Told(_answer(201, {**example, **wrong}))))
        assert said.state == "pending"


@pytest.mark.parametrize(("status", "outcome"), [(429, "temporary"), (500, "temporary"), (503, "temporary")]
                         + [(status, "final") for status in (400, 401, 403, 405, 413, 422)])  # fmt: skip
@pytest.mark.parametrize("name", NAMES)
def test_refusals_have_their_family(name: str, status: int, outcome: str) -> None:
    for way in _ways(name):
        with pytest.raises(OutsideFailed) as failure:
            _call(open_provider(name), way, _line(name, Told(_answer(status, {"error": {"code": "x"}}))))
        assert (failure.value.outcome, failure.value.status) == (outcome, status)


@pytest.mark.parametrize("name", CHARGING)
def test_an_unknown_outcome_is_settled_only_by_asking(name: str) -> None:
    """After each way of failing: what one question, answered so, makes of it."""
    captured = json.loads((FOLDER / name / "examples" / "ask" / "captured.json").read_text("utf-8"))["answer"]["body"]
    never = json.loads((FOLDER / name / "examples" / "ask" / "never.json").read_text("utf-8"))["answer"]
    cut = OutsideFailed("unknown", "outside.broken_off", "cut")
    away = OutsideFailed("temporary", "outside.unreachable", "away")
    busy, known, unheard = _answer(503, {}), _answer(200, captured), _answer(never["status"], never["body"])
    for told, state, asked in (
        (Told(cut, known), "captured", 2),
        (Told(cut, unheard), "pending", 2),  # it may still be under way
        (Told(cut, cut), "pending", 2),
        (Told(busy, unheard), "refused", 2),  # it has answered: nothing is under way
        (Told(busy, known), "captured", 2),
        (Told(busy, busy), "pending", 2),
        (Told(away), "refused", 1),  # nothing was ever sent
        (Told(_answer(422, {})), "refused", 1),
    ):
        said = charge_once(open_provider(name), WANTED, _line(name, told))
        assert (said.state, len(told.asked)) == (state, asked)
        assert [how for how, *_ in told.asked].count("POST") == 1
    for arrived, state in ((True, "refused"), (False, "pending")):
        said = ask_once(open_provider(name), WANTED, _line(name, Told(unheard)), arrived=arrived)
        assert said.state == state


@pytest.mark.parametrize("name", NAMES)
def test_a_refund_goes_out_once_under_our_key_and_is_never_guessed(name: str) -> None:
    """After each way of failing: what it is taken for, and how often something was sent that could give money back."""
    example = json.loads((FOLDER / name / "examples" / "refund" / "refunded.json").read_text("utf-8"))["answer"]["body"]
    never = json.loads((FOLDER / name / "examples" / "ask_refund" / "never.json").read_text("utf-8"))["answer"]
    cut = OutsideFailed("unknown", "outside.broken_off", "cut")
    known, unheard = _answer(200, example), _answer(never["status"], never["body"])
    for told, state, asked in (
        (Told(known), "done", 1),
        (Told(cut, known), "done", 2),
        (Told(cut, unheard), "pending", 2),
        (Told(_answer(503, {}), cut), "pending", 2),
        (Told(_answer(422, {})), "refused", 1),
        (Told(_answer(201, {**example, "amount": 24_999})), "pending", 1),
    ):
        said = refund_once(open_provider(name), BACK, _line(name, told))
        assert (said.state, len(told.asked)) == (state, asked)
        posts = [(url, json.dumps([headers, body])) for how, url, headers, body in told.asked if how == "POST"]
        assert len(posts) == 1 and posts[0][1].count(BACK.key) == 1 and HIDDEN in posts[0][1]


@pytest.mark.parametrize("name", CHARGING)
def test_a_silent_provider_is_given_up_in_time(name: str) -> None:
    provider = open_provider(name)
    with _silent() as url, pytest.raises(OutsideFailed) as failure:
        provider.charge(WANTED, Line(url, _line(name, Told()).secrets, _hurried))
    assert failure.value.outcome == "unknown"


@pytest.mark.parametrize("name", CHARGING)
def test_secrets_are_shown_nowhere(name: str, caplog: pytest.LogCaptureFixture) -> None:
    told = Told(_answer(401, {"error": {"code": "unauthorized", "message": HIDDEN}}))
    line = _line(name, told)
    with caplog.at_level(logging.DEBUG), pytest.raises(OutsideFailed) as failure:
        open_provider(name).charge(WANTED, line)
    assert HIDDEN not in repr(line) + repr(failure.value) + str(failure.value) + caplog.text


@pytest.mark.parametrize("name", NAMES)
def test_it_knows_no_django_and_no_database(name: str) -> None:
    asked = (
        f"import sys, prilavok.adapters.payments.{name}.adapter as one; one.open_here();"
        " print([m for m in ('django', 'psycopg') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def _hurried(method: str, url: str, *, within_ms: int, **more: Any) -> Answer:
    return speak(method, url, within_ms=min(within_ms, 300), **more)


@contextmanager
def _silent() -> Iterator[str]:
    """Takes a connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []
        thread = threading.Thread(target=lambda: taken.append(server.accept()[0]), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(2)
        for one in taken:
            one.close()
