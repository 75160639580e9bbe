"""The office: the terms of returns are changed (prilavok.flows.change_return_terms), settlements are added up."""

from typing import Any

import pytest
from tests.doors.web_people import client_of, hire
from tests.small_shop import AT, open_small_shop

from prilavok.domains.orders.queries import list_terms, shelves_at
from prilavok.flows.change_return_terms import change_term
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture
def office(rolled_back: None, quick_passwords: None) -> Any:
    clock.set_clock(AT)
    open_small_shop()
    return client_of(hire("manager", "manager"))


def test_terms_and_shelves_are_changed_and_wrong_ones_are_not(office: Any) -> None:
    change_term("KZ", "books", "proper", 7, basis="ours", actor=SYSTEM, at=AT)
    form = {"country": "kz", "goods": "books", "quality": "proper", "days": "30", "basis": "ours"}
    assert office.post("/office/return-terms/days", form).status_code == 303
    assert [one.days for one in list_terms(AT) if (one.country, one.goods) == ("KZ", "books")] == [30]
    for wrong in ({"days": "9999"}, {"days": "x"}, {"goods": "moon"}, {"country": "K1Z"}):
        office.post("/office/return-terms/days", form | wrong)
    assert [one.days for one in list_terms(AT) if (one.country, one.goods) == ("KZ", "books")] == [30]
    for category in ("Food", "Nowhere"):
        office.post("/office/return-terms/goods", {"category": category, "goods": "food"})
    assert [(one.category, one.goods) for one in shelves_at(AT)] == [("Food", "food")]
    page = office.get("/office/return-terms").content.decode()
    # A law that holds from a midnight of its country on holds since that very day.
    assert "KZ 274-IV" in page and "4 мая 2010" in page and "3 мая 2010" not in page
    assert office.get("/office/settlements").status_code == 200
    assert office.get("/office/settlements?format=csv").status_code == 200
