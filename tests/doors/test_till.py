"""The till: a quick sale from the shelf, and an order handed over for its pickup code."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests.doors.counter_world import PART, Counter, Ordered, at_work, open_counter, order_of
from tests.doors.web_people import client_of, hire
from tests.make import grown, on_hand, rows_of_all_tables
from tests.people import browser, prove, sms

MILK = "4870000000017"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores."""
    return open_counter()


@pytest.fixture
def till(counter: Counter) -> Any:
    """A cashier's client at the first store."""
    return at_work("cashier", counter.here)


def _plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def _scan(till: Any, text: str) -> Any:
    return till.post("/till/scan", {"scan": text}, headers=PART)


def _field(page: str, name: str) -> str:
    # Of the form that counts: the one that pays, hands over or confirms stands behind all others that have a key.
    found = re.search(rf'name="{name}" value="([^"]*)"', page.split('class="card pay"')[-1])
    assert found, f"no field {name}"
    return found[1]


def _pay(till: Any, page: str, **more: str) -> Any:
    form = {name: _field(page, name) for name in ("key", "version", "amount")}
    return till.post("/till/pay", form | {"method": "cash"} | more, headers=PART)


def _open(till: Any, ordered: Ordered) -> str:
    answer = _scan(till, ordered.code)
    assert answer.headers["HX-Redirect"] == f"/till/orders/{ordered.order}"
    return _plain(till.get(f"/till/orders/{ordered.order}"))


def _hand_over(till: Any, ordered: Ordered, page: str, **more: str) -> Any:
    form = {name: _field(page, name) for name in ("version", "amount")}
    return till.post(f"/till/orders/{ordered.order}/hand-over", form | {"method": "cash"} | more, headers=PART)


def _receipt(answer: Any) -> Any:
    from prilavok.domains.receipts.queries import read_receipt

    return read_receipt(UUID(answer.headers["HX-Redirect"].rsplit("/", 1)[1]))


def _tells_points(page: str, points: int) -> bool:
    return re.search(rf"\b{points} (point|балл)", page) is not None


# ---------------------------------------------------------------- a sale from the shelf


def test_an_empty_till_teaches(till: Any) -> None:
    page = _plain(till.get("/till/counter"))
    assert 'class="empty"' in page and "data-scan" in page and "/till/pay" not in page


def test_a_sale_of_two_scans_in_cash(counter: Counter, till: Any) -> None:
    milk = counter.shop.variants["milk"]
    before = on_hand(counter.here, milk)
    _scan(till, MILK)
    page = _plain(_scan(till, "milk"))
    assert page.count('id="units-') == 1 and 'value="2"' in page, "scanned again, the line is longer"
    assert "1 100,00 ₸" in page and "<html" not in page
    answer = _pay(till, page, given="2000")
    receipt = _receipt(answer)
    assert (receipt.amount, receipt.change, receipt.place) == (110_000, 90_000, counter.here)
    assert [(one.method, one.amount, one.given) for one in receipt.tenders] == [("cash", 110_000, 200_000)]
    assert on_hand(counter.here, milk) == before - 2
    shown = _plain(till.get(answer.headers["HX-Redirect"]))
    assert receipt.number in shown and "900,00 ₸" in shown and "not-fiscal" in shown
    assert 'class="empty"' in _plain(till.get("/till/counter")), "the next customer finds an empty counter"


def test_clicked_twice_it_is_sold_once(counter: Counter, till: Any) -> None:
    milk = counter.shop.variants["milk"]
    page = _plain(_scan(till, MILK))
    before = on_hand(counter.here, milk)
    first = _pay(till, page)
    rows = rows_of_all_tables()
    again = _pay(till, page)
    assert again.headers["HX-Redirect"] == first.headers["HX-Redirect"]
    assert on_hand(counter.here, milk) == before - 1
    assert grown(rows) == {}


def test_a_second_tab_pays_what_it_shows_or_nothing(counter: Counter, till: Any) -> None:
    old = _plain(_scan(till, MILK))
    new = _plain(_scan(till, "3*" + MILK))
    before = rows_of_all_tables()
    refused = _pay(till, old)
    assert refused.status_code == 422 and refused.headers["HX-Retarget"] == "#toasts"
    assert grown(before) == {}
    assert _receipt(_pay(till, new)).amount == 4 * 55_000


def test_too_little_cash_is_refused_and_nothing_sold(till: Any) -> None:
    page = _plain(_scan(till, MILK))
    before = rows_of_all_tables()
    for given in ("549.99", "-5", "much"):
        assert _pay(till, page, given=given).status_code == 422
    assert grown(before) == {}
    assert _receipt(_pay(till, page, given="")).change == 0, "nothing typed is the exact sum"


def test_a_line_taken_out_can_be_put_back_where_it_stood(counter: Counter, till: Any) -> None:
    milk, bread = counter.shop.variants["milk"], counter.shop.variants["bread"]
    _scan(till, MILK)
    both = _plain(_scan(till, "bread"))
    assert both.index(str(milk)) < both.index(str(bread))
    gone = _plain(till.post(f"/till/lines/{milk}", {"quantity": "0"}, headers=PART))
    assert str(milk) not in gone and "/till/put-back" in gone
    back = _plain(till.post("/till/put-back", {}, headers=PART))
    assert back.index(str(milk)) < back.index(str(bread)) and "/till/put-back" not in back


def test_goods_without_a_price_here_are_not_sold(counter: Counter, till: Any) -> None:
    page = _plain(_scan(till, "bread"))
    assert "/till/pay" not in page
    key = {"key": "x", "version": "1", "amount": "0", "method": "cash"}
    before = rows_of_all_tables()
    till.post("/till/pay", key, headers=PART)
    assert grown(before) == {}


def test_weighed_goods_want_their_weight(counter: Counter, till: Any) -> None:
    assert _scan(till, "cheese").status_code == 422
    page = _plain(_scan(till, "0,350*cheese"))
    assert "1 575,00 ₸" in page and 'value="0.35"' in page
    assert _scan(till, "1.5*milk").status_code == 422, "half a bottle is not sold"


def test_goods_in_the_hand_sell_whatever_the_books_say(counter: Counter, till: Any) -> None:
    milk = counter.shop.variants["milk"]
    page = _plain(_scan(till, "60*milk"))
    assert "/till/pay" in page and on_hand(counter.here, milk) < 60
    assert _receipt(_pay(till, page)).amount == 60 * 55_000
    assert on_hand(counter.here, milk) == 0


def test_a_card_shows_its_balance_a_phone_shows_nothing(counter: Counter, till: Any) -> None:
    from prilavok.domains.loyalty.queries import points_of

    leaves = [counter.shop.leaves["c-1"], counter.shop.leaves["c-1-phone"]]
    (held,) = points_of(leaves)
    assert held.points > 0
    _scan(till, MILK)
    by_card = _plain(_scan(till, "2990000000017"))
    assert "Айгуль С." in by_card and "Сейтова" not in by_card and _tells_points(by_card, held.points)
    by_phone = _plain(_scan(till, "8 701 123 45 67"))
    assert "Айгуль" not in by_phone and not _tells_points(by_phone, held.points)
    assert "123 45 67" not in by_phone and "1234567" not in by_phone
    receipt = _receipt(_pay(till, by_phone))
    assert receipt.earned == 5
    assert points_of(leaves)[0].points == held.points + 5


def test_the_customer_can_be_taken_off_the_sale(counter: Counter, till: Any) -> None:
    from prilavok.domains.loyalty.queries import points_of

    _scan(till, MILK)
    assert "/till/nobody" in _plain(_scan(till, "2990000000017"))
    page = _plain(till.post("/till/nobody", {}, headers=PART))
    assert "Айгуль" not in page
    held = points_of([counter.shop.leaves["c-1"]])
    _pay(till, page)
    assert points_of([counter.shop.leaves["c-1"]]) == held


def test_what_nobody_knows_is_said_so(till: Any) -> None:
    before = rows_of_all_tables()
    for text in ("", "no such thing", "77700000000", "2990000000099", "5*"):
        answer = _scan(till, text)
        assert answer.status_code == 422 and "toast" in answer.content.decode()
    assert grown(before) == {}


def test_a_sale_is_laid_aside_and_taken_back(till: Any) -> None:
    first = _plain(_scan(till, MILK))
    aside = _plain(till.post("/till/park", {}, headers=PART))
    assert "/till/resume" in aside and 'class="empty"' in aside
    _scan(till, "2*milk")
    both = _plain(till.post("/till/resume", {"key": _field(first, "key")}, headers=PART))
    assert _field(both, "key") == _field(first, "key") and both.count("/till/resume") == 2
    assert _receipt(_pay(till, both)).amount == 55_000
    assert "/till/resume" in _plain(till.get("/till/counter")), "the other is still laid aside"


# ---------------------------------------------------------------- an order for its pickup code


def test_an_order_is_handed_over_for_cash(counter: Counter, till: Any) -> None:
    from prilavok.domains.orders.queries import read_order
    from prilavok.domains.shipments.queries import shipment_of_id

    milk = counter.shop.variants["milk"]
    before = on_hand(counter.here, milk)
    ordered = order_of(counter, milk=2)
    page = _open(till, ordered)
    assert ordered.number in page and "Айгуль С." in page and "1 100,00 ₸" in page
    receipt = _receipt(_hand_over(till, ordered, page, given="1100"))
    assert (receipt.order, receipt.amount, receipt.change) == (ordered.order, 110_000, 0)
    done = read_order(ordered.order)
    assert (done.commercial, done.payment, done.fulfilment) == ("completed", "paid", "handed_over")
    assert shipment_of_id(ordered.shipment).state == "collected"
    assert on_hand(counter.here, milk) == before - 2
    rows = rows_of_all_tables()
    again = _hand_over(till, ordered, page, given="1100")
    assert again.headers["HX-Redirect"].endswith(str(receipt.id)) and grown(rows) == {}
    assert receipt.number in _plain(till.get(f"/till/orders/{ordered.order}")), (
        "it says that it is done, and by which receipt"
    )
    assert _scan(till, ordered.code).status_code == 404, "the code opens it once"


def test_one_out_another_in(counter: Counter, till: Any) -> None:
    from prilavok.domains.orders.queries import read_order
    from prilavok.domains.stock.queries import stock_at

    milk = counter.shop.variants["milk"]
    ordered = order_of(counter, milk=3)
    held = stock_at(counter.here, milk)
    page = _open(till, ordered)
    act = f"/till/orders/{ordered.order}/act"
    till.post(act, {"act": "take_out", "variant": str(milk)}, headers=PART)
    page = _plain(till.post(act, {"act": "take_out", "variant": str(milk)}, headers=PART))
    assert "1 650,00 ₸" in page and "550,00 ₸" in page and "/confirm" in page
    assert "/hand-over" not in page, "no money is taken while a change is not confirmed"
    assert read_order(ordered.order).amount == 165_000, "looked at, nothing is changed"
    page = _plain(till.post(act, {"act": "undo", "variant": str(milk)}, headers=PART))
    assert "/confirm" not in page and "/hand-over" in page
    page = _plain(till.post(act, {"act": "take_out", "variant": str(milk)}, headers=PART))
    form = {name: _field(page, name) for name in ("key", "version", "amount", "after")}
    confirm = f"/till/orders/{ordered.order}/confirm"
    page = _plain(till.post(confirm, form, headers=PART))
    assert read_order(ordered.order).amount == 110_000 and "/hand-over" in page
    rows = rows_of_all_tables()
    till.post(confirm, form, headers=PART)
    assert grown(rows) == {}, "the second click changes nothing"
    assert stock_at(counter.here, milk).held == held.held - 1
    assert _receipt(_hand_over(till, ordered, page)).amount == 110_000


def test_goods_scanned_into_an_order_come_from_the_free_stock(counter: Counter, till: Any) -> None:
    from prilavok.domains.orders.queries import read_order
    from prilavok.domains.stock.queries import stock_at

    ordered = order_of(counter, milk=1)
    free = stock_at(counter.here, counter.shop.variants["milk"]).available
    _open(till, ordered)
    scan = f"/till/orders/{ordered.order}/scan"
    page = _plain(till.post(scan, {"scan": f"{free + 1}*milk"}, headers=PART))
    assert "/confirm" not in page and f"{free} шт" in page, "what is kept for others is not given away here"
    till.post(f"/till/orders/{ordered.order}/act", {"act": "drop"}, headers=PART)
    page = _plain(till.post(scan, {"scan": MILK}, headers=PART))
    form = {name: _field(page, name) for name in ("key", "version", "amount", "after")}
    till.post(f"/till/orders/{ordered.order}/confirm", form, headers=PART)
    assert read_order(ordered.order).amount == 110_000
    assert stock_at(counter.here, counter.shop.variants["milk"]).available == free - 1


def test_changed_meanwhile_shows_both_sums_and_takes_nothing(counter: Counter, till: Any) -> None:
    ordered = order_of(counter, milk=2)
    old = _open(till, ordered)
    page = _plain(till.post(f"/till/orders/{ordered.order}/scan", {"scan": MILK}, headers=PART))
    form = {name: _field(page, name) for name in ("key", "version", "amount", "after")}
    till.post(f"/till/orders/{ordered.order}/confirm", form, headers=PART)
    before = rows_of_all_tables()
    refused = _plain(_hand_over(till, ordered, old, given="1100"))
    assert 'role="alert"' in refused and "1 100,00 ₸" in refused and "1 650,00 ₸" in refused
    assert grown(before) == {}
    assert _receipt(_hand_over(till, ordered, refused)).amount == 165_000


def test_another_stores_order_is_refused_politely(counter: Counter, till: Any) -> None:
    ordered = order_of(counter, milk=1)
    stranger = at_work("cashier", counter.elsewhere, "other")
    before = rows_of_all_tables()
    assert _scan(stranger, ordered.code).status_code == 404
    assert stranger.get(f"/till/orders/{ordered.order}").status_code == 422
    for step in ("scan", "act", "confirm", "hand-over"):
        assert stranger.post(f"/till/orders/{ordered.order}/{step}", {"scan": MILK}, headers=PART).status_code == 422
    assert {table for table in grown(before) if not table.startswith("kit_bucket")} == set()


def test_without_its_code_an_order_is_neither_changed_nor_handed_over(counter: Counter, till: Any) -> None:
    ordered = order_of(counter, milk=1)
    page = _plain(till.get(f"/till/orders/{ordered.order}"))
    assert "data-fills" not in page, "no points are offered without the code"
    before = rows_of_all_tables()
    for step in ("act", "confirm", "hand-over"):
        answer = till.post(f"/till/orders/{ordered.order}/{step}", {"act": "drop", "method": "cash"}, headers=PART)
        assert answer.status_code == 422
    assert grown(before) == {}


def test_a_wrong_code_says_nothing_and_is_not_tried_for_ever(counter: Counter, till: Any) -> None:
    ordered = order_of(counter, milk=1)
    wrong = "000000" if ordered.code != "000000" else "111111"
    answers = [_scan(till, wrong) for _ in range(25)]
    assert answers[0].status_code == 404 and answers[-1].status_code == 429
    assert ordered.number not in answers[0].content.decode()


def test_six_digits_of_goods_are_no_try_at_a_code(counter: Counter, till: Any) -> None:
    from prilavok.domains.catalog.actions import put_cards
    from prilavok.domains.catalog.types import NewCard
    from prilavok.kit import clock

    put_cards([NewCard("123456", {"en": "Tea"}, ("Food",), "piece")], at=clock.now())
    assert {_scan(till, "123456").status_code for _ in range(25)} == {200}


# ---------------------------------------------------------------- who may


def test_receipts_are_seen_at_their_store(counter: Counter, till: Any) -> None:
    address = _pay(till, _plain(_scan(till, MILK))).headers["HX-Redirect"]
    assert till.get(address).status_code == 200
    assert at_work("cashier", counter.elsewhere, "other").get(address).status_code == 404
    assert client_of(hire("owner")).get(address).status_code == 200


def test_roles_without_the_right_are_refused(counter: Counter) -> None:
    ordered = order_of(counter, milk=1)
    acts = "hand-over", "ask-points", "drop-points"
    for role in ("marketer", "operator"):
        client = at_work(role, counter.here)
        for address in ("/till/counter", f"/till/orders/{ordered.order}"):
            assert client.get(address).status_code == 403
        for address in ("/till/scan", "/till/pay", *(f"/till/orders/{ordered.order}/{act}" for act in acts)):
            assert client.post(address, {"scan": MILK}).status_code == 403


def test_without_a_store_there_is_no_till(counter: Counter) -> None:
    client = client_of(hire("cashier"))
    page = _plain(client.get("/till/counter"))
    assert 'class="empty"' in page and "data-scan" not in page
    before = rows_of_all_tables()
    for address in ("/till/scan", "/till/pay", "/till/park"):
        assert client.post(address, {"scan": MILK}).status_code == 422
    assert set(grown(before)) <= {"django_session"}


def test_a_manager_chooses_where_to_stand(counter: Counter) -> None:
    client = client_of(hire("manager"))
    assert "data-scan" not in _plain(client.get("/till/counter"))
    client.post("/till/place", {"place": str(counter.elsewhere)})
    assert "Астане" in _plain(client.get("/till/counter"))
    _scan(client, MILK)
    client.post("/till/place", {"place": str(counter.here)})
    assert 'class="empty"' in _plain(client.get("/till/counter")), "a sale stays at the store where it was begun"


def test_the_screens_ask_no_more_than_they_need(counter: Counter, till: Any, budget: Any) -> None:
    sms()
    prove(browser(), "+77011234567")  # who can be asked about their points costs the most
    ordered = order_of(counter, milk=2)
    _scan(till, MILK)
    _scan(till, "2990000000017")
    with budget("till/counter"):
        assert till.get("/till/counter").status_code == 200
    _open(till, ordered)
    with budget("till/order"):
        assert till.get(f"/till/orders/{ordered.order}").status_code == 200
    with budget("tablet/picking"):
        assert till.get("/tablet/picking").status_code == 200


def test_a_wrong_code_is_told_on_the_till_where_no_script_takes_the_answer(till: Any) -> None:
    answer = till.post("/till/scan", {"scan": "135790"})
    told = answer.content.decode()
    assert answer.status_code == 404
    assert 'id="scan"' in told and 'class="toast' in told, "the counter stays in sight, with the reason on it"
    assert "entrance-card" not in told, "not the page of failures"
