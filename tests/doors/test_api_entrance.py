"""Who is let in at the REST door, how often, and in which form it says no."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.doors.api_callers import V1, Program, program_of
from tests.doors.web_people import AT, client_of, hire

pytestmark = pytest.mark.usefixtures("rolled_back", "quick_passwords")
ROLES = ("owner", "manager", "marketer", "cashier", "operator")


def _code(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= told.keys()
    assert (told["status"], told["type"]) == (answer.status_code, f"/docs/problems#{told['code']}")
    assert told["title"] and told["detail"]
    return answer.status_code, told["code"]


GUESTS = {"guest", "nobody"}  # routes of the shop, with tokens of their own: test_api_shop.py


def _routes() -> Iterator[tuple[str, str, str]]:
    """The routes for staff."""
    return (route for route in _every_route() if route[2] not in GUESTS)


def _every_route() -> Iterator[tuple[str, str, str]]:
    from prilavok.doors.api.described import document

    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            address = path.removeprefix(V1)
            for name in ("place", "variant", "product", "customer", "order", "run", "segment", "promotion"):
                address = address.replace("{" + name + "}", str(UUID(int=7)))
            yield method.upper(), address.replace("{indicator}", "sales.amount"), told["x-needs"]


def test_every_route_at_the_door_is_in_the_document_with_a_verb() -> None:
    from prilavok.domains.staff.rules import VERBS
    from prilavok.doors.api.door import guarded_urls

    routes = list(_routes())
    assert len(routes) == 81
    assert len(list(_every_route())) == 134
    assert {needs for _method, _path, needs in routes} <= VERBS
    assert len(guarded_urls()) == 134


@pytest.mark.parametrize("role", ROLES)
def test_every_route_as_every_role(role: str) -> None:
    from prilavok.domains.staff.rules import DEFAULT_ROLES

    held = next(one.rights for one in DEFAULT_ROLES if one.code == role)
    program, wrong = program_of(role), []
    for method, path, needs in _routes():
        answer = program.send(method, path, data="{}", content_type="application/json")
        if answer.status_code >= 500 or answer.status_code == 401 or (answer.status_code == 403) == (needs in held):
            wrong.append((method, path, needs, answer.status_code))
        elif answer.status_code == 403:
            assert _code(answer) == (403, "staff.no_right")
    assert wrong == []


def test_every_route_as_nobody() -> None:
    nobody = program_of(None)
    for method, path, _needs in _routes():
        answer = nobody.send(method, path, data="{}", content_type="application/json")
        assert _code(answer) == (401, "token.missing"), path
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="prilavok"'


@pytest.mark.parametrize(
    "given", ["Bearer", "Bearer x", "Basic b3duZXI6eA==", "Bearer " + "a" * 5000, "Bearer ä\x80", "Bearer a b c", ""]
)
def test_what_is_no_token_of_ours_opens_nothing(given: str) -> None:
    answer = program_of(None).get("/places", headers={"Authorization": given})
    assert _code(answer) == (401, "token.refused")


def test_a_token_ends_by_itself_and_with_every_change_of_its_person() -> None:
    from prilavok.domains.staff.actions import change_password
    from prilavok.domains.staff.models import Staff
    from prilavok.doors.api.tokens import give_token
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.ids import sign

    program = program_of("owner")
    assert program.get("/places").status_code == 200
    person = Staff.objects.get(login="owner.program")
    other = sign(f"{person.id}:{person.version}", "another purpose", clock.now() + timedelta(days=1))
    assert _code(Program(program.client, other).get("/places")) == (401, "token.refused")
    late = give_token(person.login, clock.now() - timedelta(seconds=1))
    assert _code(Program(program.client, late).get("/places")) == (401, "token.refused")
    change_password(person.login, "eight-red-pears", actor=SYSTEM, at=AT)
    assert _code(program.get("/places")) == (401, "token.refused")
    fresh = Program(program.client, give_token(person.login, clock.now() + timedelta(days=1)))
    assert fresh.get("/places").status_code == 200
    Staff.objects.filter(id=person.id).update(is_active=False)
    assert _code(fresh.get("/places")) == (401, "token.refused")


def test_a_right_taken_away_is_gone_at_once() -> None:
    from prilavok.domains.staff.models import Right

    program = program_of("cashier")
    assert program.get("/stock").status_code == 200
    Right.objects.filter(role__code="cashier", verb="stock.see").delete()
    assert _code(program.get("/stock")) == (403, "staff.no_right")


def test_the_session_of_the_pages_reads_but_changes_nothing_without_its_token() -> None:
    from django.test import Client

    client = client_of(person := hire("owner"))
    assert client.get(f"{V1}/places").status_code == 200
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(person)
    assert strict.get(f"{V1}/places").status_code == 200
    answer = strict.post(f"{V1}/sales", {}, content_type="application/json")
    assert _code(answer) == (403, "session.no_csrf")
    strict.cookies["csrftoken"] = "a" * 32
    answer = strict.post(f"{V1}/sales", {}, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert _code(answer) == (422, "request.unfit")


def test_a_token_may_ask_so_often_and_no_oftener(monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.doors.api import askers
    from prilavok.kit.limits import Limit

    monkeypatch.setattr(askers, "BY_TOKEN", Limit("api token", capacity=3, per_minute=6))
    program, other = program_of("owner"), program_of("manager")
    assert [program.get("/places").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = program.get("/places")
    assert _code(answer) == (429, "limit.reached")
    assert 0 < int(answer.headers["Retry-After"]) <= 10
    assert other.get("/places").status_code == 200, "another token has a bucket of its own"


def test_problems_speak_the_language_of_the_call() -> None:
    program = program_of("owner", language="kk")
    for asked, spoken in [("ru", "ru"), ("en-GB,en;q=0.9", "en"), ("fr, kk;q=0.5", "kk"), ("fr", "kk"), ("", "kk")]:
        headers = {"Accept-Language": asked} if asked else {}
        answer = program.get("/places", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["Content-Language"] == spoken, asked


def test_what_is_asked_in_no_known_way_is_refused_in_one_form() -> None:
    program = program_of("owner")
    assert _code(program.get("/no-such-noun")) == (404, "page.not_found")
    answer = program.send("DELETE", "/places")
    assert _code(answer) == (405, "method.not_allowed")
    assert answer.headers["Allow"] == "GET"
    answer = program.get("/places?colour=red&limit=5&zone%00=1")
    assert _code(answer) == (422, "request.unfit")
    assert [one["field"] for one in answer.json()["errors"]] == ["query.colour", "query.zone\x00"]
    answer = program.get("/places?limit=0&q=" + "x" * 81)
    assert _code(answer) == (422, "request.unfit")
    assert [(one["field"], one["code"], one["detail"]) for one in answer.json()["errors"]] == [
        ("query.limit", "greater_than_equal", "At least 1."), ("query.q", "string_too_long", "At most 80 characters."),
    ]  # fmt: skip
    assert _code(program.get("/places/7")) == (422, "request.unfit")
    assert _code(program.get(f"/places/{UUID(int=7)}")) == (404, "place.unknown")
    assert _code(program.get("/places?q=%00")) == (422, "request.unfit")
    assert program.get("/places?q=%ff%ed%a0%80").status_code == 200, "broken bytes become the sign for what is broken"
    assert program.get("/places", headers={"X-Strange": "\x80"}).status_code == 200


def test_bodies_are_bounded_and_strict() -> None:
    program = program_of("owner")

    def sent(body: bytes, kind: str = "application/json") -> tuple[int, str]:
        return _code(program.send("POST", "/sales", data=body, content_type=kind))

    assert sent(b"{}", "text/plain") == (415, "body.not_json")
    assert sent(b" " * (1024 * 1024 + 1)) == (413, "body.too_large")
    for broken in (b"{", b"NaN", b'{"a": Infinity}', b'"\\ud800"', b"\xff", b"[" * 100_000, b'{"a":1,}'):
        assert sent(broken) == (400, "body.unreadable"), broken[:20]
    for unfit in (b"null", b"[]", b"1", b'"x"', b"{}", b'{"source": "a", "sales": [], "more": 1}'):
        assert sent(unfit) == (422, "request.unfit"), unfit


def test_a_bug_is_a_problem_without_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.doors.api import places

    def broken(**_asked: object) -> None:
        raise ZeroDivisionError("secret of the code")

    monkeypatch.setattr(places, "list_places", broken)
    answer = program_of("owner").get("/places")
    assert _code(answer) == (500, "page.broke")
    assert b"secret" not in answer.content


def test_head_answers_like_get_without_a_body() -> None:
    program = program_of("owner")
    whole, head = program.get("/places"), program.send("HEAD", "/places")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_answers_are_never_kept_by_others_and_run_nothing() -> None:
    answer = program_of("owner").get("/places")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_document_and_listing_are_open_and_hold_no_markup() -> None:
    nobody = program_of(None)
    assert nobody.get("/openapi.json").json()["openapi"] == "3.1.0"
    listing = nobody.get("/docs")
    assert listing.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = listing.content.decode()
    assert "GET   /api/v1/places " in text and "orders.see" in text and "<" not in text


def test_the_command_prints_a_token_that_opens(capsys: pytest.CaptureFixture[str]) -> None:
    from prilavok.doors.cli import main

    hire("owner", "till.program")
    assert main(["token", "till.program", "--days", "2"]) == 0
    token = capsys.readouterr().out.strip()
    assert Program(program_of(None).client, token).get("/places").status_code == 200
    assert main(["token", "nobody.here"]) == 1
    assert "nobody.here" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["token", "till.program", "--days", "367"])
