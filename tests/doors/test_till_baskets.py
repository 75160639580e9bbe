"""A customer's basket at the till: its goods come on the counter by its code, and what was paid for leaves it, once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.api_callers import Program, program_of
from tests.doors.bank_world import act, banking, known, running_bank, told
from tests.doors.card_world import LATE, REFUSED, TAKEN, connected, running_terminal
from tests.doors.counter_world import PART, Counter, at_work, open_counter
from tests.doors.test_api_shop_card import _json
from tests.doors.test_bank_pages import _waiting
from tests.doors.test_tablet_baskets import basket_of, filled, page, shown_code
from tests.doors.test_till import MILK, _field, _pay, _plain, _receipt, _scan
from tests.make import grown, rows_of_all_tables
from tests.people import new_phone, prove
from tests.promotions import published

from prilavok.domains.baskets.actions import free_from_sale, merge_basket, open_basket, set_coupons
from prilavok.domains.baskets.errors import BasketClosed, BasketPaying
from prilavok.domains.baskets.queries import find_basket_of, find_open_basket, list_open_baskets, read_basket
from prilavok.domains.baskets.types import BasketPart, Wish
from prilavok.domains.customers.queries import basket_code, customer_of, own_code
from prilavok.domains.orders.queries import read_order
from prilavok.domains.pricing.actions import put_price_lists, set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.types.acts import OffTogether
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.change_basket import basket_of_here, change_basket
from prilavok.flows.check_document import check_document
from prilavok.flows.enter_coupon import enter_coupon
from prilavok.flows.erase_person import erase_person
from prilavok.flows.keep_basket import keep_basket, let_basket_go
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ids import new_id

CARD = "2990000000017"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores that sells bread, too."""
    clock.set_clock(clock.now())
    shop = open_counter()
    _costs(shop, "bread", 20_000)
    return shop


@pytest.fixture
def till(counter: Counter) -> Any:
    """A cashier's client at the first store."""
    return at_work("cashier", counter.here)


def _costs(counter: Counter, goods: str, amount: int, ago: int = 60) -> None:
    at = clock.now() - timedelta(seconds=ago)
    of = put_price_lists([("baskets", {"en": "Baskets"}, "KZT", counter.here)])["baskets"]
    set_prices([NewPrice(of, counter.shop.variants[goods], amount, 1, at)], at=at)


def _left(leaf: UUID) -> dict[UUID, int]:
    found = find_open_basket([leaf])
    return {line.variant: line.quantity for line in found.lines} if found else {}


def _line(till: Any, counter: Counter, goods: str, quantity: int) -> str:
    form = {"quantity": str(quantity), "unit": "piece"}
    return _plain(till.post(f"/till/lines/{counter.shop.variants[goods]}", form, headers=PART))


def test_all_of_a_basket_is_bought_and_it_has_become_the_sale(counter: Counter, till: Any) -> None:
    guest, leaf = filled(counter, "milk", "bread")
    begun = basket_of(leaf)
    drawn = _plain(_scan(till, shown_code(guest)))
    assert "Молоко" in drawn and "Хлеб" in drawn and "basket-note" in drawn
    receipt = _receipt(_pay(till, drawn))
    assert receipt.amount == 55_000 + 20_000
    done = read_basket(begun.id)
    assert (done.state, done.order) == ("ordered", receipt.order) and find_basket_of(receipt.order) == done
    assert read_order(receipt.order).leaf == leaf, "the purchase is whose basket it was"
    assert find_open_basket([leaf]) is None and "Молоко" not in page(guest.get("/shop/basket"))
    assert "basket-note" not in page(till.get("/till/counter"))


def test_what_was_taken_off_and_what_was_not_bought_stays_in_it(counter: Counter, till: Any) -> None:
    guest, leaf = filled(counter, "milk", "bread")
    milk, bread = counter.shop.variants["milk"], counter.shop.variants["bread"]
    guest.post("/shop/basket/change", {"variant": str(milk), "amount": "3"})
    begun = basket_of(leaf)
    _scan(till, shown_code(guest))
    _line(till, counter, "bread", 0)
    drawn = _line(till, counter, "milk", 2)
    receipt = _receipt(_pay(till, drawn))
    assert receipt.amount == 2 * 55_000
    now = basket_of(leaf)
    assert (now.id, _left(leaf)) == (begun.id, {milk: 1, bread: 1})
    assert find_basket_of(receipt.order) is None
    told = make.ask(
        "SELECT facts ->> 'variant', (facts ->> 'quantity')::int, facts ->> 'touchpoint' FROM kit_event"
        " WHERE verb = 'basket.changed' AND subject = %s ORDER BY id DESC LIMIT 1",
        begun.id,
    )
    assert told == [(str(milk), 1, "till")], "the site hears of it"
    # More of it than the basket has, and goods that were never in it, are a sale like any other.
    _scan(till, shown_code(guest))
    _scan(till, "5*" + MILK)
    drawn = _plain(_scan(till, "bread"))
    assert _receipt(_pay(till, drawn)).amount == 6 * 55_000 + 2 * 20_000
    assert read_basket(begun.id).state == "ordered"


def test_goods_scanned_before_the_code_are_not_counted_twice(counter: Counter, till: Any) -> None:
    guest, leaf = filled(counter, "milk")
    _scan(till, MILK)
    drawn = _plain(_scan(till, shown_code(guest)))
    drawn = _plain(_scan(till, shown_code(guest)))
    assert _receipt(_pay(till, drawn)).amount == 55_000 and _left(leaf) == {}


def test_of_two_tills_one_sells_it_and_the_other_hears_a_clear_word(counter: Counter, till: Any) -> None:
    guest, leaf = filled(counter, "milk")
    other = at_work("cashier", counter.here, "other")
    mine, theirs = _plain(_scan(till, shown_code(guest))), _plain(_scan(other, shown_code(guest)))
    assert _receipt(_pay(till, mine)).amount == 55_000
    before, on_hand = rows_of_all_tables(), stock_at(counter.here, counter.shop.variants["milk"]).on_hand
    refused = _pay(other, theirs)
    assert refused.status_code == 409 and "ничего не продано" in refused.content.decode()
    assert grown(before) == {} and stock_at(counter.here, counter.shop.variants["milk"]).on_hand == on_hand
    assert 'role="alert"' in page(other.get("/till/counter"))
    # Taken off, its goods are off the counter; what the customer takes beside it sells as ever.
    _scan(other, "bread")
    freed = _plain(other.post("/till/basket/off", headers=PART))
    assert "Молоко" not in freed and "basket-note" not in freed
    assert _receipt(_pay(other, freed)).amount == 20_000


def test_what_the_site_ordered_meanwhile_is_not_sold_again(counter: Counter, till: Any) -> None:
    guest, leaf = filled(counter, "milk")
    drawn = _plain(_scan(till, shown_code(guest)))
    actor = Actor("leaf", leaf)
    quote = quote_basket(leaf, touchpoint="site", actor=actor, at=clock.now())
    placed = place_order(quote.id, leaf=leaf, touchpoint="site", actor=actor, at=clock.now())
    assert _pay(till, drawn).status_code == 409
    assert _scan(till, basket_code(leaf, clock.now()).text).status_code == 422, "nothing waits"
    assert read_order(placed.order).touchpoint == "site"
    # And the other way round: what the till sold is not in a quote that was made before.
    change_basket(
        leaf, [Wish(counter.shop.variants["milk"], 1)], place=counter.here, touchpoint="site", actor=actor,
        at=clock.now(),
    )  # fmt: skip
    old = quote_basket(leaf, touchpoint="site", actor=actor, at=clock.now())
    till.post("/till/basket/off", headers=PART)
    _receipt(_pay(till, _plain(_scan(till, basket_code(leaf, clock.now()).text))))
    with pytest.raises(BasketClosed):
        place_order(old.id, leaf=leaf, touchpoint="site", actor=actor, at=clock.now())


def test_a_program_is_told_409_while_a_till_takes_money_for_the_basket(counter: Counter) -> None:
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    milk = counter.shop.variants["milk"]

    def put(quantity: int) -> Any:
        wish = {"place": str(counter.here), "lines": [{"variant": str(milk), "quantity": quantity}]}
        return guest.send("PUT", "/shop/basket", data=_json(wish), content_type="application/json")

    assert put(1).status_code == 200
    [(found,)] = make.ask("SELECT id FROM baskets_basket ORDER BY id DESC LIMIT 1")
    sale = new_id()
    keep_basket(BasketPart(found, (Wish(milk, 1),)), sale, actor=SYSTEM, at=clock.now())
    for refused in (put(2), guest.post("/shop/quotes", {})):
        assert (refused.status_code, refused.json()["code"]) == (409, "basket.paying")
    let_basket_go(found, sale, actor=SYSTEM, at=clock.now())
    assert put(2).status_code == 200


def test_coupons_come_along_and_go_with_the_basket(counter: Counter, till: Any) -> None:
    guest, leaf = filled(counter, "milk")
    promotion = published("spring", OffTogether(5_000), at=clock.now(), right=True)
    put_codes([NewCode("SPRING-26", promotion)], at=clock.now())
    enter_coupon(leaf, "SPRING-26", touchpoint="site", actor=Actor("leaf", leaf), at=clock.now())
    drawn = _plain(_scan(till, shown_code(guest)))
    assert "SPRING26" in drawn and _field(drawn, "amount") == "50000"
    assert "SPRING26" not in _plain(till.post("/till/basket/off", headers=PART))
    assert _receipt(_pay(till, _plain(_scan(till, shown_code(guest))))).amount == 50_000


def test_a_card_and_a_phone_show_no_basket_and_the_own_page_does(counter: Counter, till: Any) -> None:
    leaf, phone = counter.shop.leaves["c-1"], "+77011234567"
    change_basket(
        leaf, [Wish(counter.shop.variants["milk"], 2)], place=counter.here, touchpoint="site",
        actor=Actor("leaf", leaf), at=clock.now(),
    )  # fmt: skip
    for said in (CARD, phone):
        drawn = _plain(_scan(till, said))
        assert "basket-note" not in drawn and "Молоко" not in drawn, said
        assert "Молоко" not in _plain(till.post("/till/basket/take", headers=PART)), "pressed without being offered"
        till.post("/till/nobody", headers=PART)
    guest, own = filled(counter, "milk")
    prove(own, new_phone(), at=clock.now())
    waits = _plain(_scan(till, own_code(own, clock.now()).text))
    assert "/till/basket/take" in waits and "Молоко" not in waits
    assert "Молоко" in _plain(till.post("/till/basket/take", headers=PART))
    till.post("/till/basket/off", headers=PART)
    till.post("/till/nobody", headers=PART)
    # A document that this cashier looked at opens it too, however the customer was named.
    from prilavok.domains.staff.queries import actor_of, with_rights

    customer = customer_of(leaf)
    assert customer is not None
    check_document(customer, "id_card", number="", actor=actor_of(with_rights().get(login="cashier")), at=clock.now())
    assert "/till/basket/take" in _plain(_scan(till, phone))
    clock.set_clock(clock.now() + timedelta(minutes=16))
    assert "/till/basket/take" not in page(till.get("/till/counter"))


def test_old_and_strange_codes_bring_nothing(counter: Counter, till: Any) -> None:
    guest, leaf = filled(counter, "milk")
    code = shown_code(guest)
    for said in ("4" + "1" * 68, code[:-1] + str((int(code[-1]) + 1) % 10)):
        assert _scan(till, said).status_code == 422
    clock.set_clock(clock.now() + timedelta(minutes=2))
    assert _scan(till, code).status_code == 422
    other, _other = filled(counter, "bread")
    _scan(till, shown_code(guest))
    assert _scan(till, shown_code(other)).status_code == 422, "one basket a sale"
    assert "Хлеб" not in page(till.get("/till/counter"))
    marketer = at_work("marketer", None)
    assert marketer.post("/till/basket/take").status_code == 403


def test_of_who_was_erased_nothing_is_brought(counter: Counter, till: Any) -> None:
    guest, leaf = filled(counter, "milk")
    prove(leaf, new_phone(), at=clock.now())
    customer = customer_of(leaf)
    assert customer is not None
    code, own = shown_code(guest), own_code(leaf, clock.now()).text
    erase_person(customer, actor=SYSTEM, at=clock.now())
    assert _scan(till, code).status_code == 422
    drawn = _scan(till, own)
    assert drawn.status_code == 422 or "/till/basket/take" not in drawn.content.decode()


# ---------------------------------------------------------------- locked while money is taken


def test_while_it_is_paid_nobody_changes_or_orders_it_and_then_it_is_free_again(counter: Counter) -> None:
    guest, leaf = filled(counter, "milk")
    actor, at, milk = Actor("leaf", leaf), clock.now(), counter.shop.variants["milk"]
    begun = basket_of(leaf)
    quote = quote_basket(leaf, touchpoint="site", actor=actor, at=at)
    sale, other = new_id(), new_id()
    part = BasketPart(begun.id, (Wish(milk, 1),))
    keep_basket(part, sale, actor=SYSTEM, at=at)
    for refused in (
        lambda: change_basket(leaf, [Wish(milk, 2)], touchpoint="site", actor=actor, at=at),
        lambda: change_basket(leaf, [Wish(milk, 2)], touchpoint="desk", actor=Actor("staff", leaf), at=at),
        lambda: set_coupons(begun.id, ["ONE"], touchpoint="site", actor=actor, at=at),
        lambda: quote_basket(leaf, touchpoint="site", actor=actor, at=at),
        lambda: place_order(quote.id, leaf=leaf, touchpoint="site", actor=actor, at=at),
        lambda: keep_basket(part, other, actor=SYSTEM, at=at),
        lambda: merge_basket(
            open_basket(make.leaf(), place=None, touchpoint="site", at=at), begun.id, touchpoint="site", actor=actor,
            at=at,
        ),
    ):  # fmt: skip
        with pytest.raises(BasketPaying):
            refused()
    assert _left(leaf) == {milk: 1} and find_basket_of(sale) is None
    assert 'role="status"' in page(guest.get("/shop/basket")), "the site says why"
    assert guest.post("/shop/basket/change", {"variant": str(milk), "amount": "4"}).status_code == 303
    assert _left(leaf) == {milk: 1}
    free_from_sale(begun.id, other)
    assert basket_of(leaf).is_paying(at), "nobody lets go what another keeps"
    let_basket_go(begun.id, sale, actor=SYSTEM, at=at)
    assert not basket_of(leaf).is_paying(at)
    # A till that died keeps it for some minutes and no longer.
    keep_basket(part, sale, actor=SYSTEM, at=at)
    late = at + timedelta(minutes=20)
    assert basket_of(leaf).is_paying(late - timedelta(seconds=1)) and not basket_of(leaf).is_paying(late)
    assert change_basket(leaf, [Wish(milk, 2)], touchpoint="site", actor=actor, at=late).order is None


def test_who_signs_in_meanwhile_is_let_in_and_their_baskets_become_one_later(counter: Counter) -> None:
    guest, leaf = filled(counter, "milk")
    other, second = filled(counter, "bread")
    at, begun, phone = clock.now(), basket_of(leaf), new_phone()
    keep_basket(BasketPart(begun.id, (Wish(counter.shop.variants["milk"], 1),)), begun.id, actor=SYSTEM, at=at)
    for one in (leaf, second):
        prove(one, phone, at=at)
    both: dict[str, Any] = {"place": None, "touchpoint": "site", "actor": Actor("leaf", leaf), "at": at}
    with story():
        basket_of_here(leaf, **both)
    assert {one.id for one in list_open_baskets([leaf, second])} == {begun.id, basket_of(second).id}
    let_basket_go(begun.id, begun.id, actor=SYSTEM, at=at)
    with story():
        basket_of_here(leaf, **both)
    [one] = list_open_baskets([leaf, second])
    assert len(one.lines) == 2


def test_a_delivery_is_not_ordered_while_a_till_is_at_it(rolled_back: None) -> None:
    from tests.delivery_world import asked, open_town
    from tests.people import browser

    town, at = open_town((5,)), make.AT
    leaf = browser(at)
    actor = Actor("leaf", leaf)
    view = change_basket(leaf, [Wish(town.counter.variant, 1)], place=town.store, touchpoint="site", actor=actor, at=at)
    quote = quote_basket(leaf, touchpoint="site", actor=actor, at=at)
    keep_basket(BasketPart(view.id, (Wish(town.counter.variant, 1),)), town.store, actor=SYSTEM, at=at)
    with pytest.raises(BasketPaying):
        place_delivery(quote.id, asked(town), leaf=leaf, touchpoint="site", actor=actor, at=at)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running terminal."""
    with running_terminal(tmp_path_factory.mktemp("card")) as address:
        yield address


def test_a_card_that_is_refused_lets_the_basket_go_and_one_not_answered_keeps_it(
    counter: Counter, till: Any, terminal: str
) -> None:
    with connected(terminal):
        guest, leaf = filled(counter, "bread")
        _costs(counter, "bread", REFUSED, 50)
        drawn = _plain(_scan(till, shown_code(guest)))
        assert _plain(_pay(till, drawn, method="card")).count('role="alert"')
        assert not basket_of(leaf).is_paying(clock.now())
        _costs(counter, "bread", LATE, 40)
        drawn = page(till.get("/till/counter"))
        _pay(till, drawn, method="card")
        assert basket_of(leaf).is_paying(clock.now())
        till.post("/till/basket/off", headers=PART)
        assert not basket_of(leaf).is_paying(clock.now())
        other = at_work("cashier", counter.here, "other")
        _costs(counter, "bread", TAKEN, 30)
        receipt = _receipt(_pay(other, _plain(_scan(other, shown_code(guest))), method="card"))
        assert [one.method for one in receipt.tenders] == ["card"] and _left(leaf) == {}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running payment page."""
    with running_bank(tmp_path_factory.mktemp("pay")) as address:
        yield address


def test_while_the_qr_code_of_the_bank_stands_the_site_does_not_order_it(
    counter: Counter, till: Any, bank: str
) -> None:
    with banking(bank):
        guest, leaf = filled(counter, "milk")
        drawn = _plain(_scan(till, shown_code(guest)))
        _pay(till, drawn, method="qr")
        assert basket_of(leaf).is_paying(clock.now())
        ended = _plain(till.post("/till/page/end", headers=PART))
        assert not basket_of(leaf).is_paying(clock.now())
        _pay(till, ended, method="qr")
        order = _waiting(bank)
        [waiting] = make.ask(
            'SELECT id, link FROM payments_attempt WHERE "order" = %s AND state = %s', order, "waiting"
        )
        act(waiting[1], "pay")
        known(waiting[0])
        assert told(bank, waiting[0])["state"] == "captured"
        receipt = _receipt(_pay(till, page(till.get("/till/counter")), method="none"))
        assert receipt.order == order and _left(leaf) == {}
