"""Numbers of pieces asked for where orders leave: the till and the tablet at pickup, packing, the courier."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.delivery_world import Town, open_town, sent_home
from tests.doors.counter_world import PART, Counter, Ordered, at_work, open_counter, order_of
from tests.doors.test_papers import plain
from tests.flows.test_lots import done
from tests.small_shop import AT

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.payments.types import Tender
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.shipments.queries import goods_in, list_shipments, packed_elsewhere, packed_in
from prilavok.domains.stock.actions import keep_tracking
from prilavok.domains.stock.queries import lots_here, lots_sold_by
from prilavok.domains.stock.types import LotSaid, Tracking
from prilavok.flows.pick_shipment import pick
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.insights.lot_check import check as lot_check
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

PRICE, CODE, GTIN = 55_000, "4600000000015", "04600000000015"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(AT)
    counter = open_counter()
    name = {"ru": "Телефон", "en": "Phone"}
    put_cards([NewCard("phone", name, ("Phones",), "piece", barcode=CODE)], at=AT)
    phone = counter.shop.variants["phone"] = list_variant_keys(["phone"])["phone"].id
    since = AT - timedelta(days=1)
    set_prices([NewPrice(make.price_list(counter.here), phone, PRICE, 1, since)], at=since)
    asked(counter.here, phone, "SN-1", "SN-2", "SN-3")
    return counter


@pytest.fixture
def waiting(counter: Counter) -> Ordered:
    """Two pieces of what is asked for, and something that is not."""
    return order_of(counter, phone=2)


def asked(place: UUID, variant: UUID, *codes: str) -> None:
    """Its serial number is asked for, and these came."""
    keep_tracking(Tracking(way="serial", variant=variant, at_till=True), actor=SYSTEM, at=AT)
    done("receiving", place, *(LotSaid(variant=variant, code=code) for code in codes))


def sold_to_another(counter: Counter, code: str) -> None:
    variant = counter.shop.variants["phone"]
    lots = [LotSaid(variant=variant, code=code)]
    sell([Selling(variant, 1)], [Paying("cash", PRICE)], place=counter.here, key=code, lots=lots, actor=SYSTEM, at=AT)


def barcode_of_another() -> str:
    """Of goods that are not on the order."""
    code = "4600000000022"
    put_cards([NewCard("other", {"ru": "Другое", "en": "Other"}, ("Other",), "piece", barcode=code)], at=AT)
    return code


def took(order: UUID) -> set[str]:
    return {one.lot.code for one in lots_sold_by([order])}


def named(counter: Counter) -> set[str]:
    return {one.lot.code for one in lots_here(counter.here, counter.shop.variants["phone"]).named}


def opened(till: Any, waiting: Ordered) -> str:
    assert till.post("/till/scan", {"scan": waiting.code}, headers=PART).headers["HX-Redirect"]
    return plain(till.get(f"/till/orders/{waiting.order}"))


def paid(till: Any, waiting: Ordered, page: str, **more: str) -> Any:
    form = dict(re.findall(r'name="(version|amount)" value="([^"]*)"', page.split('class="card pay"')[-1]))
    return till.post(
        f"/till/orders/{waiting.order}/hand-over", form | {"method": "cash"} | more, headers=PART
    )  # fmt: skip


def test_the_till_asks_for_numbers_before_it_hands_over(counter: Counter, waiting: Ordered) -> None:
    till, phone = at_work("cashier", counter.here), counter.shop.variants["phone"]
    piece, scans = f"/till/orders/{waiting.order}/lines/{phone}/pieces", f"/till/orders/{waiting.order}/scan"
    assert till.post(piece, {"code": "SN-1"}, headers=PART).status_code == 422, "no pickup code opened it here"
    page = opened(till, waiting)
    assert piece in page and 'name="overruled"' not in page
    for cheat in ({}, {"overruled": "1"}, {"method": "card"}):
        refused = paid(till, waiting, page, **cheat)
        # No terminal is connected here: whoever asked it first would hear of that.
        assert refused.status_code == 422 and "серийный номер или партию каждой" in plain(refused)
    assert read_order(waiting.order).commercial == "placed" and list_attempts(waiting.order) == [], "no card is charged"
    sold_to_another(counter, "SN-3")
    for taken in (till.post(piece, {"code": "SN-3"}, headers=PART), till.post(scans, {"scan": "SN-3"}, headers=PART)):
        assert taken.status_code == 422 and "SN-3" in plain(taken)
    # Scanned as GS1 says it, or typed; goods scanned without a number are put into the order, as ever.
    page = plain(till.post(scans, {"scan": f"]d201{GTIN}21SN-1"}, headers=PART))
    assert 'class="chip">SN-1' in page and 'class="card changing"' not in page
    assert till.post(scans, {"scan": "SN-1"}, headers=PART).status_code == 422, "one piece is one"
    assert paid(till, waiting, page).status_code == 422
    page = plain(till.post(piece, {"code": "SN-9"}, headers=PART))
    page = plain(till.post(piece, {"code": "SN-9", "act": "out"}, headers=PART))
    assert "SN-9" not in page
    page = plain(till.post(piece, {"code": "SN-2"}, headers=PART))
    assert till.post(piece, {"code": "SN-7"}, headers=PART).status_code == 422, "no more than there are"
    receipt = paid(till, waiting, page).headers["HX-Redirect"]
    assert (took(waiting.order), named(counter)) == ({"SN-1", "SN-2"}, set())
    shown = plain(till.get(receipt))
    assert "SN-1" in shown and "SN-2" in shown
    assert make.verbs_of([waiting.order])["lot.overruled"] == 0 and lot_check() == []
    # Who brings the piece is found by it.
    back = till.post("/till/scan", {"scan": "SN-2"}, headers=PART).headers["HX-Redirect"]
    assert back == f"/till/returns/{waiting.order}"


def test_who_may_hands_over_without_a_number(counter: Counter, waiting: Ordered) -> None:
    manager = at_work("manager", counter.here)
    page = opened(manager, waiting)
    assert 'name="overruled"' in page
    assert paid(manager, waiting, page, overruled="1").headers["HX-Redirect"]
    assert read_order(waiting.order).commercial == "completed" and took(waiting.order) == set()
    assert make.verbs_of([waiting.order])["lot.overruled"] == 1


def test_the_tablet_asks_for_numbers_of_what_is_paid_ahead(counter: Counter, waiting: Ordered) -> None:
    cashier, manager = at_work("cashier", counter.here), at_work("manager", counter.here)
    due = Tender(waiting.order, "card", read_order(waiting.order).owed, "KZT", AT)
    capture_tenders([due], actor=SYSTEM, at=AT, origin="live")
    field = f"given-{counter.shop.variants['phone']}"
    form = {"code": waiting.code}
    refused = cashier.post("/tablet/collect", form)
    page = plain(refused)
    assert refused.status_code == 422 and f'name="{field}"' in page and f'value="{waiting.code}"' in page
    assert 'name="overruled"' not in page and 'name="overruled"' in plain(manager.post("/tablet/collect", form))
    sold_to_another(counter, "SN-3")
    other = f"(01)0{barcode_of_another()}(21)SN-2"
    for typed in ("SN-1", "SN-1,SN-1", "SN-1,SN-3", f"SN-1,{other}"):
        again = cashier.post("/tablet/collect", form | {field: typed})
        assert again.status_code == 422 and f'value="{typed}"' in plain(again), typed
    assert cashier.post("/tablet/collect", form | {"overruled": "1"}).status_code == 403
    assert read_order(waiting.order).commercial == "placed"
    assert cashier.post("/tablet/collect", {"code": "000001", field: "SN-1"}).status_code == 302, (
        "a wrong code asks nothing"
    )
    given = cashier.post("/tablet/collect", form | {field: f"(01){GTIN}(21)SN-1, SN-2"})
    assert given.status_code == 302 and read_order(waiting.order).commercial == "completed"
    assert took(waiting.order) == {"SN-1", "SN-2"} and lot_check() == []


def test_a_code_is_not_found_by_trying_numbers_of_pieces(counter: Counter, waiting: Ordered) -> None:
    """A page that asks for numbers tells that the code is right: so each guess counts, whatever is typed beside it."""
    cashier = at_work("cashier", counter.here)
    due = Tender(waiting.order, "card", read_order(waiting.order).owed, "KZT", AT)
    capture_tenders([due], actor=SYSTEM, at=AT, origin="live")
    bad = {f"given-{counter.shop.variants['phone']}": "SN-1,SN-1"}
    assert cashier.post("/tablet/collect", bad | {"code": waiting.code}).status_code == 422
    for guess in range(20):
        wrong = f"{(int(waiting.code) + 1 + guess) % 10**6:06d}"
        assert cashier.post("/tablet/collect", bad | {"code": wrong}).status_code == 302
    last = cashier.post("/tablet/collect", bad | {"code": waiting.code}, follow=True)
    assert (
        last.status_code == 200 and 'name="given-' not in plain(last) and "Слишком много неверных кодов" in plain(last)
    )


@pytest.fixture
def town(rolled_back: None, quick_passwords: None) -> Town:
    town = open_town((0,))
    asked(town.store, town.counter.variant, "SN-1", "SN-2")
    return town


def to_pack(town: Town, units: int) -> tuple[UUID, UUID]:
    """An order to home, and its parcel of which all was found."""
    order = sent_home(town, make.leaf(), units).order
    [parcel] = list_shipments([order])
    [goods] = goods_in([parcel.id])
    pick(parcel.id, goods.line, units, 0, place=town.store, actor=SYSTEM, at=clock.now())
    return order, parcel.id


def test_who_packs_a_parcel_types_its_numbers(town: Town) -> None:
    picker, manager = at_work("cashier", town.store), at_work("manager", town.store)
    order, parcel = to_pack(town, 2)
    field, ready = f"given-{town.counter.variant}", f"/tablet/shipments/{parcel}/ready"
    page = plain(picker.get(f"/tablet/shipments/{parcel}"))
    assert f'name="{field}"' in page and 'name="overruled"' not in page
    assert 'name="overruled"' in plain(manager.get(f"/tablet/shipments/{parcel}"))
    for typed in ("", "SN-1"):
        refused = picker.post(ready, {field: typed})
        assert refused.status_code == 422 and f'value="{typed}"' in plain(refused)
    assert picker.post(ready, {field: "", "overruled": "1"}).status_code == 403
    assert packed_in(parcel) == [] and list_shipments([order])[0].state == "picking"
    assert picker.post(ready, {field: "SN-1, SN-2"}).status_code == 302
    assert [one.code for one in packed_in(parcel)] == ["SN-1", "SN-2"]
    assert field not in plain(picker.get(f"/tablet/courier/{parcel}"))
    assert picker.post(f"/tablet/courier/{parcel}/take").status_code == 302
    assert picker.post(f"/tablet/courier/{parcel}/give", {"key": "k"}).status_code == 302
    assert (read_order(order).commercial, took(order)) == ("completed", {"SN-1", "SN-2"}) and lot_check() == []


def test_a_piece_lies_in_one_parcel_alone(town: Town) -> None:
    picker, manager = at_work("cashier", town.store), at_work("manager", town.store)
    (first, one), (second, other) = to_pack(town, 1), to_pack(town, 1)
    field = f"given-{town.counter.variant}"
    assert picker.post(f"/tablet/shipments/{one}/ready", {field: "SN-1"}).status_code == 302
    refused = picker.post(f"/tablet/shipments/{other}/ready", {field: "SN-1"})
    assert refused.status_code == 422 and "SN-1" in plain(refused) and "в другой посылке" in plain(refused)
    assert packed_in(other) == [] and list_shipments([second])[0].state == "picking"
    # Who may decides that it is this one all the same; the one who gives his parcel second hears of it then.
    assert manager.post(f"/tablet/shipments/{other}/ready", {field: "SN-1", "overruled": "1"}).status_code == 302
    assert make.verbs_of([second])["lot.overruled"] == 1 and make.verbs_of([first])["lot.overruled"] == 0
    # What was packed in a parcel is free again once that parcel is no more.
    assert packed_elsewhere(["SN-1"], but=other) == {(town.counter.variant, "SN-1")}
    make.ask("UPDATE shipments_shipment SET ended_at = planned_at WHERE id = %s RETURNING 1", one)
    assert packed_elsewhere(["SN-1"], but=other) == set()


def test_the_courier_types_what_was_not_said_when_it_was_packed(town: Town) -> None:
    courier, manager = at_work("cashier", town.store), at_work("manager", town.store)
    order, parcel = to_pack(town, 1)
    assert manager.post(f"/tablet/shipments/{parcel}/ready", {"overruled": "1"}).status_code == 302
    assert f"given-{town.counter.variant}" not in plain(courier.get(f"/tablet/courier/{parcel}"))
    make.ask("DELETE FROM shipments_piece RETURNING 1")  # as if it was packed before the shop asked
    field, take = f"given-{town.counter.variant}", f"/tablet/courier/{parcel}/take"
    assert f'name="{field}"' in plain(courier.get(f"/tablet/courier/{parcel}"))
    refused = courier.post(take, {field: ""})
    assert refused.status_code == 422 and f'name="{field}"' in plain(refused)
    assert courier.post(take, {field: "", "overruled": "1"}).status_code == 403
    assert courier.post(take, {field: "SN-2"}).status_code == 302
    assert courier.post(f"/tablet/courier/{parcel}/give", {"key": "k"}).status_code == 302
    assert took(order) == {"SN-2"}
