"""Gift cards are sold, kept for orders, spent, given back, blocked, given anew and end; refused, and never twice."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.counter_world import CASHIER, hand
from tests.shop_world import PRICE, Counter, open_counter, placed, quoted

from prilavok.domains.giftcards.errors import (
    GiftCardElsewhere,
    GiftCardHeld,
    GiftCardNotGood,
    GiftCardNothing,
    GiftCardNotReturned,
    GiftCardShort,
    GiftCardTries,
    GiftCardUnfit,
    GiftCardUnknown,
    GiftHoldEnded,
)
from prilavok.domains.giftcards.queries import (
    cards_of_order,
    cards_shown_to,
    find_gift_card,
    gift_card_moves,
    gift_holds_of,
    gift_parts,
    gifts_owed,
    read_gift_card,
    replaced_by,
    shown_codes,
)
from prilavok.domains.giftcards.rules import check_digit, face_values, new_gift_code, shares_of, tidy_gift_code
from prilavok.domains.giftcards.types import GiftHold
from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.errors import TendersUnfit
from prilavok.domains.payments.queries import list_payments, paid_for
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.receipts.types import HandedOver
from prilavok.flows.block_gift_card import block, unblock
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.issue_gift_card import issue_by_staff, replace
from prilavok.flows.keep_gift_card import drop_gift_card, keep_gift_card
from prilavok.flows.pay_with_own_card import drop_own_card, pay_with_own_card, tie_own_card
from prilavok.flows.return_goods import preview_return, return_goods
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.flows.sell_gift_cards import name_gift_goods, name_gift_term, unname_gift_goods
from prilavok.flows.tidy_gift_cards import end_late, release_late
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

MODULES = ("prilavok.flows.settle_gift_cards",)
NOW = make.AT
rolled_back = pytest.mark.usefixtures("rolled_back")


def card_of(counter: Counter, amount: int, *, days: int | None = None) -> tuple[UUID, str]:
    """A card given by staff, and its code."""
    card = issue_by_staff(amount, place=counter.place, key=str(uuid4()), days=days, actor=CASHIER, at=NOW)
    [shown] = shown_codes(NOW, card=card)
    return card, shown.code


def gift_variant(counter: Counter, price: int, *, free: bool = False) -> UUID:
    """A variant sold as gift cards at the counter; nobody ever put one in stock."""
    variant, since = make.variant(), NOW - timedelta(days=1)
    set_prices([NewPrice(make.price_list(counter.place), variant, price, 1, since)], at=since)
    name_gift_goods(variant, free=free, days=None, actor=CASHIER, at=NOW)
    return variant


def buy(
    counter: Counter, *lines: Selling, order: UUID, code: str = "", cash: int | None = None, leaf: UUID | None = None
) -> HandedOver:
    """Sell for what a kept card pays, and cash for the rest."""
    due = sum(one.quantity for one in lines) * PRICE
    tenders = []
    if code:
        keep_gift_card(code, order, due, place=counter.place, actor=CASHIER, at=NOW)
        tenders = [Paying("gift_card", part.amount, attempt=part.card) for part in gift_parts(order, due, NOW)]
    rest = due - sum(one.amount for one in tenders) if cash is None else cash
    tenders += [Paying("cash", rest)] if rest else []
    return sell(lines, tenders, place=counter.place, key=str(uuid4()), actor=CASHIER, at=NOW, order=order, leaf=leaf)


def back(order: UUID, units: int, place: UUID) -> None:
    brought = [BringBack(list_lines(order)[0].id, units, "changed_mind", "for_sale")]
    return_goods(order, brought, Agreed(), key=str(uuid4()), place=place, actor=CASHIER, at=NOW)


@given(st.text(alphabet="0123456789", min_size=15, max_size=15), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_no_code(drawn: str, at: int, more: int) -> None:
    code = drawn + check_digit(drawn)
    assert tidy_gift_code(f" {code[:4]}-{code[4:8]} {code[8:]}") == code
    wrong = code[:at] + str((int(code[at]) + more) % 10) + code[at + 1 :]
    assert tidy_gift_code(wrong) is None and tidy_gift_code(code[:-1]) is None and tidy_gift_code(code + "0") is None


@given(st.integers(1, 50), st.integers(0, 10**9))
def test_what_was_paid_stands_on_the_cards(quantity: int, amount: int) -> None:
    values = face_values(free=False, quantity=quantity, amount=amount)
    assert sum(values) == amount and all(value > 0 for value in values) and len(values) <= quantity
    assert sum(face_values(free=True, quantity=quantity, amount=amount)) == amount


@given(st.lists(st.integers(1, 10**6), max_size=6), st.integers(-5, 3 * 10**6))
def test_cards_pay_in_turn_and_never_more_than_is_due(kept: list[int], due: int) -> None:
    holds = [GiftHold(uuid4(), uuid4(), "0000", uuid4(), amount, NOW) for amount in kept]
    parts = shares_of(holds, due)
    assert sum(part.amount for part in parts) == min(sum(kept), max(due, 0))
    assert all(0 < part.amount <= next(one.amount for one in holds if one.card == part.card) for part in parts)


def test_a_drawn_code_is_a_code() -> None:
    assert all(tidy_gift_code(new_gift_code()) for _ in range(50))


@rolled_back
def test_cards_are_sold_at_the_till_as_money_and_no_goods() -> None:
    counter, buyer = open_counter(5), make.leaf()
    make.programme()
    fixed, free = gift_variant(counter, 5000), gift_variant(counter, 1, free=True)
    before = make.verbs_of([counter.place])
    paid = [Paying("cash", 2 * 5000 + 7777 + PRICE)]
    lines = [Selling(fixed, 2), Selling(free, 7777), Selling(counter.variant, 1)]
    done = sell(lines, paid, place=counter.place, key="k", actor=CASHIER, at=NOW, leaf=buyer)
    again = sell(lines, paid, place=counter.place, key="k", actor=CASHIER, at=NOW, leaf=buyer)
    assert again.receipt.id == done.receipt.id
    order = done.receipt.order
    cards = cards_of_order(order)
    assert sorted(one.amount for one in cards) == [5000, 5000, 7777]
    assert all(one.balance == one.amount and one.state == "active" for one in cards)
    assert {one.leaf for one in cards} == {None}  # a receipt has no page of its own
    assert points_of([buyer])[0].points == PRICE // 100 and done.points_earned == PRICE // 100
    assert [line.tax for line in done.receipt.lines if line.variant in (fixed, free)] == [None, None]
    assert make.verbs_of([order, *(one.id for one in cards)])["giftcard.issued"] == 3
    assert "discrepancy.found" not in make.verbs_of([counter.place]) - before
    codes = shown_codes(NOW, order=order)
    assert {one.card for one in codes} == {one.id for one in cards}
    assert all(found.id == one.card for one in codes if (found := find_gift_card(one.code)) is not None)
    with pytest.raises(GiftCardNotReturned):
        back(order, 1, counter.place)
    unname_gift_goods(fixed, actor=CASHIER, at=NOW)
    assert len(cards_of_order(order)) == 3 and check() == [] and check_order_sums() == []


@rolled_back
def test_a_code_is_shown_for_a_while_and_never_again() -> None:
    counter = open_counter(1)
    card, code = card_of(counter, 100)
    late = NOW + timedelta(minutes=31)
    assert shown_codes(late, card=card) == []
    release_late(actor=SYSTEM, at=late)
    assert make.ask("SELECT code FROM giftcards_card WHERE id = %s", card) == [(None,)]
    found = find_gift_card(f"{code[:4]} {code[4:8]} {code[8:12]} {code[12:]}")
    assert found is not None and found.id == card and found.tail == code[-4:]
    assert shown_codes(NOW, card=card) == []


@rolled_back
def test_a_card_pays_a_part_and_the_rest_is_cash() -> None:
    counter, order = open_counter(9), new_id()
    card, code = card_of(counter, 1000)
    done = buy(counter, Selling(counter.variant, 1), order=order, code=code)
    assert [(one.method, one.amount) for one in sorted(done.receipt.tenders, key=lambda one: one.method)] == [
        ("cash", PRICE - 1000),
        ("gift_card", 1000),
    ]
    spent = read_gift_card(card)
    assert (spent.balance, spent.held, paid_for(order)) == (0, 0, PRICE)
    assert [one.attempt for one in list_payments([order]) if one.method == "gift_card"] == [card]
    with pytest.raises(GiftCardShort):
        keep_gift_card(code, new_id(), PRICE, place=counter.place, actor=CASHIER, at=NOW)
    assert make.verbs_of([card]) == {"giftcard.issued": 1, "giftcard.spent": 1} and check() == []


@rolled_back
def test_a_second_till_is_told_what_is_left() -> None:
    counter, one, other = open_counter(9), new_id(), new_id()
    card, code = card_of(counter, 2000)
    assert keep_gift_card(code, one, 1500, place=counter.place, actor=CASHIER, at=NOW).amount == 1500
    assert keep_gift_card(code, other, 1500, place=counter.place, actor=CASHIER, at=NOW).amount == 500
    with pytest.raises(GiftCardShort):
        keep_gift_card(code, new_id(), 10, place=counter.place, actor=CASHIER, at=NOW)
    assert keep_gift_card(code, one, 1000, place=counter.place, actor=CASHIER, at=NOW).amount == 1000  # kept anew
    assert (read_gift_card(card).balance, read_gift_card(card).held) == (2000, 1500)
    drop_gift_card(other, card, actor=CASHIER, at=NOW)
    assert gift_holds_of(other, NOW) == [] and read_gift_card(card).free == 1000


@rolled_back
def test_what_is_kept_no_more_pays_nothing() -> None:
    counter, order = open_counter(9), new_id()
    card, code = card_of(counter, PRICE)
    sale = [Selling(counter.variant, 1)]
    paid = [Paying("gift_card", PRICE, attempt=card)]
    before = make.rows_of_all_tables()
    with pytest.raises(GiftHoldEnded):  # never kept
        sell(sale, paid, place=counter.place, key="a", actor=CASHIER, at=NOW, order=order)
    keep_gift_card(code, order, PRICE, place=counter.place, actor=CASHIER, at=NOW)
    late = NOW + timedelta(minutes=30)
    with pytest.raises(GiftHoldEnded):  # kept too long ago, as after a till that died
        sell(sale, paid, place=counter.place, key="a", actor=CASHIER, at=late, order=order)
    with pytest.raises(TendersUnfit):
        sell(sale, [Paying("gift_card", PRICE + 1, attempt=card)], place=counter.place, key="a", actor=CASHIER, at=NOW)
    assert release_late(actor=SYSTEM, at=late) == 1 and release_late(actor=SYSTEM, at=late) == 0
    assert read_gift_card(card).free == PRICE
    grown = make.grown(before)
    assert "orders_order" not in grown and "payments_transaction" not in grown and check() == []


@rolled_back
def test_a_card_pays_an_order_of_the_site_and_is_free_again_when_it_is_called_off() -> None:
    counter, buyer = open_counter(9), make.leaf()
    card, code = card_of(counter, 2 * PRICE)
    order = placed(counter, buyer, 1).order
    actor = Actor("leaf", buyer)
    with pytest.raises(NotFound):
        pay_with_own_card(code, order, leaf=make.leaf(), where="a", actor=Actor("leaf", make.leaf()), at=NOW)
    hold = pay_with_own_card(code, order, leaf=buyer, where="a", actor=actor, at=NOW)
    assert hold.amount == PRICE and [one.id for one in cards_shown_to([buyer])] == [card]
    drop_own_card(order, card, leaf=buyer, actor=actor, at=NOW)
    assert read_gift_card(card).held == 0
    pay_with_own_card(code, order, leaf=buyer, where="a", actor=actor, at=NOW)
    assert call_off_order(order, leaf=buyer, actor=actor, at=NOW) and read_gift_card(card).held == 0
    second = placed(counter, buyer, 2).order
    pay_with_own_card(code, second, leaf=buyer, where="a", actor=actor, at=NOW)
    hand(second, Paying("gift_card", 2 * PRICE, attempt=card), place=counter.place)
    assert (read_gift_card(card).balance, paid_for(second), read_order(second).payment) == (0, 2 * PRICE, "paid")
    with pytest.raises(NotFound):  # it waits no more
        pay_with_own_card(card_of(counter, 5)[1], second, leaf=buyer, where="a", actor=actor, at=NOW)
    other = placed(counter, buyer, 1).order
    fresh, fresh_code = card_of(counter, 7)
    pay_with_own_card(fresh_code, other, leaf=buyer, where="a", actor=actor, at=NOW)
    assert cancel_order(other, actor=CASHIER, at=NOW) and read_gift_card(fresh).free == 7
    assert check() == [] and check_order_sums() == []


@rolled_back
def test_a_card_is_ordered_on_the_site_and_issued_when_paid() -> None:
    counter, buyer = open_counter(9), make.leaf()
    gift = gift_variant(counter, 5000)
    both = Counter(counter.place, (counter.variant, gift))
    assert quoted(both, buyer, 1, 2).amount == PRICE + 2 * 5000
    order = placed(both, buyer, 1, 2).order
    assert cards_of_order(order) == []
    hand(order, Paying("cash", PRICE + 10_000), place=counter.place)
    assert [one.amount for one in cards_of_order(order)] == [5000, 5000] and check() == []
    alone = placed(Counter(counter.place, (gift,)), buyer, 1).order
    hand(alone, Paying("cash", 5000), place=counter.place)
    assert len(cards_of_order(alone)) == 1 and check() == []


@rolled_back
def test_money_goes_back_on_the_card_even_if_it_was_given_anew_or_is_over() -> None:
    counter, order = open_counter(9), new_id()
    card, code = card_of(counter, 2 * PRICE + 1, days=10)
    buy(counter, Selling(counter.variant, 2), order=order, code=code)
    plan = preview_return(
        order, [BringBack(list_lines(order)[0].id, 1, "changed_mind", "for_sale")], place=counter.place, actor=CASHIER,
        at=NOW,
    )  # fmt: skip
    assert [(way.method, way.amount, way.attempt) for way in plan.ways] == [("gift_card", PRICE, card)]
    back(order, 1, counter.place)
    assert (read_gift_card(card).balance, paid_for(order)) == (PRICE + 1, PRICE)
    assert [one.method for one in list_receipts([order])[-1].tenders] == ["gift_card"]
    newer = replace(card, "lost", place=counter.place, actor=CASHIER, at=NOW)
    back(order, 1, counter.place)
    assert (read_gift_card(card).balance, read_gift_card(newer.id).balance) == (0, 2 * PRICE + 1)
    assert paid_for(order) == 0 and check() == [] and check_order_sums() == []
    assert [one.move.cause for one in gift_card_moves(read_gift_card(card))] == [
        "replace", "spend_back", "spend", "spend", "issue",
    ]  # fmt: skip


@rolled_back
def test_a_card_whose_time_was_over_is_good_again_once_money_came_back() -> None:
    counter, order = open_counter(9), new_id()
    card, code = card_of(counter, PRICE + 1, days=10)
    buy(counter, Selling(counter.variant, 1), order=order, code=code)
    later = NOW + timedelta(days=10)
    assert end_late(actor=SYSTEM, at=later) == 1 and read_gift_card(card).balance == 0
    with pytest.raises(GiftCardNotGood):
        keep_gift_card(code, new_id(), PRICE, place=counter.place, actor=CASHIER, at=later)
    back(order, 1, counter.place)
    again = read_gift_card(card)
    assert (again.balance, again.state) == (PRICE, "active") and again.is_good(later) and check() == []


@rolled_back
def test_a_card_does_not_end_under_an_order_it_is_kept_for() -> None:
    counter, buyer = open_counter(9), make.leaf()
    card, code = card_of(counter, PRICE, days=1)
    order = placed(counter, buyer, 1).order
    pay_with_own_card(code, order, leaf=buyer, where="a", actor=Actor("leaf", buyer), at=NOW)
    assert end_late(actor=SYSTEM, at=NOW + timedelta(days=2)) == 0 and read_gift_card(card).state == "active"


@rolled_back
def test_a_blocked_card_pays_nothing_until_it_is_opened_again() -> None:
    counter = open_counter(9)
    card, code = card_of(counter, PRICE)
    assert block(card, "lost", actor=CASHIER, at=NOW).state == "blocked"
    assert block(card, "lost", actor=CASHIER, at=NOW).version == 2
    with pytest.raises(GiftCardNotGood):
        keep_gift_card(code, new_id(), PRICE, place=counter.place, actor=CASHIER, at=NOW)
    assert unblock(card, actor=CASHIER, at=NOW).state == "active"
    order = new_id()
    keep_gift_card(code, order, 10, place=counter.place, actor=CASHIER, at=NOW)
    with pytest.raises(GiftCardHeld):
        replace(card, "lost", place=counter.place, actor=CASHIER, at=NOW)
    drop_gift_card(order, card, actor=CASHIER, at=NOW)
    newer = replace(card, "stolen", place=counter.place, actor=CASHIER, at=NOW)
    assert (newer.balance, newer.replaces, replaced_by(card)) == (PRICE, card, newer)
    for act in (lambda: replace(card, "lost", place=None, actor=CASHIER, at=NOW),
                lambda: block(card, "lost", actor=CASHIER, at=NOW),
                lambda: keep_gift_card(code, order, 5, place=counter.place, actor=CASHIER, at=NOW)):  # fmt: skip
        with pytest.raises(GiftCardNotGood):
            act()
    assert find_gift_card(shown_codes(NOW, card=newer.id)[0].code) == newer and check() == []


@rolled_back
def test_codes_are_not_found_by_trying() -> None:
    counter = open_counter(9)
    _card, code = card_of(counter, PRICE)
    for nth in range(10):
        with pytest.raises(GiftCardUnknown):
            keep_gift_card(f"{nth:016d}", new_id(), 1, place=counter.place, actor=CASHIER, at=NOW)
    with pytest.raises(GiftCardTries):  # now the right one is not looked at either
        keep_gift_card(code, new_id(), 1, place=counter.place, actor=CASHIER, at=NOW)
    keep_gift_card(code, new_id(), 1, place=counter.place, actor=Actor("staff", uuid4()), at=NOW)


@rolled_back
def test_what_no_card_can_be_is_refused() -> None:
    counter = open_counter(9)
    for amount, days in ((0, None), (-5, None), (10**13, None), (5, 0), (5, 8000)):
        with pytest.raises(GiftCardUnfit):
            issue_by_staff(amount, place=counter.place, key=str(uuid4()), days=days, actor=CASHIER, at=NOW)
    with pytest.raises(GiftCardUnfit):
        name_gift_goods(make.variant("gram"), free=False, days=None, actor=CASHIER, at=NOW)
    with pytest.raises(GiftCardUnfit):
        name_gift_term("Kz", 5, basis="", actor=CASHIER, at=NOW)
    with pytest.raises(GiftCardUnfit):
        block(card_of(counter, 5)[0], "whim", actor=CASHIER, at=NOW)
    one = issue_by_staff(5, place=counter.place, key="same", actor=CASHIER, at=NOW)
    assert issue_by_staff(5, place=counter.place, key="same", actor=CASHIER, at=NOW) == one
    _card, code = card_of(counter, 5)
    with pytest.raises(GiftCardNothing):
        keep_gift_card(code, new_id(), 0, place=counter.place, actor=CASHIER, at=NOW)
    roubles = make.place("RUB")
    with pytest.raises(GiftCardElsewhere):
        keep_gift_card(code, new_id(), 5, place=roubles, actor=CASHIER, at=NOW)
    leaf = make.leaf()
    tie_own_card(code, leaf=leaf, where="a", actor=Actor("leaf", leaf), at=NOW)
    assert len(cards_shown_to([leaf])) == 1


@rolled_back
def test_how_long_a_card_is_good_is_dated_data_of_the_country() -> None:
    code = f"other-{uuid4().hex[:8]}"
    put_legal_entities([NewLegalEntity(code, {"en": "Other"}, "llp", "KZ")])
    place = put_places([NewPlace(code, {"en": code}, "store", "Asia/Almaty", "KZT", code, {})])[code]
    counter = open_counter(1, place=place)
    name_gift_term("KZ", 365, basis="our rule", actor=CASHIER, at=NOW - timedelta(days=3))
    old = issue_by_staff(5, place=place, key="a", actor=CASHIER, at=NOW - timedelta(days=2))
    name_gift_term("KZ", None, basis="", actor=CASHIER, at=NOW - timedelta(days=1))
    new = card_of(counter, 5)[0]
    assert read_gift_card(old).ends_at == NOW - timedelta(days=2) + timedelta(days=365)
    assert read_gift_card(new).ends_at is None
    # Another legal entity's store takes it, and is owed for it.
    home, order = open_counter(9), new_id()
    buy(home, Selling(home.variant, 1), order=order, code=shown_codes(NOW, card=new)[0].code)
    assert [(one.amount, one.currency) for one in gifts_owed() if one.issuer == read_gift_card(new).legal_entity] == [
        (5, "KZT")
    ]
    back(order, 1, home.place)
    assert [one for one in gifts_owed() if one.issuer == read_gift_card(new).legal_entity] == []
