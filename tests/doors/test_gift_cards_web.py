"""Gift cards in the office, on the customer's own pages and at the REST door; and who may not."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.doors.api_callers import program_of
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.web_people import client_of, hire
from tests.make import ask

from prilavok.domains.giftcards.queries import find_gift_card, gift_holds_of, read_gift_card, shown_codes
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    return open_counter()


def plain(answer: Any) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def card(counter: Counter, amount: int) -> tuple[UUID, str]:
    at = clock.now()
    made = issue_by_staff(amount, place=counter.here, key=str(uuid4()), actor=Actor("staff", uuid4()), at=at)
    return made, shown_codes(at, card=made)[0].code


def ordered(counter: Counter) -> tuple[Any, UUID]:
    """A guest of the shop who ordered one milk."""
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(counter.here)})
    visitor.post("/shop/basket/change", {"variant": str(counter.shop.variants["milk"]), "amount": "1"})
    page = visitor.get("/shop/checkout").content.decode()
    quote = re.search(r'name="quote" value="([^"]+)"', page)
    assert quote, page
    answer = visitor.post("/shop/checkout/place", {"quote": quote[1]})
    return visitor, UUID(answer.headers["Location"].split("/order/")[1][:36])


def test_a_manager_issues_finds_blocks_and_gives_anew(counter: Counter, budget: Callable[[str], Any]) -> None:
    manager = client_of(hire("manager", language="en"))
    form = {"amount": "1 500,50", "place": "t-alm", "days": "", "key": "k"}
    address = manager.post("/office/gift-cards/issue", form).headers["Location"]
    assert manager.post("/office/gift-cards/issue", form).headers["Location"] == address
    page = plain(manager.get(address))
    made = UUID(address.rsplit("/", 1)[1])
    code = shown_codes(clock.now(), card=made)[0].code
    assert " ".join(code[nth : nth + 4] for nth in (0, 4, 8, 12)) in page and "1,500.50" in page
    other = client_of(hire("owner", language="en"))
    assert code[:4] + " " + code[4:8] not in plain(other.get(address)), "only who issued it sees the code"
    with budget("office/gift-cards"):
        listed = plain(manager.get(f"/office/gift-cards?tail={code[-4:]}"))
    assert f"…{code[-4:]}" in listed and code not in listed
    assert f"…{code[-4:]}" not in plain(manager.get("/office/gift-cards?state=blocked"))
    manager.post(f"{address}/block", {"reason": "lost"})
    assert read_gift_card(made).state == "blocked"
    manager.post(f"{address}/unblock")
    assert read_gift_card(made).state == "active"
    newer = manager.post(f"{address}/anew", {"reason": "stolen"}).headers["Location"]
    assert read_gift_card(UUID(newer.rsplit("/", 1)[1])).balance == 150_050 and read_gift_card(made).balance == 0
    with budget("office/gift-card"):
        assert newer in plain(manager.get(address))
    assert "code" not in manager.get("/office/gift-cards?as=csv").content.decode()[:5]
    for wrong in ({"amount": "0"}, {"amount": "x"}, {"place": "nowhere"}, {"days": "0"}, {"days": "9999"}):
        before = ask("SELECT count(*) FROM giftcards_card")
        manager.post("/office/gift-cards/issue", form | {"key": str(uuid4())} | wrong)
        assert ask("SELECT count(*) FROM giftcards_card") == before


def test_goods_and_terms_are_named_on_a_screen(counter: Counter) -> None:
    manager = client_of(hire("manager", language="en"))
    manager.post("/office/gift-cards/goods/put", {"code": "milk", "free": "no", "days": "30"})
    page = plain(manager.get("/office/gift-cards/goods"))
    assert "milk" in page and "30 days" in page
    manager.post("/office/gift-cards/goods/put", {"code": "nothing like it"})
    manager.post("/office/gift-cards/terms", {"country": "kz", "days": "365", "basis": "ours"})
    page = plain(manager.get("/office/gift-cards/goods"))
    assert "365" in page and "ours" in page
    manager.post(f"/office/gift-cards/goods/{counter.shop.variants['milk']}/out")
    assert "30 days" not in plain(manager.get("/office/gift-cards/goods"))


def test_who_has_no_right_sees_and_does_nothing(counter: Counter) -> None:
    made, _code = card(counter, 500)
    cashier = at_work("cashier", counter.here)
    assert cashier.get("/office/gift-cards").status_code == 403
    assert cashier.post(f"/office/gift-cards/{made}/block", {"reason": "lost"}).status_code == 403
    operator = client_of(hire("operator", language="en"))
    assert operator.get(f"/office/gift-cards/{made}").status_code == 200
    assert operator.post("/office/gift-cards/issue", {"amount": "5", "place": "t-alm"}).status_code == 403
    assert operator.post(f"/office/gift-cards/{made}/anew", {"reason": "lost"}).status_code == 403
    assert read_gift_card(made).state == "active"


def test_a_guest_pays_their_order_and_nobody_elses(counter: Counter) -> None:
    made, code = card(counter, 20_000)
    visitor, order = ordered(counter)
    stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
    assert stranger.post(f"/shop/order/{order}/gift-card", {"code": code}).status_code == 404
    assert gift_holds_of(order, clock.now()) == []
    visitor.post(f"/shop/order/{order}/gift-card", {"code": "1234 5678 9012 3456"})
    assert "no gift card with this code" in plain(visitor.get(f"/shop/order/{order}"))
    visitor.post(f"/shop/order/{order}/gift-card", {"code": code})
    page = plain(visitor.get(f"/shop/order/{order}"))
    assert f"…{code[-4:]}" in page and "Left to pay" in page and code not in page
    assert read_gift_card(made).held == 20_000
    assert f"…{code[-4:]}" in plain(visitor.get("/shop/me"))
    visitor.post(f"/shop/order/{order}/gift-card/{made}/drop")
    assert read_gift_card(made).held == 0
    other, second = card(counter, 700)
    visitor.post("/shop/me/gift-card", {"code": second})
    assert f"…{second[-4:]}" in plain(visitor.get("/shop/me")) and read_gift_card(other).held == 0
    assert f"…{second[-4:]}" not in plain(stranger.get("/shop/me"))


def test_programs_issue_check_block_and_give_anew(counter: Counter) -> None:
    program, named = program_of("manager"), {"Idempotency-Key": "one"}
    asked = json.dumps({"place": "t-alm", "amount": 5000})
    assert program.post("/gift-cards", asked).status_code == 422
    made = program.post("/gift-cards", asked, headers=named).json()
    assert program.post("/gift-cards", asked, headers=named).json() == made
    found = find_gift_card(made["code"])
    assert found is not None and str(found.id) == made["card"]["id"]
    path = f"/gift-cards/{found.id}"
    assert program.get(path).json()["balance"] == {"amount": 5000, "currency": "KZT"}
    assert [one["id"] for one in program.get(f"/gift-cards?tail={found.tail}").json()["items"]] == [str(found.id)]
    checked = program.post("/gift-codes/check", json.dumps({"code": made["code"]}))
    assert checked.json()["id"] == str(found.id) and "code" not in checked.json()
    assert program.post("/gift-codes/check", json.dumps({"code": "0000"})).status_code == 404
    assert program.post(f"{path}/block", json.dumps({"reason": "lost"})).json()["state"] == "blocked"
    assert program.post(f"{path}/unblock", "{}").json()["state"] == "active"
    newer = program.post(f"{path}/replace", json.dumps({"reason": "lost"})).json()
    assert newer["card"]["replaces"] == str(found.id) and newer["code"] != made["code"]
    assert program_of("cashier").get("/gift-cards").status_code == 403
