"""The page on which the owner sees when the books were last compared, how much of them, and what differs."""

from uuid import UUID

import pytest
from tests import make
from tests.doors.web_people import client_of, hire
from tests.shop_world import open_counter

from prilavok.flows.reconcile_ledger import reconcile_ledger
from prilavok.kit import clock
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.types import AccountName


def _round(nth: int) -> None:
    reconcile_ledger(Due(UUID(int=nth), "default", "ledger.reconcile", {}, None, clock.now(), 1, 8))


def test_the_page_says_what_was_compared_and_leads_to_the_moves(rolled_back: None, quick_passwords: None) -> None:
    clock.set_clock(make.AT)
    owner = client_of(hire("owner", language="en"))
    counter = open_counter(47)
    text = owner.get("/office/stock/books").content.decode()
    assert "No round has ended yet" in text and "Every balance is what" not in text
    _round(1)
    text = owner.get("/office/stock/books").content.decode()
    assert "Every balance is what its moves make." in text and "no difference" in text
    why = f"/office/stock/{counter.place}/{counter.variant}"
    assert why not in text
    account = AccountName("stock", counter.place, counter.variant, "goods").id
    make.ask("UPDATE kit_balance SET posted = 48 WHERE account_id = %s RETURNING 1", account)
    _round(2)
    text = owner.get("/office/stock/books").content.decode()
    assert why in text and "1 difference" in text and "Every balance is what" not in text
    assert owner.get(why).status_code == 200


@pytest.mark.parametrize("role", ["marketer"])
def test_who_may_not_see_stock_sees_no_books(rolled_back: None, quick_passwords: None, role: str) -> None:
    person = client_of(hire(role, language="en"))
    seen = person.get("/office/stock").status_code
    assert person.get("/office/stock/books").status_code == seen
