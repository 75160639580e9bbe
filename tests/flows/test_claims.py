"""Something is wrong with goods: claimed, decided, carried out; never more given than was sold, and never twice."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from tests import make
from tests.claims_world import NOW, claim, decided, one, refusals, sold
from tests.counter_world import CASHIER, buyer_with_phone
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.orders.actions import set_claim_term
from prilavok.domains.orders.errors import (
    ClaimMovedOn,
    ClaimSettled,
    ClaimTooMany,
    ClaimUnfit,
    ClaimUnknown,
    NothingToReturn,
    PhotoUnfit,
    ReturnMovedOn,
)
from prilavok.domains.orders.queries import (
    claim_due,
    claims_of,
    claims_to_warn,
    list_lines,
    list_returns,
    read_claim,
    read_order,
)
from prilavok.domains.orders.types.claiming import Decision, NewClaim, WrongUnits
from prilavok.domains.orders.types.returning import BringBack
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.decide_claim import preview_claim
from prilavok.flows.notice_facts import TOLD, facts_of
from prilavok.flows.notices import notice_text
from prilavok.flows.open_claim import MOST_PHOTOS, Photo, open_claim
from prilavok.flows.own_claim import open_own_claim, withdraw_own_claim
from prilavok.flows.return_goods import Agreed, return_goods
from prilavok.flows.watch_claims import warn_of_claim
from prilavok.insights.customer_life import KINDS
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import OfClaim
from prilavok.kit.files import files_owned
from prilavok.kit.idempotency.answers import KeyReused
from prilavok.kit.ledger.checks import check
from prilavok.kit.words import Person, stores

pytestmark = pytest.mark.usefixtures("rolled_back")
JPEG = b"\xff\xd8\xff\xe0" + bytes(200)


@pytest.fixture
def counter() -> Counter:
    return open_counter(9, 9)


def test_a_claim_is_opened_once_with_its_term_and_its_task(counter: Counter) -> None:
    order = sold(counter, 3)
    found = claim(order, 2, key="k")
    assert (found.state, found.wanted, found.words, found.touchpoint) == ("open", "money", "it buzzes", "till")
    assert found.due_at == claim_due("KZ", "money", "Asia/Almaty", NOW)[0] == read_claim(found.id).due_at
    assert (found.due_at - NOW).days in (10, 11) and found.basis == "KZ 274-IV, art. 42-4"
    assert claim_due("RU", "replacement", "Europe/Moscow", NOW)[1] == "RU 2300-1, art. 21"
    [task] = list_tasks_about(found.id)
    assert (task.kind, task.due_at, task.place, task.done_at) == ("claim.answer", found.due_at, counter.place, None)
    before = make.rows_of_all_tables()
    assert claim(order, 2, key="k").id == found.id
    with pytest.raises(KeyReused):
        claim(order, 1, key="k")
    with pytest.raises(ClaimTooMany):
        claim(order, 2)  # one is left that is not claimed
    line = list_lines(order)[0].id
    twice = (WrongUnits(line, 1, "faulty"), WrongUnits(line, 1, "missing"))
    for said in (NewClaim((), "money"), NewClaim(twice, "money"), NewClaim((WrongUnits(line, 1, "faulty"),), "gold")):  # type: ignore[arg-type]
        with pytest.raises(ClaimUnfit):
            open_claim(order, said, touchpoint="till", key=str(uuid4()), actor=CASHIER, at=NOW)
    with pytest.raises(ClaimTooMany):
        open_claim(
            order, NewClaim((WrongUnits(uuid4(), 1, "faulty"),), "money"), touchpoint="till", key="z", actor=CASHIER,
            at=NOW,
        )  # fmt: skip
    assert make.grown(before) == {}
    assert make.verbs_of([order])["claim.opened"] == 1
    set_claim_term("KZ", "money", 3, basis="shop", actor=CASHIER, at=NOW)
    assert claim_due("KZ", "money", "Asia/Almaty", NOW)[1] == "shop"


def test_money_goes_back_whole_with_receipt_and_version(counter: Counter) -> None:
    order = sold(counter, 3)
    found = claim(order, 2)
    decision = Decision("money", one(found, 2, "check"), version=found.version)
    plan = preview_claim(found.id, decision, place=counter.place, actor=CASHIER, at=NOW)
    assert plan.back is not None
    assert (plan.back.money, [way.method for way in plan.back.ways], plan.frees, plan.pays) == (
        2 * PRICE, ["cash"], False, True,
    )  # fmt: skip
    with pytest.raises(ReturnMovedOn):
        decided(found, Decision("money", one(found, 2, "check"), money=1), counter)
    assert (read_claim(found.id), paid_for(order)) == (found, 3 * PRICE)
    version = read_order(order).version
    done = decided(found, decision, counter, key="d")
    assert (done.state, done.outcome, done.version) == ("closed", "money", 2)
    [taken] = list_returns([order])
    assert (done.change, taken.money, taken.lines[0].condition, taken.outside) == (taken.id, 2 * PRICE, "check", "")
    assert (paid_for(order), read_order(order).version) == (PRICE, version + 1)
    assert (stock_at(counter.place, counter.variant).on_hand, _lies(counter, "check")) == (6, 2)
    assert [receipt.amount for receipt in list_receipts([order]) if receipt.kind == "refund"] == [2 * PRICE]
    before = make.rows_of_all_tables()
    assert decided(found, decision, counter, key="d") == done
    for other in (decision, Decision("refused", why="no")):
        with pytest.raises((ClaimMovedOn, ClaimSettled)):
            decided(found, other, counter)
    assert make.grown(before) == {} and refusals(found) == 0
    assert check() == [] and check_order_sums() == []


def _lies(counter: Counter, state: str) -> int:
    return make.posted("stock", counter.place, counter.variant, state)


def test_a_lower_price_leaves_the_goods_and_is_worth_less_when_they_come_back(counter: Counter) -> None:
    order = sold(counter, 3)
    found = claim(order, 2, wanted="reduction")
    for wrong in (Decision("reduction", one(found, 2)), Decision("money", one(found, 2), amount=5)):
        with pytest.raises(ClaimUnfit):
            decided(found, wrong, counter)
    with pytest.raises(NothingToReturn):
        decided(found, Decision("reduction", one(found, 2), amount=2 * PRICE + 1), counter)
    done = decided(found, Decision("reduction", one(found, 2), "a scratch", amount=101), counter)
    [less] = list_returns([order])
    assert (done.outcome, less.money, less.lines[0].condition, less.lines[0].quantity) == ("reduction", 101, "kept", 2)
    head, [line] = read_order(order), list_lines(order)
    assert (line.returned, head.returned_amount, head.fulfilment, paid_for(order)) == (
        0, 101, "handed_over", 3 * PRICE - 101,
    )  # fmt: skip
    assert stock_at(counter.place, counter.variant).on_hand == 6
    assert list_receipts([order])[-1].amount == 101
    for units in (1, 2):
        brought = [BringBack(line.id, units, "changed_mind", "for_sale")]
        return_goods(order, brought, Agreed(), key=f"r{units}", place=counter.place, actor=CASHIER, at=NOW)
    given = [one.money for one in list_returns([order])]
    assert given == [101, (3 * PRICE - 101) // 3, 3 * PRICE - 101 - (3 * PRICE - 101) // 3]
    assert (paid_for(order), read_order(order).fulfilment) == (0, "returned")
    assert check() == [] and check_order_sums() == []


def test_a_refusal_says_why_and_changes_nothing_else(counter: Counter) -> None:
    order = sold(counter, 1)
    found = claim(order)
    with pytest.raises(ClaimUnfit):
        decided(found, Decision("refused"), counter)
    done = decided(found, Decision("refused", why="dropped, says the workshop"), counter)
    assert (done.state, done.why, read_order(order).version) == ("closed", "dropped, says the workshop", 1)
    assert claim(order).id != found.id  # it may be claimed once more


def test_goods_that_were_returned_meanwhile_are_not_paid_twice(counter: Counter) -> None:
    order = sold(counter, 1)
    found = claim(order)
    brought = [BringBack(list_lines(order)[0].id, 1, "changed_mind", "for_sale")]
    return_goods(order, brought, Agreed(), key="r", place=counter.place, actor=CASHIER, at=NOW)
    for decision in (
        Decision("money", one(found)), Decision("reduction", one(found), amount=1),
        Decision("replacement", one(found)), Decision("repair", one(found), until=NOW.date()),
    ):  # fmt: skip
        with pytest.raises(NothingToReturn):
            decided(found, decision, counter)
    assert (paid_for(order), decided(found, Decision("refused", why="returned"), counter).state) == (0, "closed")


def test_the_customer_claims_with_photos_takes_it_back_and_is_forgotten(counter: Counter) -> None:
    buyer, stranger = buyer_with_phone(), make.leaf()
    order = sold(counter, 1, leaf=buyer)
    said = NewClaim((WrongUnits(list_lines(order)[0].id, 1, "damaged"),), "money", "a hole")
    me = Actor("leaf", buyer)
    photos = [Photo("hole.jpg", io.BytesIO(JPEG)), Photo("two.jpg", io.BytesIO(JPEG + b"2"))]
    with pytest.raises(NotFound):
        open_own_claim(order, said, photos, leaves=[stranger], key="k", actor=Actor("leaf", stranger), at=NOW)
    before = make.rows_of_all_tables()
    for wrong in ([Photo("x.jpg", io.BytesIO(b"<script>"))], [Photo("n", io.BytesIO(JPEG))] * (MOST_PHOTOS + 1)):
        with pytest.raises(PhotoUnfit):
            open_own_claim(order, said, wrong, leaves=[buyer], key=str(uuid4()), actor=me, at=NOW)
    assert make.grown(before) == {}
    found = open_own_claim(order, said, photos, leaves=[buyer], key="k", actor=me, at=NOW)
    assert open_own_claim(order, said, photos, leaves=[buyer], key="k", actor=me, at=NOW) == found
    assert {one.name for one in files_owned(found.id, "claim", NOW)} == {"hole.jpg", "two.jpg"}
    [store] = [one for one in stores() if one.table == "orders_claim"]
    [told] = store.export(Person((buyer,)))
    assert (told["text"], len(told["files"])) == ("a hole", 2)  # type: ignore[arg-type]
    assert list(store.export(Person((stranger,)))) == []
    with pytest.raises(NotFound):
        withdraw_own_claim(found.id, leaves=[stranger], actor=me, at=NOW)
    assert withdraw_own_claim(found.id, leaves=[buyer], actor=me, at=NOW)
    assert not withdraw_own_claim(found.id, leaves=[buyer], actor=me, at=NOW)
    assert (read_claim(found.id).outcome, refusals(found)) == ("withdrawn", 0)
    store.erase(Person((buyer,)), NOW)
    assert (read_claim(found.id).words, files_owned(found.id, "claim", NOW)) == ("", [])
    with pytest.raises(ClaimUnknown):
        read_claim(uuid4())


def test_somebody_hears_before_a_claim_is_late_and_once(counter: Counter) -> None:
    found = claim(sold(counter, 1))
    assert claims_to_warn(found.due_at - timedelta(days=2)) == []
    assert not warn_of_claim(found.id, actor=SYSTEM, at=found.due_at - timedelta(days=2))
    soon = found.due_at - timedelta(hours=23)
    assert claims_to_warn(soon) == [found.id]
    assert warn_of_claim(found.id, actor=SYSTEM, at=soon) and not warn_of_claim(found.id, actor=SYSTEM, at=soon)
    assert sorted(task.kind for task in list_tasks_about(found.id)) == ["claim.answer", "claim.late"]
    decided(found, Decision("refused", why="no"), counter)
    assert refusals(found) == 0 and claims_to_warn(soon) == []


def test_each_step_is_told_in_the_customers_language(counter: Counter) -> None:
    order = sold(counter, 4)
    told: list[tuple[str, OfClaim]] = []
    decisions = (
        Decision("money", one(claim(order)), "sorry"), Decision("replacement", one(claim(order))),
        Decision("refused", why="dropped"),
    )  # fmt: skip
    for found, decision in zip(claims_of([order]), decisions, strict=False):
        decided(found, decision, counter)
        told.append((decision.outcome, OfClaim(found.id, order, found.wanted, decision.outcome)))
    first = told[0][1]
    words = {
        (verb, language): notice_text(TOLD[verb][0], facts_of(verb, read_order(order), first), language)
        for verb in ("claim.opened", "claim.decided", "claim.ready", "claim.reopened")
        for language in ("ru", "kk", "en")
    }
    assert "%(" not in " ".join(words.values()) and len(set(words.values())) == len(words)
    assert "sorry" in words["claim.decided", "en"] and "₸15.00" in words["claim.decided", "en"]
    again = facts_of("claim.decided", read_order(order), told[1][1])
    assert "We write when it lies ready." in notice_text("claim.decided", again, "en")
    kinds = set(KINDS["orders"])
    assert {"claim.opened", "claim.decided", "claim.ready", "claim.reopened", "claim.closed"} <= kinds
