"""Points that end, through the doors: the office says the rule, the own page, staff, the till and programs see the end."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import Counter, at_work, open_counter, order_of
from tests.doors.test_till import _open, _plain
from tests.doors.test_till_points import proven
from tests.doors.web_people import client_of
from tests.people import sms
from tests.promises.arrivals_tried import signed_in as signed_in_at_shop
from tests.scanning import qr_codes

from prilavok.domains.customers.queries import list_identifiers
from prilavok.domains.loyalty.actions import earn_points
from prilavok.domains.loyalty.queries import list_programmes
from prilavok.domains.loyalty.types import Earning, ProgrammeView
from prilavok.doors.cli.check import ELSEWHERE
from prilavok.insights.points_check import check
from prilavok.insights.sale_page import find_earner
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

FORM = {"days": "30", "warn_days": "5", "back_days": "10", "since": ""}


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores, where SMS can be sent."""
    counter = open_counter()
    sms()
    clock.set_clock(clock.now())
    return counter


def programme() -> ProgrammeView:
    [one] = [one for one in list_programmes() if one.currency == "KZT"]
    return one


def ends_in_a_month(counter: Counter) -> date:
    """Forty points of the customer c-1 end after the day that is given."""
    client = at_work("manager", None)
    assert client.post(f"/office/points/{programme().id}/ending", FORM).status_code == 303
    at = clock.now()
    rule = programme()
    paid = 40 * rule.per_amount // rule.points
    given = earn_points([Earning(counter.shop.leaves["c-1"], uuid4(), None, paid, "KZT", at)], actor=SYSTEM, at=at,
                        origin="live")  # fmt: skip
    assert given == 40
    return at.astimezone(ZoneInfo("Asia/Almaty")).date() + timedelta(days=30)


def test_the_office_says_when_points_end(
    counter: Counter, signed_in: Callable[[str], Any], budget: Callable[[str], AbstractContextManager[None]]
) -> None:
    client, one = signed_in("manager"), programme()
    assert "Правила ещё нет: баллы не сгорают." in _plain(client.get("/office/points"))
    assert client.post(f"/office/points/{one.id}/ending", FORM).status_code == 303
    assert client.post(f"/office/points/{one.id}/ending", FORM | {"days": "", "since": "2099-01-01"}).status_code == 303
    assert [(said.days, said.warn_days, said.back_days) for said in programme().endings] == [(None, 5, 10), (30, 5, 10)]
    with budget("office/points"):
        page = _plain(client.get("/office/points"))
    assert "1 янв. 2099 г." in page and "не сгорают" in page and 'class="number">30<' in page
    for wrong in ({"days": "0"}, {"days": "x"}, {"since": "2001-01-01"}, {"since": "never"}, {"warn_days": "30"}):
        client.post(f"/office/points/{one.id}/ending", FORM | wrong)
    client.post(f"/office/points/{uuid4()}/ending", FORM)
    assert len(programme().endings) == 2
    operator = signed_in("operator")
    assert '<form method="post" action="/office/points' not in _plain(operator.get("/office/points"))
    assert operator.post(f"/office/points/{one.id}/ending", FORM).status_code == 403
    assert len(programme().endings) == 2


def test_who_owns_them_and_staff_see_which_end_when(counter: Counter) -> None:
    day = ends_in_a_month(counter)
    said = f"40 points end after {format_date(day, 'medium', locale='en')}"
    browser = signed_in_at_shop(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    assert said in _plain(browser.get("/shop/me"))
    listed = _plain(browser.get("/shop/me/points"))
    assert said in listed and "What ends first is spent first." in listed
    said = f"40 баллов сгорят после {format_date(day, 'medium', locale='ru')}".replace("\u202f", " ")
    office = at_work("operator", None)
    assert said in _plain(office.get(f"/office/customers/{counter.shop.customers['c-1']}"))
    # At the till beside the balance: as a card is scanned, and where points may pay for what is collected.
    proven(counter)
    till = at_work("cashier", counter.here)
    till.post("/till/scan", {"scan": "milk"})
    [card] = [one.value for one in _identifiers(counter) if one.kind == "card"]
    assert said in _plain(till.post("/till/scan", {"scan": card}, follow=True))
    assert said in _open(till, order_of(counter, milk=1))


def _identifiers(counter: Counter) -> Any:
    customer = counter.shop.customers["c-1"]
    return list_identifiers([customer], raw=True)[customer]


def test_programs_of_guests_and_of_staff_read_the_end(counter: Counter) -> None:
    ends_in_a_month(counter)
    staff = program_of("owner")
    told = staff.get(f"/customers/{counter.shop.customers['c-1']}").json()["points"]
    [points] = [one for one in told if one["programme"] == programme().code]
    [end] = points["ends"]
    assert end["points"] == 40 and points["points"] > 40
    guest = Program(client_of(), program_of(None).post("/shop/guest", None).json()["token"])
    assert guest.get("/shop/points").json() == {"items": [], "tiers": []}


def test_programs_say_the_rule_once_for_a_key(counter: Counter) -> None:
    staff, one = program_of("owner"), programme()
    address, body = f"/points/programmes/{one.id}/endings", {"days": 90, "warn_days": 7, "back_days": 14}
    assert staff.post(address, json.dumps(body)).status_code == 422, "a changing call is named by a key"
    for _ in range(2):
        kept = staff.post(address, json.dumps(body), headers={"Idempotency-Key": "a"})
        assert kept.status_code == 200
        assert [(said["days"], said["warn_days"]) for said in kept.json()["endings"]] == [(90, 7)]
        clock.move_clock(timedelta(minutes=1))
    other = staff.post(address, json.dumps(body | {"days": 91}), headers={"Idempotency-Key": "a"})
    assert other.status_code == 422
    unfit = staff.post(address, json.dumps(body | {"days": 5}), headers={"Idempotency-Key": "b"})
    assert (unfit.status_code, unfit.json()["code"]) == (422, "points.ending_unfit")
    assert staff.post(f"/points/programmes/{uuid4()}/endings", json.dumps(body),
                      headers={"Idempotency-Key": "c"}).status_code == 404  # fmt: skip
    [shown] = [p for p in staff.get("/points/programmes").json()["items"] if p["id"] == str(one.id)]
    assert [said["days"] for said in shown["endings"]] == [90]


def test_the_own_page_shows_the_card_as_the_till_scans_it(counter: Counter) -> None:
    browser = signed_in_at_shop(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    page = browser.get("/shop/me/code").content.decode()
    rotating, card = qr_codes(page)
    [kept] = [one for one in _identifiers(counter) if one.kind == "card"]
    assert card == kept.value != rotating and card in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert find_earner(card, clock.now()) == (kept.leaf, "card")
    stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
    assert stranger.get("/shop/me/code").status_code == 302


def test_the_check_of_points_is_among_those_of_the_house(counter: Counter) -> None:
    ends_in_a_month(counter)
    assert check() == []
    assert f"{check.__module__}.check" in {path for _name, path in ELSEWHERE}
