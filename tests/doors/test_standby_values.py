"""The door by which a gift card and points are kept for a till that may be without a connection soon."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests import make
from tests.counter_world import CASHIER, digits_of
from tests.doors.counter_world import at_work
from tests.flows.test_till_values import gift, has, member
from tests.make import AT
from tests.offline_till import lines_of, told
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.giftcards.queries import read_gift_card
from prilavok.domains.staff.queries import find_staff
from prilavok.domains.tills.queries import leases_out
from prilavok.domains.tills.types import TillView, ToldValue
from prilavok.flows.open_till import open_till
from prilavok.kit import clock
from prilavok.kit.instants import milliseconds

pytestmark = pytest.mark.usefixtures("rolled_back", "quick_passwords")


@pytest.fixture
def counter() -> Counter:
    clock.set_clock(AT)
    make.programme()
    return open_counter(9)


@pytest.fixture
def till(counter: Counter) -> TillView:
    return open_till(counter.place, "Касса", actor=CASHIER, at=AT - timedelta(hours=1))


def _post(client: Any, what: str, body: object, status: int = 200) -> Any:
    answer = client.post(f"/till/standby/{what}", json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_gift_card_is_kept_at_once_and_points_once_their_holder_agrees(counter: Counter, till: TillView) -> None:
    client = at_work("cashier", counter.place)
    (card, code), (leaf, shown) = gift(counter), member(counter)
    asked = {"till": str(till.id), "text": code, "sum": "20,00"}
    [kept] = _post(client, "lend-value", asked)["leases"]
    assert (kept["kind"], kept["units"], read_gift_card(card).held) == ("gift", 2000, 2000)
    assert code not in str(kept) and str(card) not in str(kept) and len(kept["digest"]) == 64
    points = {"till": str(till.id), "text": shown, "sum": "600", "key": "k"}
    answer = _post(client, "lend-value", points)
    assert len(answer["leases"]) == 1 and "*" in answer["asked"]["masked"] and has(leaf) == 1000
    digits = digits_of(answer["asked"]["code"])
    assert digits not in str(answer)
    wrong = {**points, "asked": answer["asked"]["code"], "said": "x"}
    assert _post(client, "lend-value", wrong, 422)["refused"]
    told_ = _post(client, "lend-value", {**wrong, "said": digits})
    assert [one["kind"] for one in told_["leases"]] == ["gift", "points"] and "asked" not in told_
    assert has(leaf) == 400 and shown not in str(told_) and str(leaf) not in str(told_)
    for text, total in (
        ("4000123412341236", ""),
        ("no card", "5"),
        (shown, ""),
        (shown, "9999"),
        ("", ""),
        (code, "x"),
    ):
        refused = _post(client, "lend-value", {"till": str(till.id), "text": text, "sum": total}, 422)
        assert refused["refused"] and refused["leases"] == told_["leases"]
    assert client.post("/till/standby/lend-value", b"\xff", content_type="application/json").status_code == 404
    stranger = at_work("cashier", make.place(), "stranger")
    refused_there = stranger.post("/till/standby/lend-value", json.dumps(asked), content_type="application/json")
    assert refused_there.status_code == 404 and len(leases_out(till.id)) == 2
    # Staff see what is kept where; the till gives it back.
    page = at_work("manager", None).get("/till/tills").content.decode()
    assert f"… {code[-4:]}" in page and code not in page and shown not in page
    back = {"till": str(till.id), "leases": [one["id"] for one in told_["leases"]]}
    assert _post(client, "give-back", back) == {"leases": []}
    assert (has(leaf), read_gift_card(card).held) == (1000, 0)


def test_what_was_taken_beyond_is_shown_and_what_was_never_lent_is_set_aside(counter: Counter, till: TillView) -> None:
    client, cashier = at_work("cashier", counter.place), find_staff("cashier")
    assert cashier is not None
    card, code = gift(counter)
    [kept] = _post(client, "lend-value", {"till": str(till.id), "text": code, "sum": "5"})["leases"]
    sales = [
        told(
            till, cashier.id, lines_of(counter.variant, 1, PRICE), nth=nth, values=(ToldValue(lease, 800),),
            given=PRICE - 800,
        )
        for nth, lease in ((1, UUID(kept["id"])), (2, till.id))
    ]  # fmt: skip
    sent = {"till": str(till.id), "sent": milliseconds(AT), "sales": [msgspec.to_builtins(one) for one in sales]}
    brought = _post(client, "bring", sent)["brought"]
    assert [(row["state"], row["reason"]) for row in brought] == [("recorded", ""), ("aside", "values")]
    page = at_work("manager", None).get("/till/tills").content.decode()
    assert "сверх того, что на них было" in page and "никогда не откладывали" in page
    found = read_gift_card(card)
    assert (found.balance, found.held) == (5 * PRICE - 500, 0)
