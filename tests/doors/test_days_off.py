"""Days off in the office: proposed by country, taken for a year, said otherwise by day; the shop names them."""

import re
from typing import Any

import pytest
from tests.doors.counter_world import at_work, open_counter

from prilavok.domains.places.queries import read_place
from prilavok.kit import clock

pytestmark = pytest.mark.usefixtures("rolled_back", "quick_passwords")


def _page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_a_manager_takes_the_year_and_says_a_day_otherwise() -> None:
    place = open_counter().here
    address, manager = f"/office/places/{place}/days-off", at_work("manager", None)
    cashier = at_work("cashier", place)
    assert cashier.get(address).status_code == 403
    assert address in _page(manager.get(f"/office/places/{place}"))
    page = _page(manager.get(f"{address}?year=2090"))
    assert "Переносы на 2090 год ещё не утверждены" in page and "Наурыз мейрамы" in page
    assert "не утверждены" not in _page(manager.get(f"{address}?year=2026"))
    taken = manager.post(f"{address}/take", {"year": "2090", "where": "here"})
    assert taken.status_code == 303 and taken.headers["Location"] == f"{address}?year=2090"
    assert read_place(place).hours["2090-12-16"] == []
    assert manager.post(f"{address}/day", {"day": "2090-12-16", "how": "usual"}).status_code == 303
    assert "2090-12-16" not in read_place(place).hours
    hours = {"day": "2090-12-16", "how": "hours", "opens": "11:00", "closes": "15:00"}
    assert manager.post(f"{address}/day", hours).status_code == 303
    assert read_place(place).hours["2090-12-16"] == [["11:00", "15:00"]]
    assert read_place(place).day_names["2090-12-16"]["kk"] == "Тәуелсіздік күні"
    assert "11:00–15:00" in _page(manager.get(f"{address}?year=2090"))
    for wrong in ({"closes": "10:00"}, {"how": "x"}, {"day": "never"}):
        assert manager.post(f"{address}/day", hours | wrong).status_code == 422
    assert manager.post(f"{address}/day", hours | {"how": "unsaid"}).status_code == 303
    assert "2090-12-16" not in read_place(place).hours
    assert cashier.post(f"{address}/take", {"year": "2090"}).status_code == 403


def test_the_shop_says_why_it_is_closed_today() -> None:
    place = open_counter().here
    manager = at_work("manager", None)
    today = read_place(place).day_at(clock.now())
    form = {"day": today.isoformat(), "how": "closed", "name": "Учёт  товара"}
    assert manager.post(f"/office/places/{place}/days-off/day", form).status_code == 303
    assert read_place(place).day_names[today.isoformat()] == {"ru": "Учёт товара"}
    assert "Учёт товара" in _page(manager.get(f"/office/places/{place}"))
    assert "Учёт товара" in _page(manager.get("/shop/stores"))
