"""Lots and serial numbers through real doors: chosen, received by scan, asked for at the till, returned, called back.

The flow of the choices is prilavok.flows.tell_apart.
"""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make
from tests.doors.api_callers import program_of
from tests.doors.counter_world import PART, Counter, at_work, open_counter
from tests.doors.test_papers import act, begin, plain, scan
from tests.doors.test_till_returns import chosen, confirm, fields, look
from tests.small_shop import AT

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.stock.actions.lots import LotMove, move_lots, put_lots
from prilavok.domains.stock.queries import find_lots, list_tracking, lots_here
from prilavok.domains.stock.rules import EVERYWHERE
from prilavok.domains.stock.types import LotSaid
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

CODE, GTIN = "4600000000015", "04600000000015"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(AT)
    return open_counter()


@pytest.fixture
def goods(counter: Counter) -> UUID:
    put_cards([NewCard("phone-x", {"ru": "Телефон", "en": "Phone"}, ("Phones",), "piece", barcode=CODE)], at=AT)
    variant = list_variant_keys(["phone-x"])["phone-x"].id
    prices = make.price_list(counter.here)
    set_prices([NewPrice(prices, variant, 100_000, 1, AT - timedelta(days=1))], at=AT - timedelta(days=1))
    return variant


def choose(client: Any, **said: str) -> Any:
    return client.post("/office/lots/choose", {"code": CODE, "way": "serial", **said})


def named(counter: Counter, goods: UUID) -> dict[str, int]:
    return {one.lot.code: one.units for one in lots_here(counter.here, goods).named}


def received(counter: Counter, *texts: str) -> None:
    client = at_work("cashier", counter.here, "receiver")
    paper = begin(client, "receiving", counter.here)
    for nth, text in enumerate(texts):
        assert scan(client, paper, text, f"k{nth}").status_code == 200
    assert act(client, paper, "book").status_code == 302


def test_numbers_are_received_asked_for_at_the_till_and_proven_at_a_return(counter: Counter, goods: UUID) -> None:
    manager, till = at_work("manager", None), at_work("cashier", counter.here)
    assert "office/lots/choose" not in plain(till.get("/office/lots")) and choose(till).status_code == 403
    assert choose(manager, at_till="1", warranty_months="12").status_code == 303
    assert [(one.said.way, one.said.variant) for one in list_tracking()] == [("serial", goods)]
    received(counter, f"]d201{GTIN}21SN-1", f"(01){GTIN}(21)SN-2", f"01{GTIN}21SN-3|17270131")
    assert named(counter, goods) == {"SN-1": 1, "SN-2": 1, "SN-3": 1}
    again = begin(manager, "receiving", counter.here, space="office")
    twice = scan(manager, again, f"01{GTIN}21SN-1", "k")
    assert twice.status_code == 422 and "SN-1" in twice.content.decode()

    page = plain(till.post("/till/scan", {"scan": CODE}, headers=PART))
    assert f"/till/lines/{goods}/pieces" in page and 'name="overruled"' not in page
    form = dict(re.findall(r'name="(key|version|amount)" value="([^"]*)"', page.split('class="card pay"')[-1]))
    for cheat in ({}, {"overruled": "1"}):
        refused = till.post("/till/pay", form | {"method": "cash"} | cheat, headers=PART)
        assert refused.status_code == 422 and named(counter, goods).keys() == {"SN-1", "SN-2", "SN-3"}
    assert 'class="chip">SN-1' in plain(till.post(f"/till/lines/{goods}/pieces", {"code": "SN-1"}, headers=PART))
    sold = till.post("/till/pay", form | {"method": "cash"}, headers=PART)
    receipt = sold.headers["HX-Redirect"]
    assert named(counter, goods).keys() == {"SN-2", "SN-3"}
    shown = plain(till.get(receipt))
    assert "SN-1" in shown and str(AT.year + 1) in shown.split("SN-1")[1][:120], "with the end of its warranty"

    scanned = till.post("/till/scan", {"scan": "SN-1"}, headers=PART)
    order = UUID(scanned.headers["HX-Redirect"].rsplit("/", 1)[1])
    assert "SN-1" in plain(till.get(f"/till/returns/{order}"))
    [line] = [name for name in chosen(order, "1") if name.startswith("units-")]
    pieces = line.replace("units-", "pieces-")
    for wrong in ("", "SN-2"):
        form = chosen(order, "1", **{pieces: wrong})
        assert confirm(till, order, form | fields(look(till, order, form))).status_code == 422
    form = chosen(order, "1", **{pieces: "SN-2"}, other_piece="1")
    assert confirm(till, order, form | fields(look(till, order, form))).status_code == 403
    form = chosen(order, "1", **{pieces: "SN-1"})
    assert "HX-Redirect" in confirm(till, order, form | fields(look(till, order, form))).headers
    assert named(counter, goods).keys() == {"SN-1", "SN-2", "SN-3"}


def test_a_manager_may_sell_without_the_number(counter: Counter, goods: UUID) -> None:
    manager = at_work("manager", counter.here)
    choose(manager, at_till="1")
    page = plain(manager.post("/till/scan", {"scan": CODE}, headers=PART))
    assert 'name="overruled"' in page
    form = dict(re.findall(r'name="(key|version|amount)" value="([^"]*)"', page.split('class="card pay"')[-1]))
    assert manager.post("/till/pay", form | {"method": "cash"}, headers=PART).status_code == 422
    done = manager.post("/till/pay", form | {"method": "cash", "overruled": "1"}, headers=PART)
    assert "/till/receipts/" in done.headers["HX-Redirect"]


def test_the_office_sees_ending_lots_calls_one_back_and_programs_read_it(counter: Counter, goods: UUID) -> None:
    manager, operator = at_work("manager", None), at_work("operator", None)
    assert 'class="empty"' in plain(manager.get("/office/lots"))
    choose(manager, way="lot", warn_days="40")
    ends = (AT + timedelta(days=20)).date()
    owner = program_of("owner")
    lots = [{"code": "L-1", "quantity": 4, "best_before": ends.isoformat()}, {"code": "L-2", "quantity": 2}]
    wanted = {
        "kind": "receiving",
        "place": str(counter.here),
        "lines": [{"sku": "phone-x", "quantity": 7, "lots": lots}],
    }
    made = owner.post("/papers", wanted, headers={"Idempotency-Key": "a"})
    again = owner.post("/papers", wanted, headers={"Idempotency-Key": "a"})
    assert (made.status_code, again.json()) == (201, made.json())
    assert [(one["code"], one["quantity"]) for one in made.json()["lines"][0]["lots"]] == [("L-1", 4), ("L-2", 2)]
    over = {**wanted, "lines": [{"sku": "phone-x", "quantity": 1, "lots": [{"code": "", "quantity": 1}]}]}
    assert owner.post("/papers", over, headers={"Idempotency-Key": "b"}).status_code == 422
    assert owner.post(f"/papers/{made.json()['id']}/confirm", {"version": made.json()["version"]}).status_code == 200
    [lot] = find_lots("L-1")
    listed = owner.get("/lots?code=L-1").json()["items"]
    assert [(one["id"], one["best_before"], one["blocked_at"]) for one in listed] == [(str(lot.id), str(ends), None)]
    told = owner.get(f"/lots/{lot.id}").json()
    assert told["lies"] == [{"place": str(counter.here), "state": "goods", "units": 4}] and told["went"] == []

    page = plain(manager.get("/office/lots"))
    ending = page.split('id="ending"')[1].split("</section>")[0]
    assert "L-1" in ending and "L-2" not in ending and "L-2" in page
    why = plain(manager.get(f"/office/stock/{counter.here}/{goods}"))
    assert "L-1" in why and 'id="lots"' in why
    assert "L-1" in plain(manager.get(f"/office/products/{manager_product(goods)}"))
    shown = plain(operator.get(f"/office/lots/{lot.id}"))
    assert "/block" not in shown and operator.post(f"/office/lots/{lot.id}/block", {"reason": "x"}).status_code == 403
    assert "/block" in plain(manager.get(f"/office/lots/{lot.id}"))
    manager.post(f"/office/lots/{lot.id}/block", {"reason": " "})
    assert owner.get("/lots?blocked=true").json()["items"] == []
    assert manager.post(f"/office/lots/{lot.id}/block", {"reason": "Осколки"}).status_code == 303
    assert "Осколки" in plain(manager.get(f"/office/lots/{lot.id}")) and named(counter, goods) == {"L-2": 2}
    assert [one["code"] for one in owner.get("/lots?blocked=true").json()["items"]] == ["L-1"]
    manager.post(f"/office/lots/{lot.id}/unblock", {})
    assert named(counter, goods) == {"L-1": 4, "L-2": 2}
    [kept] = list_tracking()
    assert manager.post(f"/office/lots/choices/{kept.id}/end", {}).status_code == 303 and list_tracking() == []


def test_a_product_asks_for_the_lots_of_all_its_variants_at_once(counter: Counter) -> None:
    teas = [make.variant() for _ in range(3)]
    product = manager_product(teas[0])
    make.ask("UPDATE catalog_variant SET product_id = %s WHERE id = ANY(%s::uuid[]) RETURNING id", product, teas)
    manager = at_work("manager", counter.here)
    for nth, tea in enumerate(teas):
        codes = [f"L-{nth}-{n}-" for n in range(12 if nth == 1 else 1)]
        rows = put_lots([LotSaid(variant=tea, code=code) for code in codes], {}, at=AT)
        moves = [
            LotMove(row.id, (EVERYWHERE, "supplier"), (counter.here, "goods"), 2, "supply") for row in rows.values()
        ]
        move_lots(moves, uuid4(), place=counter.here, actor=SYSTEM, at=AT)
    with CaptureQueriesContext(connection) as captured:
        page = plain(manager.get(f"/office/products/{product}"))
    assert sum("stock_lot" in str(one["sql"]) for one in captured.captured_queries) == 2, "which, and where they lie"
    shown = [re.findall(rf"\bL-{nth}-\d+-", page) for nth in range(3)]
    assert [len(set(codes)) for codes in shown] == [1, 10, 1] and "L-1-0-" not in page and "L-1-1-" not in page


def manager_product(variant: UUID) -> UUID:
    from prilavok.domains.catalog.queries import read_variants

    return read_variants([variant])[variant].product
