"""Orders and people found by a number as people type it: other scripts and layouts, spaces, a digit lost or wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make, people
from tests.doors.api_callers import program_of
from tests.doors.web_people import client_of, hire

from prilavok.domains.customers.actions import browser_value, name_customer, new_browser_token, open_leaf, put_customers
from prilavok.domains.customers.queries import find_identifier_leaves, list_customer_ids
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.domains.orders.actions import record_sales
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.search import write_entries

CODE, CARD = "HH-1690", "CJ001690"
SPELT = ["D-00465", "d00465", "Д-00465", "D 00465", "в-00465", "В00465", "00465"]
SLIPPED = ["D-0465", "D-00456", "D-004665", "Д-0465"]


@pytest.fixture
def buyer(rolled_back: None, quick_passwords: None) -> Iterator[UUID]:
    """A customer with a card who bought twice, and somebody else who bought beside them."""
    owned = [NewCustomer(CODE, (NewIdentifier("card", CARD),)), NewCustomer("HH-7", (NewIdentifier("card", "CJ77"),))]
    put_customers(owned, source="load:test", seen=make.AT, at=make.AT, origin="load")
    ids = list_customer_ids([CODE, "HH-7"])
    write_entries("customer", [(ids[CODE], "card", CARD), (ids[CODE], "code", CODE), (ids["HH-7"], "card", "CJ77")])
    leaves = find_identifier_leaves("card", [CARD, "CJ77"])
    place, variant = make.place(), make.variant()
    sold = [("D-00465", CARD), ("CJ-31964082593", CARD), ("D-01465", "CJ77"), ("D-00777", "CJ77")]
    record_sales(
        [replace(make.sale(place, leaves[card], [make.line(variant)]), number=number) for number, card in sold],
        actor=SYSTEM, at=make.AT, origin="load",
    )  # fmt: skip
    yield ids[CODE]


def numbers(given: Any) -> list[str]:
    assert given.status_code == 200, given.content
    return [one["number"] for one in given.json()["items"]]


def test_orders_are_found_however_their_number_is_spelt(buyer: UUID) -> None:
    owner, program = client_of(hire("owner", language="en")), program_of("owner")
    for typed in SPELT:
        assert numbers(program.get(f"/orders?number={typed}")) == ["D-00465"], typed
        page = owner.get("/office/orders", {"number": typed}).content.decode()
        assert "D-00465" in page and "D-01465" not in page, typed
    assert numbers(program.get("/orders?number=cj-31964082593")) == ["CJ-31964082593"]
    assert numbers(program.get("/orders?number=СО31964082593")) == ["CJ-31964082593"], "typed on the Russian layout"
    assert numbers(program.get("/orders?number=D-0465")) == [], "a list keeps to the very number"
    for typed in [*SPELT, *SLIPPED]:
        page = owner.get("/search", {"q": typed}, HTTP_HX_REQUEST="true").content.decode()
        assert "D-00465" in page, typed


def test_people_are_found_by_their_order_and_by_a_card_with_a_slip(buyer: UUID) -> None:
    owner, program = client_of(hire("owner", language="en")), program_of("owner")
    for typed in ["D-00465", "d00465", "в-00465", "cj-31964082593", CARD, "cj001690", "СО001690", "CJ00169", "CJ01690",
                  "CJ001960", "CJ 001690", "hh1690", "HH 1690", "рр1690"]:  # fmt: skip
        found = [one["code"] for one in program.get(f"/customers?q={typed}").json()["items"]]
        assert found == [CODE], (typed, found)
        page = owner.get("/office/customers", {"q": typed}).content.decode()
        assert str(buyer) in page, typed
    assert program.get("/customers?q=CJ991690").json()["items"] == [], "two slips mean somebody else"


def test_an_order_of_a_brought_list_is_found_without_the_name_of_the_list(buyer: UUID) -> None:
    owner, program = client_of(hire("owner", language="en")), program_of("owner")
    place, variant = make.place(), make.variant()
    leaf = find_identifier_leaves("card", [CARD])[CARD]
    for number in ("sc/Z-1", "sc/z2", "sc/900", "sc/901"):
        sold = replace(make.sale(place, leaf, [make.line(variant)]), number=number)
        record_sales([sold], actor=SYSTEM, at=make.AT, origin="import")
    for typed, number in [
        ("Z-1", "sc/Z-1"),
        ("sc/z-1", "sc/Z-1"),
        ("z2", "sc/z2"),
        ("900", "sc/900"),
        ("SC/900", "sc/900"),
    ]:
        assert numbers(program.get(f"/orders?number={typed}")) == [number], typed
        assert number in owner.get("/search", {"q": typed}, HTTP_HX_REQUEST="true").content.decode(), typed
    assert numbers(program.get("/orders?number=d00465")) == ["D-00465"], "ours as before"


def test_a_browser_s_digest_tells_nobody_apart(buyer: UUID) -> None:
    token = new_browser_token()
    browser = open_leaf("browser", browser_value(token), at=make.AT - timedelta(days=400))
    mine = people.prove_mail(browser, "digest@mail.example").customer
    name_customer(mine, "Digestus Browserov")
    write_entries("customer", [(mine, "name", "Digestus Browserov")])
    found = client_of(hire("owner", language="en")).get("/search", {"q": "Digestus"}, HTTP_HX_REQUEST="true")
    page = found.content.decode()
    assert "Digestus Browserov" in page and "digest@mail.example" in page and browser_value(token) not in page


def test_a_search_is_given_by_pages(buyer: UUID) -> None:
    program = program_of("owner")
    first = program.get("/customers?q=CJ&limit=1").json()
    assert len(first["items"]) == 1
    second = program.get(f"/customers?q=CJ&limit=1&after={first['next']}").json()
    assert {one["code"] for one in first["items"] + second["items"]} == {CODE, "HH-7"}
    assert second["next"] is None
    assert program.get(f"/customers?q=HH&limit=1&after={first['next']}").json()["code"] == "list.moved"
