"""Tiers through the doors: the office tries and keeps them, the own page, staff, the till and programs see them."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import make
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.test_points_end import programme
from tests.doors.test_till import _plain
from tests.doors.web_people import client_of
from tests.people import sms
from tests.promises.arrivals_tried import signed_in as signed_in_at_shop

from prilavok.domains.customers.queries import list_identifiers, list_leaves
from prilavok.domains.loyalty.actions import earn_points
from prilavok.domains.loyalty.queries import list_tier_sets, name_tiers
from prilavok.domains.loyalty.types import Earning, TierRules
from prilavok.doors.cli.check import ELSEWHERE
from prilavok.flows.judge_tiers import judge_tiers
from prilavok.insights.tiers_check import check
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

FORM = {
    "days": "365", "warn_days": "14", "since": "", "tier": ["", "", ""],
    "ru": ["Серебро", "Золото", ""], "kk": ["Күміс", "Алтын", ""], "en": ["Silver", "Gold", ""],
    "sum": ["1 000", "50000,50", ""], "percent": ["150", "200", ""], "keep": ["90", "180", ""],
}  # fmt: skip


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores, where SMS can be sent."""
    counter = open_counter()
    sms()
    clock.set_clock(clock.now())
    return counter


def sets() -> list[TierRules]:
    return list_tier_sets().get(programme().id, [])


def address(end: str = "/tiers") -> str:
    return f"/office/points/{programme().id}{end}"


def keep(**changed: object) -> None:
    assert at_work("manager", None).post(address("/tiers/set"), FORM | {"do": "keep"} | changed).status_code == 302


def spend(counter: Counter, amount: int) -> None:
    """The customer c-1 pays so many tenge, and is looked at."""
    leaf, at = counter.shop.leaves["c-1"], clock.now()
    earn_points([Earning(leaf, uuid4(), None, amount * 100, "KZT", at)], actor=SYSTEM, at=at, origin="live")
    judge_tiers([counter.shop.customers["c-1"]], actor=SYSTEM, at=at)


def spent_so_far(counter: Counter) -> int:
    leaves = list_leaves(counter.shop.customers["c-1"])
    asked = "SELECT coalesce(sum(amount - back), 0)::bigint FROM loyalty_spent WHERE leaf = ANY(%s)"
    [(spent,)] = make.ask(asked, leaves)
    return int(str(spent)) // 100


def test_the_office_tries_tiers_before_it_keeps_them(
    counter: Counter, signed_in: Callable[[str], Any], budget: Callable[[str], AbstractContextManager[None]]
) -> None:
    client = signed_in("manager")
    assert "Уровней ещё нет: все получают обычные баллы." in _plain(client.get(address()))
    spend(counter, max(1_500 - spent_so_far(counter), 0))
    tried = _plain(client.post(address("/tiers/set"), FORM | {"do": "try"}))
    assert "Серебро</dt><dd>1 клиент<" in tried and "Золото</dt><dd>0 клиентов<" in tried
    assert 'value="50000,50"' in tried and sets() == [], "nothing is kept, nothing typed is lost"
    assert client.post(address("/tiers/set"), FORM | {"do": "keep"}).status_code == 302
    [kept] = sets()
    assert (kept.days, kept.warn_days, kept.zone) == (365, 14, "Asia/Almaty")
    assert [(one.name["kk"], one.threshold, one.times, one.keep_days) for one in kept.tiers] == [
        ("Күміс", 100_000, 15_000, 90), ("Алтын", 5_000_050, 20_000, 180)
    ]  # fmt: skip
    judge_tiers([counter.shop.customers["c-1"]], actor=None, at=clock.now())
    with budget("office/tiers"):
        page = _plain(client.get(address()))
    assert "Серебро</dt><dd>1 клиент<" in page and 'value="Gold"' in page and "150 %" in page
    # The same tiers go on under other words; a tier that nobody knows is refused.
    ids = [str(one.tier) for one in kept.tiers]
    clock.move_clock(timedelta(minutes=1))
    changed = FORM | {"do": "keep", "tier": [*ids, ""], "en": ["Argent", "Gold", ""]}
    assert client.post(address("/tiers/set"), changed).status_code == 302
    assert [[str(one.tier) for one in said.tiers] for said in sets()] == [ids, ids]
    for wrong in ({"days": "0"}, {"sum": ["x", "1", ""]}, {"sum": ["5", "5", ""]}, {"percent": ["0", "1", ""]},
                  {"since": "never"}, {"since": "2001-01-01"}, {"tier": [str(uuid4()), "", ""]}):  # fmt: skip
        client.post(address("/tiers/set"), FORM | {"do": "keep"} | wrong)
    assert len(sets()) == 2
    assert client.get(f"/office/points/{uuid4()}/tiers").status_code == 404
    operator = signed_in("operator")
    assert '<form method="post" action="/office/points' not in _plain(operator.get(address()))
    assert operator.post(address("/tiers/set"), FORM | {"do": "keep"}).status_code == 403


def test_who_holds_a_tier_and_staff_see_it_with_its_reasons(counter: Counter) -> None:
    keep()
    spend(counter, max(1_500 - spent_so_far(counter), 0))
    lacking = 50_000 - spent_so_far(counter)
    assert lacking > 0
    browser = signed_in_at_shop(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    own = _plain(browser.get("/shop/me"))
    assert "<strong>Silver</strong>" in own and "more to Gold" in own
    why = _plain(browser.get("/shop/me/points"))
    assert "Tier: Silver" in why and "Purchases of the last 365 days count; they come to" in why
    assert "counts until" in why and "Silver until" in _plain(browser.get("/shop/me/code"))
    office = at_work("operator", None)
    page = _plain(office.get(f"/office/customers/{counter.shop.customers['c-1']}"))
    assert '<p class="tile-value">Серебро</p>' in page and "Почему: засчитано" in page
    till = at_work("cashier", counter.here)
    till.post("/till/scan", {"scan": "milk"})
    customer = counter.shop.customers["c-1"]
    [card] = [one.value for one in list_identifiers([customer], raw=True)[customer] if one.kind == "card"]
    assert "Серебро до" in _plain(till.post("/till/scan", {"scan": card}, follow=True))


def test_programs_read_and_say_tiers(counter: Counter) -> None:
    staff, one = program_of("owner"), programme()
    there = f"/points/programmes/{one.id}/tiers"
    assert staff.get(there).json() == {"sets": [], "holders": []}
    silver = {"name": {"en": "Silver"}, "threshold": 100_000, "times": 15_000, "keep_days": 90}
    body = json.dumps({"days": 365, "warn_days": 7, "tiers": [silver]})
    assert staff.post(there, body).status_code == 422, "a changing call is named by a key"
    for _ in range(2):
        kept = staff.post(there, body, headers={"Idempotency-Key": "a"})
        assert kept.status_code == 200 and len(kept.json()["sets"]) == 1
        clock.move_clock(timedelta(minutes=1))
    [said] = kept.json()["sets"]
    assert said["tiers"][0] == silver | {"tier": str(next(iter(name_tiers())))}
    assert staff.post(there, body, headers={"Idempotency-Key": "b"} | {}).status_code == 200
    twice = json.dumps({"days": 365, "tiers": [silver, silver]})
    unfit = staff.post(there, twice, headers={"Idempotency-Key": "c"})
    assert (unfit.status_code, unfit.json()["code"]) == (422, "tiers.unfit")
    nowhere = f"/points/programmes/{uuid4()}/tiers"
    assert staff.get(nowhere).status_code == 404
    assert staff.post(nowhere, body, headers={"Idempotency-Key": "d"}).status_code == 404
    spend(counter, 1_000)
    [held] = staff.get(f"/customers/{counter.shop.customers['c-1']}").json()["tiers"]
    assert (held["name"], held["times"], held["following"], held["lacks"]) == ({"en": "Silver"}, 15_000, None, None)
    assert held["spent"]["amount"] == spent_so_far(counter) * 100 and held["until"]
    guest = Program(client_of(), program_of(None).post("/shop/guest", None).json()["token"])
    [none] = guest.get("/shop/points").json()["tiers"]
    assert (none["tier"], none["spent"]["amount"], none["lacks"]["amount"]) == (None, 0, 100_000)


def test_the_check_of_tiers_is_among_those_of_the_house_and_sees_what_does_not_add_up(counter: Counter) -> None:
    keep()
    spend(counter, 1_500)
    clock.move_clock(timedelta(hours=1))
    assert check() == []
    assert f"{check.__module__}.check" in {path for _name, path in ELSEWHERE}
    customer = counter.shop.customers["c-1"]
    assert make.ask("UPDATE loyalty_standing SET tier = %s RETURNING 1", uuid4()) == [(1,)]
    assert len(check()) == 1
    assert make.ask("DELETE FROM loyalty_standing WHERE customer = %s RETURNING 1", customer) == [(1,)]
    assert len(check()) == 1
    judge_tiers([customer], actor=None, at=clock.now())
    assert check() == []
