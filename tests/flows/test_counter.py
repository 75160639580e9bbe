"""What happens at the counter: found by a code, changed, paid, handed over, sold from the shelf; and what is refused."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone, code_of, earned, hand
from tests.people import browser
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.loyalty.errors import NotEnoughPoints, PointsUnfit
from prilavok.domains.loyalty.queries import points_of, spendable
from prilavok.domains.orders.errors import ActImpossible, OrderEnded, OrderMovedOn
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.payments.errors import TenderNotOffered, TendersUnfit
from prilavok.domains.payments.queries import list_payments, paid_for
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.errors import PickUnfit, PickupCodeWrong, PickupTries, ShipmentMovedOn, ShipmentUnknown
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.queries import list_holds_of, stock_at
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_at_pickup import Act, confirm_change, preview_change
from prilavok.flows.find_pickup import find_pickup
from prilavok.flows.hand_over_order import Paying, hand_over
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.kit.idempotency.answers import KeyReused
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture
def counter() -> Counter:
    return open_counter(5, 5)


@pytest.fixture
def buyer() -> UUID:
    return buyer_with_phone()


def test_an_order_is_found_picked_paid_and_handed_over(counter: Counter, buyer: UUID) -> None:
    make.programme()
    order = placed(counter, buyer, 2, 1)
    here = counter.place
    start_shipment(order.shipment, place=here, actor=CASHIER, at=NOW)
    for line in list_lines(order.order):
        pick(order.shipment, line.id, line.quantity, 0, place=here, actor=CASHIER, at=NOW)
    assert ready_shipment(order.shipment, place=here, actor=CASHIER, at=NOW)
    assert not ready_shipment(order.shipment, place=here, actor=CASHIER, at=NOW)
    code = open_code(order.shipment)
    found = find_pickup(f" {code[:3]} {code[3:]}", place=here, actor=CASHIER, at=NOW)
    assert (found.order, found.shipment, found.state) == (order.order, order.shipment, "ready")
    done = hand(order.order, Paying("cash", 3 * PRICE, given=5000), place=here)
    assert (done.change_due, done.points_earned) == (5000 - 3 * PRICE, 3 * PRICE // 100)
    head = read_order(order.order)
    assert (head.commercial, head.payment, head.fulfilment) == ("completed", "paid", "handed_over")
    assert [(one.handed_over, one.cancelled) for one in list_lines(order.order)] == [(2, 0), (1, 0)]
    assert [stock_at(here, one).on_hand for one in counter.variants] == [3, 4]
    assert list_holds_of(order.order) == []
    assert [(one.method, one.amount) for one in list_payments([order.order])] == [("cash", 3 * PRICE)]
    assert points_of([buyer])[0].points == 45
    receipt = done.receipt
    assert receipt.number == "entity-26-000001" and receipt.fiscal is None and receipt.order_number == order.number
    assert [(one.variant, one.quantity, one.amount) for one in receipt.lines] == [
        (counter.variants[0], 2, 2 * PRICE),
        (counter.variants[1], 1, PRICE),
    ]
    assert [(one.method, one.amount, one.given) for one in receipt.tenders] == [("cash", 4500, 5000)]
    assert open_code(order.shipment) == ""
    told = make.verbs_of([order.order, order.shipment])
    assert told == {
        "order.placed": 1, "hold.made": 1, "shipment.planned": 1, "shipment.picked": 1, "shipment.ready": 1,
        "stock.moved": 1, "payment.captured": 1, "order.completed": 1, "shipment.collected": 1, "points.earned": 1,
        "receipt.issued": 1,
    }  # fmt: skip
    assert check() == []


def test_the_same_key_is_the_same_receipt_and_another_key_finds_it_done(counter: Counter, buyer: UUID) -> None:
    order = placed(counter, buyer, 1)
    code = code_of(order.order)
    first = hand(order.order, Paying("cash", PRICE), place=counter.place, key="once", code=code)
    before = make.rows_of_all_tables()
    assert hand(order.order, Paying("cash", PRICE), place=counter.place, key="once", code=code) == first
    with pytest.raises(KeyReused):
        hand(order.order, Paying("cash", PRICE + 1), place=counter.place, key="once", code=code)
    with pytest.raises(ShipmentUnknown):
        hand(order.order, Paying("cash", PRICE), place=counter.place, key="twice", code=code)
    assert make.grown(before) == {}
    assert [one.id for one in list_receipts([order.order])] == [first.receipt.id]


@pytest.mark.parametrize("code", [None, "", "000000x", "wrong"])
def test_without_its_code_nothing_goes_over_the_counter(counter: Counter, buyer: UUID, code: str | None) -> None:
    order, elsewhere = placed(counter, buyer, 1), make.place()
    before = make.rows_of_all_tables()
    with pytest.raises(PickupCodeWrong):
        hand_over(order.order, [Paying("cash", PRICE)], code=code, key="k", place=counter.place, actor=CASHIER, at=NOW)
    with pytest.raises(ShipmentUnknown):
        hand(order.order, Paying("cash", PRICE), place=elsewhere)
    assert make.grown(before) == {}


def test_another_orders_code_opens_only_that_one(counter: Counter) -> None:
    mine, other = placed(counter, make.leaf(), 1), placed(counter, make.leaf(), 1)
    with pytest.raises(PickupCodeWrong):
        hand(mine.order, Paying("cash", PRICE), place=counter.place, code=open_code(other.shipment))


@pytest.mark.parametrize(
    "tenders",
    [
        [],
        [Paying("cash", PRICE - 1)],
        [Paying("cash", PRICE + 1)],
        [Paying("cash", PRICE, given=PRICE - 1)],
        [Paying("cash", PRICE), Paying("cash", 0)],
        [Paying("cash", -PRICE), Paying("cash", 2 * PRICE)],
    ],
)
def test_money_that_does_not_come_out_even_is_refused(counter: Counter, buyer: UUID, tenders: list[Paying]) -> None:
    order = placed(counter, buyer, 1)
    before = make.rows_of_all_tables()
    with pytest.raises(TendersUnfit) as refusal:
        hand(order.order, *tenders, place=counter.place)
    assert refusal.value.due == PRICE
    assert make.grown(before) == {}


def test_points_pay_their_share_and_earn_nothing_themselves(counter: Counter, buyer: UUID) -> None:
    make.programme()
    earned(buyer, 1000, counter.place)
    order = placed(counter, buyer, 1)
    free = spendable([buyer], "KZT", owed=PRICE)
    assert free is not None and (free.points, free.most, free.most_amount) == (1000, 750, 750)
    with pytest.raises(NotEnoughPoints):
        hand(order.order, Paying("points", 751), Paying("cash", PRICE - 751), place=counter.place)
    done = hand(order.order, Paying("points", 700), Paying("cash", 800), place=counter.place)
    assert done.points_earned == 8
    assert (done.receipt.points_used, done.receipt.earned) == (700, 8)
    assert {one.method: one.amount for one in list_payments([order.order])} == {"points": 700, "cash": 800}
    assert points_of([buyer])[0].points == 1000 - 700 + 8
    assert check() == []


def test_points_of_nobody_or_of_another_currency_pay_nothing(buyer: UUID) -> None:
    tenge = open_counter(1)
    order = placed(tenge, buyer, 1)
    with pytest.raises(PointsUnfit):
        hand(order.order, Paying("points", 100), Paying("cash", PRICE - 100), place=tenge.place)
    make.programme()
    with pytest.raises(NotEnoughPoints):
        hand(order.order, Paying("points", 100), Paying("cash", PRICE - 100), place=tenge.place)


def test_one_out_one_in_settles_price_stock_and_receipt(counter: Counter, buyer: UUID) -> None:
    order = placed(counter, buyer, 2)
    one, other = counter.variants
    acts = [Act("take_out", one, 1), Act("add", other, 2)]
    seen = preview_change(order.order, acts, place=counter.place, actor=CASHIER, at=NOW)
    assert (seen.amount_before, seen.amount_after, seen.due, seen.back) == (2 * PRICE, 3 * PRICE, 3 * PRICE, 0)
    assert [(line.variant, line.quantity, line.amount) for line in seen.lines] == [
        (one, 1, PRICE),
        (other, 2, 2 * PRICE),
    ]
    assert seen.lacks == () and stock_at(counter.place, other).held == 0
    done = confirm_change(order.order, acts, key="k", version=seen.version, place=counter.place, actor=CASHIER, at=NOW)
    assert (done.amount_before, done.amount_after, done.new) == (2 * PRICE, 3 * PRICE, True)
    assert [stock_at(counter.place, it).held for it in counter.variants] == [1, 2]
    again = confirm_change(order.order, acts, key="k", version=seen.version, place=counter.place, actor=CASHIER, at=NOW)
    assert (again.id, again.new) == (done.id, False)
    with pytest.raises(OrderMovedOn) as moved:
        confirm_change(order.order, acts, key="other", version=seen.version, place=counter.place, actor=CASHIER, at=NOW)
    assert moved.value.version == seen.version + 1
    receipt = hand(order.order, Paying("cash", 3 * PRICE), place=counter.place).receipt
    assert [(line.variant, line.quantity) for line in receipt.lines] == [(one, 1), (other, 2)]
    assert [stock_at(counter.place, it).on_hand for it in counter.variants] == [4, 3]
    assert make.verbs_of([order.order])["order.changed"] == 1
    assert check() == []


def test_the_last_line_taken_out_ends_the_order(counter: Counter, buyer: UUID) -> None:
    order = placed(counter, buyer, 2)
    out = [Act("take_out", counter.variant, 2)]
    confirm_change(order.order, out, key="k", place=counter.place, actor=CASHIER, at=NOW)
    assert read_order(order.order).commercial == "cancelled"
    shipment = read_shipment(order.order)
    assert shipment is not None and shipment.state == "cancelled"
    assert stock_at(counter.place, counter.variant).held == 0
    assert make.verbs_of([order.order])["order.cancelled"] == 1


def test_what_is_not_free_or_not_there_is_not_changed(counter: Counter, buyer: UUID) -> None:
    order = placed(counter, buyer, 1)
    one, other = counter.variants
    seen = preview_change(order.order, [Act("add", other, 6)], place=counter.place, actor=CASHIER, at=NOW)
    assert [(lack.variant, lack.asked, lack.free) for lack in seen.lacks] == [(other, 6, 5)]
    elsewhere = make.place()
    before = make.rows_of_all_tables()
    with pytest.raises(StockShort):
        confirm_change(order.order, [Act("add", other, 6)], key="k", place=counter.place, actor=CASHIER, at=NOW)
    for act in (Act("take_out", one, 2), Act("take_out", other, 1), Act("take_out", one, 0)):
        with pytest.raises(ActImpossible):
            confirm_change(order.order, [act], key="k", place=counter.place, actor=CASHIER, at=NOW)
    with pytest.raises(ShipmentUnknown):
        preview_change(order.order, [Act("add", other, 1)], place=elsewhere, actor=CASHIER, at=NOW)
    assert make.grown(before) == {}


def test_a_code_is_not_found_by_trying(counter: Counter, buyer: UUID) -> None:
    order = placed(counter, buyer, 1)
    code = open_code(order.shipment)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for typed in (wrong, "", "12345", "1234567", "абвгде", code + "\x00"):
        with pytest.raises(ShipmentUnknown):
            find_pickup(typed, place=counter.place, actor=CASHIER, at=NOW)
    with pytest.raises(ShipmentUnknown):
        find_pickup(code, place=make.place(), actor=CASHIER, at=NOW)
    with pytest.raises(PickupTries):
        for _ in range(30):
            with pytest.raises(ShipmentUnknown):
                find_pickup(wrong, place=counter.place, actor=CASHIER, at=NOW)
    assert find_pickup(code, place=counter.place, actor=CASHIER, at=NOW + timedelta(minutes=1)).order == order.order


def test_what_the_picker_did_not_find_leaves_the_order_and_the_ledger(counter: Counter, buyer: UUID) -> None:
    order = placed(counter, buyer, 2, 1)
    first, second = list_lines(order.order)
    here = counter.place
    with pytest.raises(PickUnfit):
        pick(order.shipment, first.id, 2, 1, place=here, actor=CASHIER, at=NOW)
    with pytest.raises(ShipmentUnknown):
        pick(order.shipment, first.id, 2, 0, place=make.place(), actor=CASHIER, at=NOW)
    pick(order.shipment, first.id, 1, 1, place=here, actor=CASHIER, at=NOW)
    with pytest.raises(PickUnfit):
        ready_shipment(order.shipment, place=here, actor=CASHIER, at=NOW)
    pick(order.shipment, second.id, 1, 0, place=here, actor=CASHIER, at=NOW)
    assert ready_shipment(order.shipment, place=here, actor=CASHIER, at=NOW)
    assert (read_order(order.order).amount, stock_at(here, counter.variant).on_hand) == (2 * PRICE, 4)
    assert make.posted("stock", here, counter.variant, "unexplained") == 1
    assert [task.kind for task in list_tasks_about(order.order)] == ["hold.lost"]
    assert make.verbs_of([order.order])["hold.lost"] == 1
    with pytest.raises(ShipmentMovedOn):
        pick(order.shipment, first.id, 1, 0, place=here, actor=CASHIER, at=NOW)
    hand(order.order, Paying("cash", 2 * PRICE), place=here)
    assert check() == []


def test_a_cancelled_order_gives_everything_back(counter: Counter, buyer: UUID) -> None:
    order = placed(counter, buyer, 2)
    assert cancel_order(order.order, actor=CASHIER, at=NOW)
    assert not cancel_order(order.order, actor=CASHIER, at=NOW)
    assert (stock_at(counter.place, counter.variant).held, paid_for(order.order)) == (0, 0)
    done = placed(counter, make.leaf(), 1)
    hand(done.order, Paying("cash", PRICE), place=counter.place)
    with pytest.raises(OrderEnded):
        cancel_order(done.order, actor=CASHIER, at=NOW)


def test_who_nobody_knows_earns_nothing_and_no_receipt_says_so(counter: Counter) -> None:
    make.programme()
    lines, paid = [Selling(counter.variant, 2)], [Paying("cash", 2 * PRICE)]
    done = sell(lines, paid, place=counter.place, key="nobody", actor=CASHIER, at=NOW)
    assert (done.points_earned, done.receipt.earned) == (0, 0)
    nameless = make.leaf()  # a leaf that stands for a receipt and for no person
    order = placed(counter, nameless, 1).order
    handed = hand(order, Paying("cash", PRICE), place=counter.place)
    assert (handed.points_earned, handed.receipt.earned) == (0, 0)
    assert points_of([nameless, read_order(done.receipt.order).leaf]) == []
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'points.earned'") == [(0,)]
    # A browser that nobody signed in at is somebody all the same: what they earned is theirs once they are known.
    visitor = browser()
    handed = hand(placed(counter, visitor, 1).order, Paying("cash", PRICE), place=counter.place)
    assert handed.points_earned == 15 == points_of([visitor])[0].points


def test_an_ended_order_was_not_handed_over(counter: Counter, buyer: UUID) -> None:
    order = placed(counter, buyer, 2).order
    assert cancel_order(order, actor=CASHIER, at=NOW)
    head = read_order(order)
    assert (head.commercial, head.fulfilment) == ("cancelled", "cancelled")
    other = placed(counter, buyer, 1).order
    acts = [Act("take_out", counter.variant, 1)]
    confirm_change(other, acts, key="all out", place=counter.place, actor=CASHIER, at=NOW)
    head = read_order(other)
    assert (head.commercial, head.fulfilment, head.line_count) == ("cancelled", "cancelled", 0)


def test_a_sale_from_the_shelf_is_one_sale_however_often_it_is_told(counter: Counter) -> None:
    make.programme()
    leaf = make.leaf()
    lines = [Selling(counter.variant, 2)]
    paid = [Paying("cash", 2 * PRICE, given=4000)]
    done = sell(lines, paid, place=counter.place, key="k1", actor=CASHIER, at=NOW, leaf=leaf)
    assert (done.change_due, done.points_earned, done.receipt.amount) == (1000, 30, 2 * PRICE)
    before = make.rows_of_all_tables()
    assert sell(lines, paid, place=counter.place, key="k1", actor=CASHIER, at=NOW, leaf=leaf) == done
    for wrong in ([], [Paying("cash", 1)], [Paying("card", 2 * PRICE, attempt=uuid4())]):
        with pytest.raises(Exception, match="payment"):
            sell(lines, wrong, place=counter.place, key="k2", actor=CASHIER, at=NOW)
    with pytest.raises(TenderNotOffered):
        sell(lines, [Paying("points", 2 * PRICE)], place=counter.place, key="k2", actor=CASHIER, at=NOW)
    assert make.grown(before) == {}
    assert (stock_at(counter.place, counter.variant).on_hand, points_of([leaf])[0].points) == (3, 30)
    assert check() == []
