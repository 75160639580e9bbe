"""Something is wrong with goods: claimed, decided, carried out; never more given than was sold, and never twice."""

import io
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone
from tests.delivery_world import open_town, sent_home
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.orders.actions import set_claim_term
from prilavok.domains.orders.errors import (
    ClaimMovedOn,
    ClaimNotHome,
    ClaimSettled,
    ClaimTooMany,
    ClaimUnfit,
    ClaimUnknown,
    NothingInstead,
    NothingToReturn,
    PhotoUnfit,
    ReturnMovedOn,
)
from prilavok.domains.orders.queries import (
    claim_due,
    claims_of,
    claims_to_warn,
    list_changes,
    list_lines,
    list_returns,
    read_claim,
    read_order,
)
from prilavok.domains.orders.types.claiming import Answered, ClaimView, Decision, NewClaim, Wanted, Wrong, WrongUnits
from prilavok.domains.orders.types.returning import BringBack
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.queries import goods_in, list_shipments, shipment_of_id
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.decide_claim import decide_claim, preview_claim
from prilavok.flows.deliver_parcel import fail_parcel, give_parcel, take_parcel
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.give_instead import give_instead, say_repaired
from prilavok.flows.notice_facts import TOLD, facts_of
from prilavok.flows.notices import notice_text
from prilavok.flows.open_claim import MOST_PHOTOS, Photo, open_claim
from prilavok.flows.own_claim import open_own_claim, withdraw_own_claim
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.flows.return_goods import Agreed, return_goods
from prilavok.flows.return_parcel import return_parcel
from prilavok.flows.sell_at_till import Paying, Selling, sell
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
MODULES = ("prilavok.flows.replace_goods", "prilavok.flows.lose_instead")
NOW = make.AT
JPEG = b"\xff\xd8\xff\xe0" + bytes(200)


@pytest.fixture
def counter() -> Counter:
    return open_counter(9, 9)


def sold(counter: Counter, *units: int, leaf: UUID | None = None) -> UUID:
    lines = [Selling(variant, count) for variant, count in zip(counter.variants, units, strict=False)]
    paid = [Paying("cash", sum(units) * PRICE)]
    return sell(lines, paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=NOW, leaf=leaf).receipt.order


def claim(
    order: UUID, units: int = 1, *, wanted: Wanted = "money", reason: Wrong = "faulty", key: str = "", nth: int = 0
) -> ClaimView:
    said = NewClaim((WrongUnits(list_lines(order)[nth].id, units, reason),), wanted, "it buzzes")
    return open_claim(order, said, touchpoint="till", key=key or str(uuid4()), actor=CASHIER, at=NOW)


def decided(found: ClaimView, decision: Decision, counter: Counter, *, key: str = "") -> ClaimView:
    return decide_claim(found.id, decision, key=key or str(uuid4()), place=counter.place, actor=CASHIER, at=NOW)


def one(found: ClaimView, units: int = 1, condition: str = "not_taken") -> tuple[Answered, ...]:
    return (Answered(found.lines[0].line, units, condition),)  # type: ignore[arg-type]


def refusals(found: ClaimView) -> int:
    return sum(task.done_at is None for task in list_tasks_about(found.id))


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


def test_other_goods_are_held_at_once_picked_and_given_free_of_charge(counter: Counter) -> None:
    order = sold(counter, 2)
    found = claim(order, wanted="replacement")
    done = decided(found, Decision("replacement", one(found, 1, "supplier")), counter)
    stock = stock_at(counter.place, counter.variant)
    assert (done.state, stock.on_hand, stock.available) == ("waiting", 7, 6)
    assert [one.key.partition(":")[0] for one in list_changes(order)] == ["claim"] and list_returns([order]) == []
    assert (read_order(order).version, paid_for(order)) == (2, 2 * PRICE)
    with pytest.raises(NothingToReturn):  # the old one is gone, the new one still here: only one is with the customer
        brought = [BringBack(list_lines(order)[0].id, 2, "changed_mind", "for_sale")]
        return_goods(order, brought, Agreed(), key="r", place=counter.place, actor=CASHIER, at=NOW)
    with pytest.raises(ClaimTooMany):
        claim(order, 2)
    assert done.shipment is not None
    parcel = shipment_of_id(done.shipment)
    assert (parcel.kind, parcel.state, parcel.claim) == ("instead", "planned", found.id)
    start_shipment(parcel.id, place=counter.place, actor=CASHIER, at=NOW)
    pick(parcel.id, found.lines[0].line, 1, 0, place=counter.place, actor=CASHIER, at=NOW)
    assert ready_shipment(parcel.id, place=counter.place, actor=CASHIER, at=NOW)
    assert read_claim(found.id).ready_at == NOW
    over = give_instead(found.id, place=counter.place, actor=CASHIER, at=NOW)
    assert (over.state, shipment_of_id(parcel.id).state) == ("closed", "collected")
    assert give_instead(found.id, place=counter.place, actor=CASHIER, at=NOW) == over
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.available, list_lines(order)[0].returned) == (6, 6, 0)
    verbs = make.verbs_of([order])
    assert (verbs["claim.ready"], verbs["claim.closed"], verbs["receipt.issued"], verbs["shipment.ready"]) == (
        1, 1, 1, 0,
    )  # fmt: skip
    assert check() == [] and check_order_sums() == []


def test_what_is_not_there_is_not_promised_instead(counter: Counter) -> None:
    order = sold(counter, 5)
    found = claim(order, 5, wanted="replacement")
    before = make.rows_of_all_tables()
    decision = Decision("replacement", one(found, 5, "for_sale"))
    plan = preview_claim(found.id, decision, place=counter.place, actor=CASHIER, at=NOW)
    assert dict(plan.lacks) == {counter.variant: 1}
    with pytest.raises(NothingInstead):  # what the customer brings does not count
        decided(found, decision, counter)
    with pytest.raises(ClaimNotHome):
        decided(found, Decision("replacement", one(found, 1), home=True), counter)
    assert make.grown(before) == {} and read_claim(found.id) == found


def test_what_nobody_collects_or_finds_has_the_claim_decided_anew(counter: Counter) -> None:
    order = sold(counter, 2)
    found = claim(order, wanted="replacement")
    done = decided(found, Decision("replacement", one(found)), counter)
    later = NOW + timedelta(days=15)
    assert not end_uncollected(order, actor=SYSTEM, at=later)
    again = read_claim(found.id)
    assert done.shipment and (again.state, again.outcome, again.shipment) == ("open", "", None)
    assert (shipment_of_id(done.shipment).state, read_order(order).commercial) == ("cancelled", "completed")
    assert stock_at(counter.place, counter.variant).available == 7 and refusals(found) == 1
    second = decided(again, Decision("replacement", one(found)), counter)
    assert second.shipment
    start_shipment(second.shipment, place=counter.place, actor=CASHIER, at=NOW)
    pick(second.shipment, found.lines[0].line, 0, 1, place=counter.place, actor=CASHIER, at=NOW)
    assert not ready_shipment(second.shipment, place=counter.place, actor=CASHIER, at=NOW)
    assert (read_claim(found.id).state, read_order(order).commercial) == ("open", "completed")
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.available, list_lines(order)[0].handed_over) == (6, 6, 2)
    assert make.verbs_of([order])["claim.reopened"] == 2 and check() == []


def test_a_till_that_sells_what_was_kept_to_be_given_instead_is_not_held_up(counter: Counter) -> None:
    from prilavok.flows.lose_goods import lock_holders, lose_goods

    order = sold(counter, 2)
    found = claim(order, wanted="replacement")
    done = decided(found, Decision("replacement", one(found)), counter)
    holders = lock_holders(counter.place, [counter.variant])
    lose_goods(counter.place, counter.variant, 1, holders=holders, by=None, key=uuid4(), actor=SYSTEM, at=NOW)
    assert done.shipment and shipment_of_id(done.shipment).state == "cancelled"
    assert (read_claim(found.id).state, read_order(order).paid_amount) == ("open", 2 * PRICE)
    assert stock_at(counter.place, counter.variant).available == 7


def test_own_goods_are_repaired_and_collected(counter: Counter) -> None:
    order = sold(counter, 1)
    found = claim(order, wanted="repair")
    with pytest.raises(ClaimUnfit):
        decided(found, Decision("repair", one(found)), counter)
    done = decided(found, Decision("repair", one(found), until=NOW.date() + timedelta(days=9)), counter)
    assert (done.state, done.until, paid_for(order), read_order(order).version) == (
        "waiting", NOW.date() + timedelta(days=9), PRICE, 2,
    )  # fmt: skip
    assert say_repaired(found.id, actor=CASHIER, at=NOW) and not say_repaired(found.id, actor=CASHIER, at=NOW)
    assert give_instead(found.id, place=counter.place, actor=CASHIER, at=NOW).state == "closed"
    assert stock_at(counter.place, counter.variant).on_hand == 8 and list_returns([order]) == []


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


def test_what_is_given_instead_is_brought_where_the_order_was() -> None:
    make.programme()
    town, leaf = open_town((5,)), make.leaf()
    order = sent_home(town, leaf, 1).order
    with pytest.raises(ClaimTooMany):  # nothing of it was brought yet
        claim(order)
    [parcel] = list_shipments([order])
    amount = read_order(order).amount
    _brought(parcel, [Paying("cash", amount)], "k")
    assert (read_order(order).commercial, paid_for(order)) == ("completed", amount)
    receipts = len(list_receipts([order]))
    found = claim(order, wanted="replacement", reason="missing")
    goods = Counter(parcel.place, town.counter.variants)
    done = decided(found, Decision("replacement", one(found), home=True), goods)
    assert done.shipment
    _brought(shipment_of_id(done.shipment), [], "again", fails=True)
    assert (read_claim(found.id).state, shipment_of_id(done.shipment).state) == ("open", "returned")
    second = decided(read_claim(found.id), Decision("replacement", one(found), home=True), goods)
    assert second.shipment
    _brought(shipment_of_id(second.shipment), [], "third")
    assert (read_claim(found.id).state, paid_for(order), len(list_receipts([order]))) == ("closed", amount, receipts)
    assert (list_lines(order)[0].handed_over, list_lines(order)[0].returned) == (1, 0)
    stock = stock_at(parcel.place, goods.variant)
    assert (stock.on_hand, stock.available) == (3, 3) and check() == [] and check_order_sums() == []


def _brought(parcel: ShipmentView, tenders: list[Paying], key: str, *, fails: bool = False) -> None:
    place = parcel.place
    for goods in goods_in([parcel.id]):
        pick(parcel.id, goods.line, goods.units, 0, place=place, actor=CASHIER, at=NOW)
    assert ready_shipment(parcel.id, place=place, actor=CASHIER, at=NOW)
    assert take_parcel(parcel.id, place=place, actor=CASHIER, at=NOW)
    if fails:
        assert fail_parcel(parcel.id, "nobody_home", place=place, actor=CASHIER, at=NOW)
        return_parcel(parcel.id, place=place, actor=CASHIER, at=NOW)
    else:
        give_parcel(parcel.id, tenders, key=key, place=place, actor=CASHIER, at=NOW)


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
