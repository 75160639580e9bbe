"""What lies aside on the screens of office and tablet and at the REST door: listed, sold again, written off, guarded."""

from typing import Any

from tests.doors.api_callers import program_of
from tests.doors.counter_world import Counter, at_work
from tests.doors.test_papers import act, begin, counter, on_hand, plain, scan

__all__ = ["counter"]


def press(client: Any, counter: Counter, what: str, state: str, space: str = "office", key: str = "k") -> Any:
    said = {"place": str(counter.here), "variant": str(counter.shop.variants["milk"])}
    return client.post(f"/{space}/papers/aside/draft", {**said, "act": what, "state": state, "key": key})


def test_goods_are_taken_out_of_sale_and_each_way_on_is_one_press(counter: Counter, budget: Any) -> None:
    manager = at_work("manager", None)
    assert 'class="empty"' in plain(manager.get(f"/office/papers/aside?place={counter.here}"))
    paper = begin(manager, "set_aside", counter.here, "office", from_state="goods", to_state="check")
    scan(manager, paper, "6*milk", "k1")
    assert on_hand(counter) == 48, "a draft moves nothing"
    act(manager, paper, "book")
    assert on_hand(counter) == 42
    with budget("office/aside"):
        page = plain(manager.get(f"/office/papers/aside?place={counter.here}"))
    assert "6 шт" in page and 'value="damaged"' in page
    why = plain(manager.get(f"/office/stock/{counter.here}/{counter.shop.variants['milk']}"))
    assert "42 шт" in why and "6 шт" in why
    back = press(manager, counter, "back", "check")
    assert back.headers["Location"] == press(manager, counter, "back", "check").headers["Location"], "pressed twice"
    assert on_hand(counter) == 42, "the paper is drafted, and booked by a person"
    act(manager, back.headers["Location"], "book")
    assert on_hand(counter) == 48
    assert press(manager, counter, "back", "check", key="k2").status_code == 404, "nothing lies there any more"


def test_what_is_damaged_is_written_off_from_there(counter: Counter) -> None:
    manager = at_work("manager", None)
    paper = begin(manager, "set_aside", counter.here, "office", from_state="goods", to_state="damaged")
    scan(manager, paper, "2*milk", "k1")
    act(manager, paper, "book")
    gone = press(manager, counter, "write_off", "damaged").headers["Location"]
    assert act(manager, gone, "book").status_code == 302
    assert on_hand(counter) == 46 and 'class="empty"' in plain(
        manager.get(f"/office/papers/aside?place={counter.here}")
    )


def test_a_cashier_sees_what_lies_aside_and_moves_none_of_it(counter: Counter) -> None:
    manager, cashier = at_work("manager", None), at_work("cashier", counter.here)
    paper = begin(manager, "set_aside", counter.here, "office", from_state="goods", to_state="damaged")
    scan(manager, paper, "2*milk", "k1")
    act(manager, paper, "book")
    page = plain(cashier.get("/tablet/papers/aside"))
    assert "2 шт" in page and 'name="act"' not in page
    assert press(cashier, counter, "back", "damaged", "tablet").status_code == 403
    refused = {"kind": "set_aside", "place": str(counter.here), "from_state": "goods", "to_state": "check", "key": "x"}
    assert cashier.post("/tablet/papers/new", refused).status_code == 403
    assert on_hand(counter) == 46


def test_programs_set_aside_and_read_what_lies_there(counter: Counter) -> None:
    owner, here = program_of("owner"), str(counter.here)
    wanted = {"kind": "set_aside", "place": here, "from_state": "goods", "to_state": "damaged"}
    lines = [{"sku": "milk", "quantity": 3}]
    made = owner.post("/papers", {**wanted, "lines": lines}, headers={"Idempotency-Key": "a"}).json()
    assert (made["from_state"], made["to_state"]) == ("goods", "damaged")
    owner.post(f"/papers/{made['id']}/confirm", {})
    [lies] = owner.get(f"/aside?place={here}").json()["items"]
    assert (lies["sku"], lies["state"], lies["units"]) == ("milk", "damaged", 3) and on_hand(counter) == 45
    why = owner.get(f"/stock/{here}/{counter.shop.variants['milk']}").json()
    assert why["on_hand"] == 45 and [(one["state"], one["units"]) for one in why["aside"]] == [("damaged", 3)]
    for wrong in ({"to_state": "goods"}, {"to_state": ""}, {"to_state": "sold"}):
        answer = owner.post("/papers", {**wanted, **wrong, "lines": lines}, headers={"Idempotency-Key": str(wrong)})
        assert answer.status_code in (400, 422), answer.json()
    assert program_of("cashier").post("/papers", {**wanted, "lines": lines}).status_code in (403, 422)
