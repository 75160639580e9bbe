"""Every route as every role: what a role may not do is refused, what it may is not, and nothing breaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from tests.doors.web_people import client_of, hire

_SAMPLES = {"uuid": UUID(int=7), "int": 7, "str": "x", "slug": "x", "path": "x/y"}
_OPEN = {"sign_in", "language", "theme", "healthz", "metrics", "problems"}


@dataclass(frozen=True)
class Route:
    name: str
    address: str
    needs: object


def _routes(resolver: Any, prefix: str = "", space: str = "") -> Iterator[Route]:
    from django.urls import URLResolver

    for one in resolver.url_patterns:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            if not pattern.startswith("api/"):  # the REST door has its own list of routes and its own test
                yield from _routes(one, pattern, f"{one.namespace}:" if one.namespace else space)
            continue
        address = "/" + pattern
        for name, converter in one.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            for written in (f"<{kind}:{name}>", f"<{name}>"):
                address = address.replace(written, str(_SAMPLES[kind]))
        yield Route(space + (one.name or address), address, getattr(one.callback, "needs", "nothing said"))


def _all_routes() -> list[Route]:
    from django.urls import get_resolver

    return list(_routes(get_resolver()))


def _is_shops(route: Route) -> bool:
    """The shop's people are customers: none of its pages asks for a sign-in of staff."""
    return route.name.startswith("shop:")


def test_every_route_says_what_it_needs() -> None:
    from prilavok.domains.staff.rules import VERBS

    routes = _all_routes()
    assert len(routes) >= 7
    unsaid = [route for route in routes if route.needs not in {*VERBS, "signed in", None}]
    assert unsaid == []
    assert {route.name for route in routes if route.needs is None and not _is_shops(route)} == _OPEN
    assert [route.name for route in routes if _is_shops(route) and route.needs is not None] == []


@pytest.mark.parametrize("role", ["owner", "manager", "marketer", "cashier", "operator"])
def test_every_route_as_every_role(rolled_back: None, quick_passwords: None, role: str) -> None:
    from django.db import transaction

    person = hire(role)
    held = {right["verb"] for right in person.rights_held}
    client = client_of(person)
    cookies = client.cookies.copy()
    wrong = []
    for route in _all_routes():
        for method in ("get", "post"):
            before = transaction.savepoint()  # what one route does, or breaks, is no matter of the next
            status = getattr(client, method)(route.address).status_code
            transaction.savepoint_rollback(before)
            client.cookies = cookies.copy()
            if route.name == "sign_out" and method == "get":
                assert status == 405, "a link may not sign anybody out"
            may = route.needs in {None, "signed in"} or route.needs in held
            if status >= 500 or (status == 403) == may:
                wrong.append((method, route, status))
    assert wrong == []


def test_every_route_before_sign_in(rolled_back: None) -> None:
    wrong = []
    for route in _all_routes():
        for method in ("get", "post"):
            answer = getattr(client_of(), method)(route.address)
            sent = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
            if answer.status_code >= 500 or (route.needs is not None) != sent:
                wrong.append((method, route, answer.status_code))
    assert wrong == []


def test_a_right_taken_away_is_gone_at_once(rolled_back: None) -> None:
    from prilavok.domains.staff.models import Right

    person = hire("cashier")
    client = client_of(person)
    route = next((one for one in _all_routes() if one.needs == "stock.see" and "7" not in one.address), None)
    assert route is not None, "no screen needs stock.see"
    assert client.get(route.address).status_code == 200
    Right.objects.filter(role=person.role, verb="stock.see").delete()
    assert client.get(route.address).status_code == 403


def test_who_left_is_signed_out(rolled_back: None) -> None:
    person = hire("owner")
    client = client_of(person)
    assert client.get("/").headers["Location"] != "/sign-in"
    type(person).objects.filter(id=person.id).update(is_active=False)
    assert client.get("/").headers["Location"] == "/sign-in"
