"""The customer's word for their points: asked where they are proven, good for one order and one number, used up once."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make, people, talking
from tests.counter_world import CASHIER, buyer_with_phone, code_of, digits_of, earned
from tests.people import browser, household, new_phone, prove, sms
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.conversations.queries import read_message
from prilavok.domains.customers.actions import use_code
from prilavok.domains.customers.errors import CodeEnded, CodesTooMany, CodeWrong, OwnCodeUnfit
from prilavok.domains.customers.queries import own_code
from prilavok.domains.customers.rules import CODES_ALL
from prilavok.domains.loyalty.errors import NotEnoughPoints, PointsCodeNeeded, PointsUnfit, PointsUnproven
from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.errors import TendersUnfit
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.flows import read_arrivals
from prilavok.flows.ask_for_points import PointsAsked, ask_for_points
from prilavok.flows.hand_over_order import HandedOver, Paying, PointsCode, hand_over
from prilavok.flows.open_by_document import PointsShown
from prilavok.flows.points_by_own_code import points_by_own_code
from prilavok.flows.points_code import try_points_code
from prilavok.flows.prove_code import prove_code
from prilavok.insights.proven_way import proven_way
from prilavok.kit import clock
from prilavok.kit.idempotency.answers import KeyReused

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
NOW, ANN = make.AT, 9001
READ = read_arrivals  # its job is what reads what a messenger posts


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(NOW)
    yield


@pytest.fixture
def shop() -> Counter:
    make.programme()
    return open_counter(9)


def buyer(shop: Counter, points: int = 1000) -> UUID:
    card = buyer_with_phone()
    earned(card, points, shop.place)
    return card


def ask(order: UUID, points: int, shop: Counter, *, key: str = "", minutes: int = 0) -> PointsAsked:
    at = NOW + timedelta(minutes=minutes)
    return ask_for_points(order, points, key=key or str(uuid4()), place=shop.place, actor=CASHIER, at=at)


def pay(order: UUID, points: int, said: PointsCode | None, shop: Counter, **more: int | str) -> HandedOver:
    tenders = Paying("points", points), Paying("cash", int(more.get("cash", PRICE - points)))
    at, key = NOW + timedelta(minutes=int(more.get("minutes", 0))), str(more.get("key", "k"))
    return hand_over(
        order, tenders, code=str(more.get("code", code_of(order))), key=key, place=shop.place, actor=CASHIER, at=at,
        points_code=said,
    )  # fmt: skip


def word(asked: PointsAsked) -> PointsCode:
    return PointsCode(asked.code, digits_of(asked.code))


def tries(code: UUID) -> tuple[object, bool]:
    [(tried, used)] = make.ask("SELECT tries, used_at IS NOT NULL FROM customers_code WHERE id = %s", code)
    return tried, bool(used)


def test_the_code_tells_what_it_is_for_and_spends_just_that_once(shop: Counter) -> None:
    card = buyer(shop)
    order = placed(shop, card, 1).order
    asked = ask(order, 700, shop)
    assert (asked.kind, asked.expires_at) == ("phone", NOW + timedelta(minutes=10)) and "*" in asked.masked
    [(message,)] = make.ask("SELECT id FROM conversations_message WHERE key = %s", f"code:{asked.code}")
    told = read_message(UUID(str(message)))
    assert (told.channel, told.kind, told.conversation) == ("sms", "code", None)
    assert told.text is not None and "700" in told.text and read_order(order).number in told.text
    said, code = word(asked), code_of(order)
    with pytest.raises(PointsCodeNeeded):
        pay(order, 700, None, shop)
    done = pay(order, 700, said, shop, code=code)
    assert (done.receipt.points_used, points_of([card])[0].points) == (700, 1000 - 700 + 8)
    assert tries(asked.code)[1]
    before = make.rows_of_all_tables()
    assert pay(order, 700, said, shop, code=code).receipt.id == done.receipt.id, "told again it is the same receipt"
    assert make.grown(before) == {} and points_of([card])[0].points == 308


def test_it_fits_no_other_order_and_no_other_number(shop: Counter) -> None:
    card = buyer(shop)
    one, other = placed(shop, card, 1).order, placed(shop, card, 1).order
    first, second = ask(one, 300, shop), ask(other, 300, shop)
    assert word(first).digits != word(second).digits
    for order, points, said in (
        (other, 300, word(first)),
        (one, 301, word(first)),
        (one, 299, word(first)),
        (one, 300, PointsCode(first.code, word(second).digits)),
        (one, 300, PointsCode(first.code, f"{word(first).digits}/{one}/300")),
    ):
        with pytest.raises(CodeWrong):
            pay(order, points, said, shop)
    assert points_of([card])[0].points == 1000
    assert {read_order(order).commercial for order in (one, other)} == {"placed"}
    # Asking about one order leaves the word for another as it was.
    assert pay(other, 300, word(second), shop).receipt.points_used == 300


def test_wrong_digits_count_and_change_nothing_else(shop: Counter) -> None:
    order = placed(shop, buyer(shop), 1).order
    asked = ask(order, 300, shop)
    wrong = PointsCode(asked.code, f"{(int(word(asked).digits) + 1) % 1_000_000:06d}")
    before = make.rows_of_all_tables()
    for nth in range(1, 6):
        with pytest.raises(CodeWrong) as refusal:
            pay(order, 300, wrong, shop)
        assert refusal.value.left == 5 - nth and tries(asked.code) == (nth, False)
    for said in (wrong, word(asked)):
        with pytest.raises(CodeEnded):
            pay(order, 300, said, shop)
    assert make.grown(before) == {} and read_order(order).commercial == "placed"
    assert pay(order, 300, word(ask(order, 300, shop)), shop).receipt.points_used == 300


def test_a_hand_over_that_fails_leaves_the_code_good(shop: Counter) -> None:
    order = placed(shop, buyer(shop), 1).order
    said = word(ask(order, 300, shop))
    with pytest.raises(TendersUnfit):
        pay(order, 300, said, shop, cash=1)
    assert tries(said.code) == (0, False)
    try_points_code(order, [Paying("points", 300)], said, actor=CASHIER, at=NOW)
    assert tries(said.code) == (0, False), "whoever only looks uses nothing up"
    with pytest.raises(CodeWrong):
        no = PointsCode(said.code, "no")
        try_points_code(order, [Paying("points", 300)], no, actor=CASHIER, at=NOW)
    assert tries(said.code) == (1, False)
    with pytest.raises(CodeEnded):
        pay(order, 300, said, shop, minutes=10)
    assert pay(order, 300, said, shop, minutes=9).receipt.points_used == 300


def test_a_code_for_points_proves_nobody_and_a_sign_in_code_spends_nothing(shop: Counter) -> None:
    card = buyer(shop)
    order = placed(shop, card, 1).order
    asked = ask(order, 300, shop)
    with pytest.raises(CodeWrong):
        prove_code(card, asked.code, word(asked).digits, actor=CASHIER, at=NOW)
    with pytest.raises(CodeWrong):
        use_code(asked.code, card, word(asked).digits, at=NOW)
    from prilavok.domains.customers.actions import put_code

    signing = put_code(card, "phone", people.new_phone(), digits="123456", at=NOW)
    with pytest.raises(CodeWrong):
        pay(order, 300, PointsCode(signing, "123456"), shop)


def test_asked_by_the_same_key_it_is_sent_once(shop: Counter) -> None:
    order = placed(shop, buyer(shop), 1).order
    asked = ask(order, 300, shop, key="one click")
    before = make.rows_of_all_tables()
    assert ask(order, 300, shop, key="one click") == asked
    assert make.grown(before) == {}
    with pytest.raises(KeyReused):
        ask(order, 301, shop, key="one click")
    for nth in range(CODES_ALL - 1):
        ask(order, 300 + nth, shop)
    with pytest.raises(CodesTooMany):
        ask(order, 300, shop)


def test_nobody_is_asked_for_what_cannot_be_spent_or_elsewhere(shop: Counter) -> None:
    card = buyer(shop)
    order = placed(shop, card, 1).order
    before = make.rows_of_all_tables()
    for points, refusal in ((751, NotEnoughPoints), (0, PointsUnfit), (-5, PointsUnfit)):
        with pytest.raises(refusal):
            ask(order, points, shop)
    with pytest.raises(ShipmentUnknown):
        ask_for_points(order, 5, key="k", place=make.place(), actor=CASHIER, at=NOW)
    _customer, unproven = people.household(people.new_phone())
    earned(unproven, 1000, shop.place)
    other = placed(shop, unproven, 1).order
    with pytest.raises(PointsUnproven):
        ask(other, 5, shop)
    assert {"customers_code", "conversations_message"}.isdisjoint(make.grown(before))


def test_a_messenger_linked_by_proof_is_asked_first_without_a_yes_to_notices(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prilavok.domains.consent.actions import withdraw_consent
    from prilavok.domains.customers.queries import leaves_with
    from prilavok.kit.events.actor import Actor

    talking.install(monkeypatch.setattr)
    ours, phone = talking.connect(), people.new_phone()
    _customer, card = people.household(phone)
    earned(card, 1000, shop.place)
    talking.arrive(ours["telegram"], talking.message(7, text="hello"))  # a stranger's chat, tied to nobody
    own = {"phone_number": phone, "first_name": "A", "user_id": ANN}
    talking.arrive(ours["telegram"], talking.message(ANN, contact=own))
    chat = next(leaf for leaf in leaves_with(card) if (way := proven_way([leaf], NOW)) and way.channel == "telegram")
    withdraw_consent(chat, "telegram", "orders", source="telegram", actor=Actor("leaf", chat), at=NOW)
    order = placed(shop, card, 1).order
    asked = ask(order, 300, shop)
    assert asked.kind == "telegram" and str(ANN) not in asked.masked[:-2]
    [sent] = make.ask(
        "SELECT channel, address, leaf_id FROM conversations_message WHERE key = %s", f"code:{asked.code}"
    )
    assert sent == ("telegram", str(ANN), chat)
    # Where we are blocked nothing arrives: then it goes by SMS.
    clock.set_clock(NOW + timedelta(minutes=1))
    talking.arrive(ours["telegram"], talking.blocked(ANN, NOW + timedelta(minutes=1)))
    assert ask(order, 300, shop, minutes=1).kind == "phone"
    assert pay(order, 300, word(asked), shop, minutes=1).receipt.points_used == 300


def test_what_the_rotating_code_says_yes_by_is_told_again_and_lies_nowhere(shop: Counter) -> None:
    sms()
    phone, leaf = new_phone(), browser()
    _customer, card = household(phone)
    prove(leaf, phone)
    earned(card, 1000, shop.place)
    order = placed(shop, card, 1).order
    shown = own_code(leaf, NOW).text

    def said(points: int, key: str) -> PointsShown:
        return points_by_own_code(order, points, shown, key=key, place=shop.place, actor=CASHIER, at=NOW)

    first, again = said(300, "k"), said(300, "k")
    assert first == again and len(first.digits) == 6 and first.digits.isdigit()
    kept = make.ask("SELECT answer, result FROM kit_answered WHERE caller = 'own code'")
    assert [(bytes(answer), result) for answer, result in kept] == [(b"", first.asked.code)]
    for other in ((301, "k"), (300, "l")):
        with pytest.raises(OwnCodeUnfit):
            said(*other)
    word = PointsCode(first.asked.code, first.digits)
    assert pay(order, 300, word, shop).receipt.points_used == 300
