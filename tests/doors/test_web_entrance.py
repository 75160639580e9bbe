"""The entrance: signing in and out, its limits and records, language and theme, headers, failures."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.doors.web_people import AT, PASSWORD, client_of, hire


@pytest.fixture(autouse=True)
def clock_stands(rolled_back: None, quick_passwords: None) -> None:
    from prilavok.kit.clock import set_clock

    set_clock(AT)


def _sign_in(client: Any, login: str, password: str, **more: str) -> Any:
    return client.post("/sign-in", {"login": login, "password": password, **more})


def _events() -> list[tuple[str, str]]:
    from prilavok.kit.events.models import Event

    found = Event.objects.filter(verb__startswith="staff.").order_by("id")
    return [(one.verb, one.facts.get("reason", "")) for one in found]


def test_signing_in_gives_a_new_session_and_is_recorded() -> None:
    person = hire("owner")
    client = client_of()
    before = client.get("/sign-in").cookies.get("sessionid")
    answer = _sign_in(client, " OWNER ", PASSWORD)
    assert answer.status_code == 302
    cookie = answer.cookies["sessionid"]
    assert before is None
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert _events() == [("staff.hired", ""), ("staff.signed_in", "")]
    assert client.get("/sign-in").status_code == 302, "who is signed in is sent on"
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert client.get("/").headers["Location"] == "/sign-in"
    assert person.login == "owner"


@pytest.mark.parametrize(("login", "reason"), [("owner", "password"), ("nobody", "unknown"), ("own\x00er", "unknown")])
def test_a_wrong_pair_tells_nothing_and_is_recorded(login: str, reason: str) -> None:
    hire("owner")
    client = client_of()
    answer = _sign_in(client, login, "not the password")
    assert answer.status_code == 422
    assert "sessionid" not in answer.cookies
    assert _events() == [("staff.hired", ""), ("staff.refused", reason)]
    said = re.search(r'id="refusal">.*?</svg>(.*?)</p>', answer.content.decode(), re.DOTALL)
    assert said is not None
    assert login not in said[1] or login == "owner"


def test_who_left_may_not_sign_in() -> None:
    person = hire("owner")
    type(person).objects.filter(id=person.id).update(is_active=False)
    assert _sign_in(client_of(), "owner", PASSWORD).status_code == 422


def test_tries_by_login_are_limited_and_come_back() -> None:
    from prilavok.flows.sign_in import BY_LOGIN
    from prilavok.kit.clock import move_clock

    hire("owner")
    client = client_of()
    for _ in range(BY_LOGIN.capacity):
        assert _sign_in(client, "owner", "wrong").status_code == 422
    refused = _sign_in(client, "OWNER", PASSWORD)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 30
    assert "sessionid" not in refused.cookies, "the right password does not open while the limit holds"
    assert len([one for one in _events() if one[0] == "staff.refused"]) == BY_LOGIN.capacity, "no row by a limit"
    assert _sign_in(client, "somebody", "wrong").status_code == 422, "another login is not kept out"
    move_clock(timedelta(seconds=30))
    assert _sign_in(client, "owner", PASSWORD).status_code == 302


def test_tries_by_address_are_limited() -> None:
    from prilavok.flows.sign_in import BY_ADDRESS

    client = client_of()
    answers = [_sign_in(client, f"login{n}", "x").status_code for n in range(BY_ADDRESS.capacity + 1)]
    assert answers == [422] * BY_ADDRESS.capacity + [429]
    elsewhere = client_of(REMOTE_ADDR="203.0.113.9")
    assert _sign_in(elsewhere, "login", "x").status_code == 422
    forged = client_of(HTTP_X_FORWARDED_FOR="203.0.113.10")
    assert _sign_in(forged, "login", "x").status_code == 429, "nobody's proxy is believed"


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/metrics", "/metrics"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_the_way_after_sign_in_stays_in_the_house(asked: str, sent: str) -> None:
    hire("owner")
    assert _sign_in(client_of(), "owner", PASSWORD, next=asked).headers["Location"] == sent


def test_a_new_password_ends_open_sessions() -> None:
    from prilavok.flows.renew_password import renew_password
    from prilavok.kit.events.actor import SYSTEM

    client = client_of(hire("owner"))
    assert client.post("/language", {"language": "en"}).status_code == 302
    assert client.get("/").headers["Location"] != "/sign-in"
    renew_password("owner", "another-good-one-9", actor=SYSTEM, at=AT)
    assert client.get("/").headers["Location"] == "/sign-in"


def test_the_language_is_the_persons_then_the_cookies_then_the_browsers() -> None:
    from prilavok.domains.staff.queries import find_staff

    def spoken(client: Any, **headers: str) -> str:
        return client.get("/sign-in", **headers).headers["Content-Language"]

    guest = client_of()
    assert spoken(guest) == "ru"
    assert spoken(guest, HTTP_ACCEPT_LANGUAGE="de, en-GB;q=0.8, kk;q=0.5") == "en"
    assert spoken(guest, HTTP_ACCEPT_LANGUAGE="%%%, ,;q=") == "ru"
    guest.post("/language", {"language": "kk"})
    assert spoken(guest, HTTP_ACCEPT_LANGUAGE="en") == "kk"
    guest.post("/language", {"language": "xx"})
    assert spoken(guest) == "kk"
    client = client_of(hire("owner", language="en"))
    assert client.get("/nothing").headers["Content-Language"] == "en"
    client.post("/language", {"language": "kk"})
    person = find_staff("owner")
    assert person is not None
    assert person.language == "kk"


def test_the_theme_is_drawn_by_the_server() -> None:
    client = client_of()
    assert 'data-theme="system"' in client.get("/sign-in").content.decode()
    client.post("/theme", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/sign-in").content.decode()
    client.post("/theme", {"theme": '"><script>'})
    assert 'data-theme="dark"' in client.get("/sign-in").content.decode()


def test_every_answer_carries_the_safe_headers() -> None:
    client = client_of(hire("owner"))
    for address in ("/", "/sign-in", "/nothing", "/healthz", "/metrics"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy, address
        assert headers["X-Content-Type-Options"] == "nosniff", address
    assert client.get("/nothing").headers["Cache-Control"] == "no-store"


def test_no_page_of_the_ground_has_inline_script_or_style() -> None:
    for address in ("/sign-in", "/nothing"):
        page = client_of().get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page), address


def test_a_form_without_our_token_is_refused() -> None:
    from django.test import Client

    hire("owner")
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert client.post("/sign-in", {"login": "owner", "password": PASSWORD}).status_code == 403
    assert client.post("/sign-out").status_code == 403


def test_failures_take_the_form_the_asker_reads() -> None:
    client = client_of()
    page = client.get("/nothing")
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    told = client.get("/nothing", HTTP_ACCEPT="application/json")
    assert told.headers["Content-Type"] == "application/problem+json"
    assert {name: told.json()[name] for name in ("status", "code", "type")} == {
        "status": 404,
        "code": "page.not_found",
        "type": "/docs/problems#page.not_found",
    }
    part = client.get("/nothing", HTTP_HX_REQUEST="true")
    assert part.headers["HX-Retarget"] == "#toasts"
    assert part.headers["HX-Reselect"] == "unset"
    assert "<html" not in part.content.decode()


def test_a_part_of_a_page_asks_the_whole_page_to_sign_in() -> None:
    answer = client_of().get("/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://localhost/office/orders")
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=http%3A%2F%2Flocalhost%2Foffice%2Forders"


def test_health_says_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from prilavok.doors.web import health

    assert client_of().get("/healthz").json() == {"database": "reachable"}

    class Away:
        def cursor(self) -> None:
            raise OperationalError("gone")

    monkeypatch.setattr(health, "connection", Away())
    answer = client_of().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})


def test_figures_are_for_the_machine_and_for_those_who_watch() -> None:
    assert client_of().get("/metrics").status_code == 200
    assert client_of(REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 403
    assert client_of(HTTP_X_FORWARDED_FOR="127.0.0.1").get("/metrics").status_code == 403, "behind a proxy all are near"
    assert client_of(hire("owner"), REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 200
    assert client_of(hire("cashier"), REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 403


def test_the_entrance_asks_the_database_little(signed_in: Any, budget: Any) -> None:
    client = signed_in("owner")
    with budget("home"):
        client.get("/")
    with budget("sign-in"):
        client_of().get("/sign-in")
    with budget("not found"):
        client.get("/nothing")
