"""Every provider with pages keeps what the port promises of them: opened once, captured once, never guessed."""

import json
from typing import Any

import pytest
from tests.conformance.test_payments import FOLDER, HELD, HIDDEN, PAGE, PAGING, Told, _answer, _line

from prilavok.adapters.payments.port import open_provider
from prilavok.adapters.payments.port.asking import close_once, open_once
from prilavok.kit.errors import OutsideFailed

CUT = OutsideFailed("unknown", "outside.broken_off", "cut")
AWAY = OutsideFailed("temporary", "outside.unreachable", "away")


def _body(name: str, way: str, file: str) -> Any:
    return json.loads((FOLDER / name / "examples" / way / f"{file}.json").read_text("utf-8"))["answer"]["body"]


@pytest.mark.parametrize("name", PAGING)
def test_a_page_is_opened_under_our_key_with_all_that_was_asked(name: str) -> None:
    told = Told(_answer(201, _body(name, "open_page", "waiting")))
    said = open_provider(name).open_page(PAGE, _line(name, told))
    [(how, url, headers, body)] = told.asked
    assert how == "POST" and json.dumps([headers, body]).count(PAGE.key) == 1
    assert {PAGE.amount, PAGE.currency, PAGE.order, PAGE.back, PAGE.minutes} <= set(body.values())
    assert HIDDEN in json.dumps(headers) and HIDDEN not in url + json.dumps(body)
    assert said.state == "waiting" and said.link.startswith("http") and said.until > 0


@pytest.mark.parametrize("name", PAGING)
def test_an_opening_without_a_clear_word_is_asked_about_and_never_opened_twice(name: str) -> None:
    waiting, never = _body(name, "open_page", "waiting"), _body(name, "ask", "never")
    for told, state, asked in (
        (Told(CUT, _answer(200, waiting)), "waiting", 2),
        (Told(CUT, _answer(404, never)), "pending", 2),
        (Told(CUT, CUT), "pending", 2),
        (Told(_answer(503, {}), _answer(404, never)), "refused", 2),
        (Told(AWAY), "refused", 1),
        (Told(_answer(422, {})), "refused", 1),
        (Told(_answer(201, {**waiting, "amount": 124_999})), "pending", 1),
    ):
        said = open_once(open_provider(name), PAGE, _line(name, told))
        assert (said.state, len(told.asked)) == (state, asked)
        assert [how for how, *_rest in told.asked].count("POST") == 1


@pytest.mark.parametrize("name", PAGING)
def test_what_is_held_is_captured_in_part_or_let_go_and_no_word_is_guessed(name: str) -> None:
    captured, held = _body(name, "capture", "captured"), _body(name, "ask", "held")
    released, cancelled = _body(name, "void", "released"), _body(name, "void", "cancelled")
    for told, amount, said_so in (
        (Told(_answer(200, captured)), 90_000, ("captured", 90_000)),
        (Told(CUT, _answer(200, captured)), 90_000, ("captured", 90_000)),
        (Told(CUT, CUT), 90_000, ("pending", None)),
        (Told(_answer(503, {}), _answer(200, held)), 90_000, ("held", None)),
        (Told(_answer(409, {}), _answer(200, released)), 90_000, ("released", None)),
        (Told(_answer(200, released)), 0, ("released", None)),
        (Told(_answer(200, cancelled)), 0, ("refused", None)),
        (Told(_answer(409, {}), _answer(200, captured)), 0, ("captured", 90_000)),
        (Told(_answer(200, {**captured, "amount": 1})), 90_000, ("pending", None)),
    ):
        said = close_once(open_provider(name), HELD, amount, _line(name, told))
        assert (said.state, said.taken) == said_so
        assert [how for how, *_rest in told.asked].count("POST") == 1
        assert (90_000 in (told.asked[0][3] or {}).values()) is bool(amount)
