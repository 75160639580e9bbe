"""Claims of goods with serial numbers at the doors: which piece comes back is asked for, and who may passes it over."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.test_papers import plain
from tests.doors.test_till_returns import chosen, confirm, fields, look
from tests.make import verbs_of
from tests.small_shop import AT

from prilavok.domains.orders.queries import claims_of, list_lines, list_returns
from prilavok.domains.orders.types.claiming import Answered, Decision, NewClaim, WrongUnits
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.stock.actions import keep_tracking
from prilavok.domains.stock.queries import lots_sold_by, lots_standing
from prilavok.domains.stock.types import LotSaid, Tracking
from prilavok.doors.api.tokens import give_token
from prilavok.flows.decide_claim import decide_claim
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.open_claim import open_claim
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

PRICE = 55_000
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def counter(rolled_back: None) -> Counter:
    clock.set_clock(AT)
    counter = open_counter()
    said = Tracking(way="serial", variant=counter.shop.variants["milk"], warranty_months=12)
    keep_tracking(said, actor=SYSTEM, at=AT)
    return counter


@pytest.fixture
def order(counter: Counter) -> UUID:
    """Two of it were sold, by their numbers."""
    variant = counter.shop.variants["milk"]
    lots = [LotSaid(variant=variant, code=code) for code in ("SN-1", "SN-2")]
    goods, paid = [Selling(variant, 2)], [Paying("cash", 2 * PRICE)]
    return sell(goods, paid, place=counter.here, key="sold", lots=lots, actor=SYSTEM, at=AT).receipt.order


def opened(order: UUID) -> UUID:
    said = NewClaim((WrongUnits(list_lines(order)[0].id, 1, "faulty"),), "money")
    key = f"c{len(claims_of([order]))}"
    return open_claim(order, said, touchpoint="till", key=key, actor=SYSTEM, at=AT).id


def bought(order: UUID) -> set[str]:
    return {one.lot.code for one in lots_sold_by([order])}


def apart(counter: Counter) -> dict[str, str]:
    """By number the state in which it lies at the store."""
    return {one.lot.code: one.state for one in lots_standing(place=counter.here)}


def form(order: UUID, pieces: str, outcome: str = "money", **more: str) -> dict[str, str]:
    line = list_lines(order)[0].id
    said = {f"units-{line}": "1", f"condition-{line}": "check", f"pieces-{line}": pieces}
    return said | {"outcome": outcome, "version": "1", "key": f"{outcome}{pieces}"} | more


def shown(page: str) -> dict[str, str]:
    hidden = dict(re.findall(r'type="hidden" name="(money|shown)" value="([^"]*)"', page))
    return {name: value.replace("&#x27;", "'") for name, value in hidden.items()}


def decide(client: Any, claim: UUID, said: dict[str, str]) -> Any:
    looked = client.post(f"/till/claims/{claim}/look", said)
    assert looked.status_code == 200
    return client.post(f"/till/claims/{claim}/decide", said | shown(looked.content.decode()))


@pytest.mark.parametrize("outcome", ["money", "replacement"])
def test_the_piece_is_asked_for_and_proven(counter: Counter, order: UUID, outcome: str) -> None:
    cashier, claim = at_work("cashier", counter.here), opened(order)
    page = plain(cashier.get(f"/till/claims/{claim}"))
    field = page.split(f'name="pieces-{list_lines(order)[0].id}"')
    assert len(field) == 2 and "SN-1" in field[0] and str(AT.year + 1) in field[0].split("SN-1")[1][:120]
    for wrong, told in (("", "серийный номер или партию каждой"), ("SN-9", "SN-9 продали не мы")):
        refused = decide(cashier, claim, form(order, wrong, outcome))
        assert refused.status_code == 409
        # The sentence, what was typed, and the plan to be confirmed once the number is right; no way around it.
        page = plain(refused)
        assert told in page and f'value="{wrong}"' in page and 'id="plan"' in page and "other_piece" not in page
    assert claims_of([order])[0].open and bought(order) == {"SN-1", "SN-2"} and apart(counter) == {}
    cheat = form(order, "SN-9", outcome, other_piece="1")
    assert decide(cashier, claim, cheat).status_code == 403 and claims_of([order])[0].open
    # What was looked at was another piece: the one that is named now is looked at first.
    before = shown(cashier.post(f"/till/claims/{claim}/look", form(order, "SN-2", outcome)).content.decode())
    again = cashier.post(f"/till/claims/{claim}/decide", form(order, "SN-1", outcome) | before)
    assert again.status_code == 200 and claims_of([order])[0].open
    assert decide(cashier, claim, form(order, " SN-1 ,", outcome)).status_code == 302
    assert claims_of([order])[0].outcome == outcome
    assert (bought(order), apart(counter)) == ({"SN-2"}, {"SN-1": "check"})
    assert verbs_of([order])["lot.overruled"] == 0


def test_who_may_takes_another_piece(counter: Counter, order: UUID) -> None:
    manager, claim = at_work("manager", counter.here), opened(order)
    said = form(order, "SN-9")
    refused = decide(manager, claim, said)
    assert refused.status_code == 409 and 'name="other_piece"' in plain(refused)
    done = manager.post(
        f"/desk/claims/{claim}/decide", said | shown(refused.content.decode()) | {"other_piece": "1"}
    )  # fmt: skip
    assert done.status_code == 302 and claims_of([order])[0].outcome == "money"
    assert verbs_of([order])["lot.overruled"] == 1 and apart(counter) == {"SN-9": "check"}


def test_the_number_of_what_is_given_instead_is_asked_for(counter: Counter, order: UUID) -> None:
    cashier, manager, claim = at_work("cashier", counter.here), at_work("manager", counter.here), opened(order)
    variant = counter.shop.variants["milk"]
    said = Tracking(way="serial", variant=variant, at_till=True)
    keep_tracking(said, actor=SYSTEM, at=AT)
    assert decide(cashier, claim, form(order, "SN-1", "replacement")).status_code == 302
    shipment = claims_of([order])[0].shipment
    assert shipment is not None
    start_shipment(shipment, place=counter.here, actor=SYSTEM, at=AT)
    pick(shipment, list_lines(order)[0].id, 1, 0, place=counter.here, actor=SYSTEM, at=AT)
    ready_shipment(shipment, place=counter.here, actor=SYSTEM, at=AT)
    field, address = f"given-{variant}", f"/till/claims/{claim}/act"
    page = plain(cashier.get(f"/till/claims/{claim}"))
    assert f'name="{field}"' in page and 'name="overruled"' not in page
    assert 'name="overruled"' in plain(manager.get(f"/till/claims/{claim}"))
    refused = cashier.post(address, {"act": "given", field: ""})
    assert refused.status_code == 422 and "серийный номер или партию каждой" in plain(refused)
    assert cashier.post(address, {"act": "given", field: "", "overruled": "1"}).status_code == 403
    assert claims_of([order])[0].state == "waiting"
    assert cashier.post(address, {"act": "given", field: "SN-7"}).status_code == 302
    assert claims_of([order])[0].state == "closed" and bought(order) == {"SN-2", "SN-7"}


@pytest.mark.parametrize("outcome", ["reduction", "repair", "refused"])
def test_no_number_is_asked_of_what_stays(counter: Counter, order: UUID, outcome: str) -> None:
    cashier, claim = at_work("cashier", counter.here), opened(order)
    more = {
        "reduction": {"amount": "10"}, "repair": {"until": "2026-12-31"}, "refused": {"why": "dropped"},
    }[outcome]  # fmt: skip
    looked = cashier.post(f"/till/claims/{claim}/look", form(order, "", outcome, **more))
    assert looked.status_code == 200 and "other_piece" not in looked.content.decode()
    assert decide(cashier, claim, form(order, "", outcome, **more)).status_code == 302
    assert claims_of([order])[0].outcome == outcome
    assert bought(order) == {"SN-1", "SN-2"} and verbs_of([order])["lot.overruled"] == 0


def test_a_program_names_the_piece(counter: Counter, order: UUID) -> None:
    owner = program_of("owner")
    claim, line = opened(order), str(list_lines(order)[0].id)

    def said(*pieces: str, **more: Any) -> dict[str, Any]:
        lines = [{"line": line, "quantity": 1, "condition": "check", "pieces": list(pieces)}]
        return {"place": "t-alm", "outcome": "money", "lines": lines} | more

    def asked(body: dict[str, Any], key: str, program: Any = owner) -> Any:
        return program.post(f"/claims/{claim}/decision", body, headers={"Idempotency-Key": key})

    for pieces, code in (((), "lot.missing"), (("SN-9",), "lot.of_another")):
        refused = asked(said(*pieces), "a")
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert asked(said("x" * 61), "a").status_code == 422
    assert list_returns([order]) == []
    assert asked(said("SN-1"), "a").json()["outcome"] == "money"
    assert (bought(order), apart(counter)) == ({"SN-2"}, {"SN-1": "check"})
    claim = opened(order)
    client = at_work("cashier", counter.here)
    cashier = Program(client, give_token("cashier", AT + timedelta(days=1)))
    barred = asked(said("SN-9", other_piece=True), "b", cashier)
    assert (barred.status_code, barred.json()["code"]) == (403, "staff.no_right")
    assert asked(said("SN-9", other_piece=True), "b").status_code == 200
    assert verbs_of([order])["lot.overruled"] == 1


def uncollected(counter: Counter, order: UUID) -> UUID:
    """A claim for which SN-1 came in to be checked, and nobody collected what was kept instead."""
    claim = opened(order)
    said = Answered(list_lines(order)[0].id, 1, "check", ("SN-1",))
    decide_claim(claim, Decision("replacement", (said,)), key="first", place=counter.here, actor=SYSTEM, at=AT)
    end_uncollected(order, actor=SYSTEM, at=AT + timedelta(days=15))
    assert claims_of([order])[0].open
    return claim


def test_who_decides_anew_sees_what_is_here(counter: Counter, order: UUID) -> None:
    cashier, claim, line = at_work("cashier", counter.here), uncollected(counter, order), list_lines(order)[0].id
    page = plain(cashier.get(f"/till/claims/{claim}"))
    assert "Уже вернулось: 1" in page and "Отдельно, на проверку качества" in page
    offered = re.findall(r'<option value="(money|replacement|repair|reduction|refused)"', page)
    assert sorted(offered) == ["money", "replacement"]
    assert f'name="units-{line}"' in page
    assert f'name="condition-{line}"' not in page and f'name="pieces-{line}"' not in page
    for outcome, more in (("refused", {"why": "no"}), ("repair", {"until": "2026-12-31"})):
        said = form(order, "", outcome, **more) | {"version": "3"}
        refused = cashier.post(f"/till/claims/{claim}/look", said)
        assert refused.status_code == 409 and "Товар уже вернулся" in plain(refused)
    assert claims_of([order])[0].open
    again = form(order, "SN-2") | {"version": "3", f"condition-{line}": "for_sale"}
    assert decide(cashier, claim, again).status_code == 302
    assert (bought(order), apart(counter)) == ({"SN-2"}, {"SN-1": "check"})
    [back] = list_returns([order])
    assert [(one.quantity, one.condition) for one in back.lines] == [(1, "here")]


def test_a_program_is_told_what_is_here(counter: Counter, order: UUID) -> None:
    owner, claim = program_of("owner"), uncollected(counter, order)
    line = str(list_lines(order)[0].id)
    told = owner.get(f"/claims/{claim}").json()
    assert told["here"] == [{"line": line, "quantity": 1, "condition": "check", "place": str(counter.here)}]
    assert [one["here"] for one in owner.get("/claims").json()["items"]] == [told["here"]]

    def asked(outcome: str, key: str, **more: Any) -> Any:
        body = {"place": "t-alm", "outcome": outcome, "lines": [{"line": line, "quantity": 1}]} | more
        return owner.post(f"/claims/{claim}/decision", body, headers={"Idempotency-Key": key})

    refused = asked("reduction", "a", amount=100)
    assert (refused.status_code, refused.json()["code"]) == (422, "claim.goods_here")
    done = asked("money", "b").json()
    assert (done["state"], done["here"], apart(counter)) == ("closed", [], {"SN-1": "check"})


def test_a_program_brings_another_piece_back_if_it_may(counter: Counter, order: UUID) -> None:
    line = {"line": str(list_lines(order)[0].id), "quantity": 1, "reason": "faulty", "condition": "check"}

    def asked(program: Any, key: str, *pieces: str, **more: Any) -> Any:
        body = {"place": "t-alm", "lines": [line | {"pieces": list(pieces)}]} | more
        return program.post(f"/orders/{order}/returns", body, headers={"Idempotency-Key": key})

    owner = program_of("owner")
    cashier = Program(at_work("cashier", counter.here), give_token("cashier", AT + timedelta(days=1)))
    refused = asked(owner, "a", "SN-9")
    assert (refused.status_code, refused.json()["code"]) == (422, "lot.of_another")
    barred = asked(cashier, "a", "SN-9", other_piece=True)
    assert (barred.status_code, barred.json()["code"]) == (403, "staff.no_right")
    assert list_returns([order]) == [] and apart(counter) == {}
    assert asked(owner, "a", "SN-9", other_piece=True).status_code == 200
    assert (len(list_returns([order])), apart(counter)) == (1, {"SN-9": "check"})
    assert verbs_of([order])["lot.overruled"] == 1


def test_a_program_exchanges_what_is_proven_before_a_card_is_asked(counter: Counter, order: UUID) -> None:
    line = {"line": str(list_lines(order)[0].id), "quantity": 1, "reason": "faulty", "condition": "check"}
    other = {"variant": str(counter.shop.variants["milk"]), "quantity": 2}
    body = {"place": "t-alm", "instead": [other], "version": 1}

    def asked(program: Any, key: str, *pieces: str, **more: Any) -> Any:
        said = body | {"lines": [line | {"pieces": list(pieces)}]} | more
        return program.post(f"/orders/{order}/exchanges", said, headers={"Idempotency-Key": key})

    owner = program_of("owner")
    cashier = Program(at_work("cashier", counter.here), give_token("cashier", AT + timedelta(days=1)))
    for pieces, code in (((), "lot.missing"), (("SN-9",), "lot.of_another")):
        # No terminal is connected here: whoever asked it first would hear of that.
        refused = asked(owner, "a", *pieces, method="card")
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert list_attempts(uuid5(order, "exchange:a")) == []
    barred = asked(cashier, "a", "SN-9", other_piece=True)
    assert (barred.status_code, barred.json()["code"]) == (403, "staff.no_right")
    assert list_returns([order]) == [] and apart(counter) == {}
    assert asked(owner, "a", "SN-9", other_piece=True).status_code == 200
    assert (len(list_returns([order])), apart(counter), bought(order)) == (1, {"SN-9": "check"}, {"SN-1", "SN-2"})
    assert verbs_of([order])["lot.overruled"] == 1


def test_the_old_goods_go_back_on_the_screen(counter: Counter, order: UUID) -> None:
    cashier, claim, line = at_work("cashier", counter.here), uncollected(counter, order), list_lines(order)[0].id
    page = plain(cashier.get(f"/till/claims/{claim}"))
    assert '<option value="given_back"' in page and "Вернуть прежний товар как есть" in page
    assert '<option value="given_back"' not in plain(cashier.get(f"/till/claims/{opened(order)}"))
    said = {f"units-{line}": "1", "outcome": "given_back", "version": "3", "key": "g"}
    looked = plain(cashier.post(f"/till/claims/{claim}/look", said))
    assert 'id="plan"' in looked and f"/till/claims/{claim}/decide" in looked and apart(counter) == {"SN-1": "check"}
    assert decide(cashier, claim, said).status_code == 302
    assert (bought(order), apart(counter), list_returns([order])) == ({"SN-1", "SN-2"}, {}, [])
    assert "Прежний товар возвращён покупателю" in plain(cashier.get(f"/till/claims/{claim}"))


def test_which_of_two_goes_back_is_asked_on_the_screen(counter: Counter, order: UUID) -> None:
    cashier, line = at_work("cashier", counter.here), list_lines(order)[0].id
    claims = [opened(order) for _ in range(2)]
    for claim, code in zip(claims, ("SN-1", "SN-2"), strict=True):
        said = Answered(line, 1, "check", (code,))
        decide_claim(claim, Decision("replacement", (said,)), key="first", place=counter.here, actor=SYSTEM, at=AT)
    end_uncollected(order, actor=SYSTEM, at=AT + timedelta(days=15))
    page = plain(cashier.get(f"/till/claims/{claims[0]}"))
    assert f'name="pieces-{line}"' in page and "если здесь лежит больше" in page
    said_back = {f"units-{line}": "1", "outcome": "given_back", "version": "3", "key": "g"}
    refused = decide(cashier, claims[0], said_back)
    assert refused.status_code == 409 and "серийный номер или партию каждой" in plain(refused)
    assert decide(cashier, claims[0], said_back | {f"pieces-{line}": "SN-2", "key": "h"}).status_code == 302
    assert (bought(order), apart(counter)) == ({"SN-2"}, {"SN-1": "check"})
    assert f'name="pieces-{line}"' not in plain(cashier.get(f"/till/claims/{claims[1]}"))


def test_a_program_gives_the_old_goods_back(counter: Counter, order: UUID) -> None:
    owner, claim = program_of("owner"), uncollected(counter, order)
    body = {"outcome": "given_back", "lines": [{"line": str(list_lines(order)[0].id), "quantity": 1}]}

    def asked(place: str, key: str) -> Any:
        said = body | {"place": place}
        return owner.post(f"/claims/{claim}/decision", said, headers={"Idempotency-Key": key})

    seen = owner.post(f"/claims/{claim}/decision/preview", body | {"place": "t-alm"}).json()
    assert (seen["money"]["amount"], seen["ways"], seen["lacks"]) == (0, [], {})
    elsewhere = asked("t-ast", "a")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "claim.goods_not_here")
    assert apart(counter) == {"SN-1": "check"}
    given = asked("t-alm", "b").json()
    assert (given["state"], given["outcome"], given["here"]) == ("closed", "given_back", [])
    assert (bought(order), apart(counter)) == ({"SN-1", "SN-2"}, {})


def test_the_till_exchanges_what_is_proven_before_a_card_is_asked(counter: Counter, order: UUID) -> None:
    cashier, line = at_work("cashier", counter.here), list_lines(order)[0].id
    said = chosen(order, "1", **{f"pieces-{line}": "SN-9"})
    shown_form = fields(look(cashier, order, said | {"scan": "2*4870000000017"}))
    refused = confirm(cashier, order, shown_form | said | {"method": "card"})
    # No terminal is connected here: whoever asked it first would hear of that.
    assert refused.status_code == 422 and "SN-9 продали не мы" in plain(refused)
    assert list_attempts(UUID(shown_form["new_order"])) == [] and list_returns([order]) == []
