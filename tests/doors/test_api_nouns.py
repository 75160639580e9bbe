"""What each noun gives, to whom, page by page; compared with what the small shop was made of."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.api_callers import Program, program_of
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.kit.search import write_entries

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def shop(rolled_back: None) -> Shop:
    return open_small_shop()


@pytest.fixture
def owner(shop: Shop) -> Program:
    return program_of("owner")


def _items(program: Program, path: str) -> list[dict[str, Any]]:
    answer = program.get(path)
    assert answer.status_code == 200, answer.content
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_places_with_their_legal_entities(shop: Shop, owner: Program) -> None:
    listed = _items(owner, "/places")
    assert [one["code"] for one in listed] == ["t-alm", "t-msk"]
    assert [one["code"] for one in _items(owner, "/places?kind=warehouse")] == ["t-msk"]
    assert [one["code"] for one in _items(owner, "/places?q=алматы&zone=Asia/Almaty")] == ["t-alm"]
    one = owner.get(f"/places/{shop.places['t-alm']}").json()
    assert one == listed[0]
    assert one["legal_entity"]["name"] == {"ru": "ТОО «Малая лавка»", "en": "Small Shop"}
    assert (one["zone"], one["currency"], one["generated"]) == ("Asia/Almaty", "KZT", ["hours"])
    assert one["hours"]["1"] == [["09:00", "21:00"]]


def test_shelves_products_and_variants(shop: Shop, owner: Program) -> None:
    assert [one["path"] for one in _items(owner, "/categories")] == ["Food"]
    assert [(one["path"], one["depth"]) for one in _items(owner, "/categories?under=Food")] == [
        ("Food", 1), ("Food/Dairy", 2),
    ]  # fmt: skip
    assert [one["code"] for one in _items(owner, "/products")] == ["bread", "cheese", "milk"]
    assert [one["code"] for one in _items(owner, "/products?category=Food/Dairy&sort=-code")] == ["milk", "cheese"]
    assert [one["code"] for one in _items(owner, "/products?q=молоко")] == ["milk"]
    assert _items(owner, "/products?q=молоко&category=Clothes") == []
    milk = owner.get(f"/products/{shop.products['milk']}").json()
    assert milk["category"]["path"] == "Food/Dairy"
    assert [(one["sku"], one["barcode"], one["unit"]) for one in milk["variants"]] == [
        ("milk", "4870000000017", "piece")
    ]
    assert [one["sku"] for one in _items(owner, "/variants?sku=cheese&sku=none&sku=milk")] == ["cheese", "milk"]
    assert owner.get("/variants").status_code == 422
    assert owner.get(f"/variants/{shop.variants['cheese']}").json()["unit"] == "gram"
    assert owner.get(f"/variants/{shop.products['cheese']}").json()["code"] == "variant.unknown"


def test_prices_now_before_and_at_an_instant(shop: Shop, owner: Program) -> None:
    milk, almaty, moscow = shop.variants["milk"], shop.places["t-alm"], shop.places["t-msk"]
    assert len(_items(owner, "/prices")) == 4
    now = _items(owner, f"/prices?variant={milk}&place={almaty}&valid=now")
    assert [one["price"] for one in now] == [{"amount": 55_000, "currency": "KZT"}]
    assert (now[0]["valid_from"], now[0]["valid_to"], now[0]["sku"]) == ("2026-02-28T09:00:00Z", None, "milk")

    def at(place: UUID, instant: str) -> list[int]:
        return [one["price"]["amount"] for one in _items(owner, f"/prices?variant={milk}&place={place}&at={instant}")]

    nowhere = _items(owner, f"/prices?place={UUID(int=7)}&valid=now")
    marks = "SELECT place_id FROM pricing_fetched"
    assert (nowhere, make.ask(marks)) == ([], []), "of a place that is not there nothing is noted"
    assert len(_items(owner, "/prices?valid=now")) == 3 and make.ask(marks) == [(None,)]
    assert at(almaty, "2026-02-28T08:59:59Z") == [50_000]
    assert at(almaty, "2026-02-28T14:00:00%2B05:00") == [55_000]
    assert at(moscow, "2026-03-01T00:00:00Z") == [60_000]
    assert at(almaty, "2026-01-01T00:00:00Z") == []
    assert owner.get("/prices?at=2026-02-28T08:59:59Z").json()["code"] == "price.which"
    for wrong in (
        "2026-02-28",
        "2026-02-28T08:59:59",
        "1772269199",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
    ):
        assert owner.get(f"/prices?variant={milk}&place={almaty}&at={wrong}").status_code == 422, wrong


def test_stock_and_why_it_is_that_many(shop: Shop, owner: Program) -> None:
    milk, almaty = shop.variants["milk"], shop.places["t-alm"]
    (level,) = _items(owner, f"/stock?place={almaty}&variant={milk}")
    assert (level["on_hand"], level["held"], level["available"], level["sku"]) == (48, 0, 48, "milk")
    why = owner.get(f"/stock/{almaty}/{milk}").json()
    assert {one["cause"]: one["units"] for one in why["causes"]} == {"opening": 50, "sale": -2}
    assert sum(one["units"] for one in why["causes"]) == why["on_hand"] == 48
    moves = _items(owner, f"/stock/{almaty}/{milk}/moves")
    assert [(one["change"], one["cause"], one["order"]) for one in moves] == [
        (-2, "sale", str(shop.orders["S1"])), (50, "opening", None),
    ]  # fmt: skip
    assert [one["order"] for one in _items(program_of("cashier"), f"/stock/{almaty}/{milk}/moves")] == [None, None]
    assert owner.get(f"/stock/{almaty}/{UUID(int=7)}").json()["code"] == "variant.unknown"


def test_customers_are_masked_for_those_who_may_not_see_them_raw(shop: Shop, owner: Program) -> None:
    from prilavok.domains.staff.models import Look

    id = shop.customers["c-1"]
    raw = owner.get(f"/customers/{id}").json()
    assert {one["kind"]: one["value"] for one in raw["identifiers"]} == {
        "card": "2990000000017", "phone": "+77011234567",
    }  # fmt: skip
    assert (raw["masked"], raw["points"][0]["points"]) == (False, 25)
    assert raw["bought"] == [{
        "currency": "KZT", "orders": 2, "paid_amount": {"amount": 257_500, "currency": "KZT"},
        "first_at": "2026-02-20T20:30:00Z", "last_at": "2026-02-23T10:30:00Z",
    }]  # fmt: skip
    marketer = program_of("marketer")
    for body in (marketer.get(f"/customers/{id}").content, marketer.get("/customers").content):
        assert b"2990000000017" not in body and b"77011234567" not in body and b"4567" not in body
    assert marketer.get(f"/customers/{id}").json()["masked"] is True
    looks = Look.objects.filter(customer=id).values_list("staff__login", "what")
    assert sorted(set(looks)) == [
        ("marketer.program", "api.customer"), ("marketer.program", "api.customers"), ("owner.program", "api.customer"),
    ]  # fmt: skip
    assert owner.get(f"/customers/{UUID(int=7)}").json()["code"] == "customer.unknown"


def test_who_may_not_browse_must_say_whom_they_look_for(shop: Shop) -> None:
    cashier = program_of("cashier")
    assert cashier.get("/customers").json()["code"] == "customer.whom"
    found = _items(cashier, "/customers?q=2990000000017")
    assert [one["code"] for one in found] == ["c-1"]
    assert cashier.get("/customers?q=2990000000017").json()["next"] is None


def test_the_timeline_of_a_customer_as_far_as_one_may_see(shop: Shop, owner: Program) -> None:
    path = f"/customers/{shop.customers['c-1']}/timeline"
    moments = _items(owner, path)
    assert {"order.completed", "points.earned", "campaign.mailed", "coupon.redeemed"} <= {
        one["verb"] for one in moments
    }
    completed = next(one for one in moments if one["verb"] == "order.completed" and one["order_number"] == "T-S1")
    assert completed["facts"]["amount"] == 90_000 and completed["order"] == str(shop.orders["S1"])
    assert {one["verb"] for one in _items(owner, f"{path}?kind=points")} == {"points.earned"}
    assert not {one["verb"] for one in _items(program_of("cashier"), path)} & {"order.completed", "campaign.mailed"}
    whole = [one["id"] for one in moments]
    assert [one["id"] for one in _all(owner, path, 2)] == whole


def _all(program: Program, path: str, limit: int) -> list[dict[str, Any]]:
    joint, items, after = "&" if "?" in path else "?", [], ""
    while True:
        page = program.get(f"{path}{joint}limit={limit}{after}").json()
        assert 0 < len(page["items"]) <= limit
        items += page["items"]
        if page["next"] is None:
            return items
        after = f"&after={page['next']}"


def test_orders_with_lines_and_money_to_the_tiyn(shop: Shop, owner: Program) -> None:
    assert [one["number"] for one in _items(owner, "/orders")] == ["T-S4", "T-S3", "T-S2", "T-S1"]
    assert [one["number"] for one in _items(owner, "/orders?since=2026-02-21&until=2026-02-21")] == ["T-S1"]
    assert [one["number"] for one in _items(owner, f"/orders?customer={shop.customers['c-1']}&sort=time")] == [
        "T-S1", "T-S2",
    ]  # fmt: skip
    assert [one["number"] for one in _items(owner, "/orders?number=t-s3")] == ["T-S3"]
    assert _items(owner, "/orders?origin=live") == []
    one = owner.get(f"/orders/{shop.orders['S1']}").json()
    assert {name: one[name]["amount"] for name in one if isinstance(one[name], dict)} == {
        "list_amount": 100_000, "discount_amount": 10_000, "amount": 90_000, "coupon_amount": 5_000,
        "paid_amount": 85_000,
    }  # fmt: skip
    assert (one["local_day"], one["placed_at"], one["points"]) == ("2026-02-21", "2026-02-20T20:30:00Z", 8)
    assert [(line["sku"], line["quantity"], line["amount"]) for line in one["lines"]] == [
        ("milk", 2, {"amount": 90_000, "currency": "KZT"})
    ]
    assert {pay["method"]: pay["amount"]["amount"] for pay in one["payments"]} == {"cash": 85_000, "coupon": 5_000}
    assert one["customer"] == str(shop.customers["c-1"])
    assert owner.get(f"/orders/{shop.orders['S3']}").json()["customer"] is None


def test_a_right_that_ends_at_a_place_shows_that_place_alone(shop: Shop) -> None:
    from prilavok.domains.staff.models import Staff

    cashier = program_of("cashier")
    assert _items(cashier, "/orders") == []
    Staff.objects.filter(login="cashier.program").update(place=shop.places["t-msk"])
    assert [one["number"] for one in _items(cashier, "/orders")] == ["T-S2"]
    assert cashier.get(f"/orders/{shop.orders['S1']}").json()["code"] == "order.unknown"
    assert _items(cashier, f"/orders?place={shop.places['t-alm']}") == []


def test_imports_and_the_rows_they_refused(shop: Shop, owner: Program) -> None:
    (run,) = _items(owner, "/imports?state=done")
    assert (run["id"], run["rows_in"], run["rows_refused"]) == (str(shop.run), 8, 1)
    assert run["amount_in"] == {"amount": 1_000, "currency": "KZT"}
    assert run["amount_refused"] == {"amount": 250, "currency": "KZT"}
    assert owner.get(f"/imports/{shop.run}").json() == run
    (row,) = _items(owner, f"/imports/{shop.run}/refused?reason=product_unknown")
    assert row["amount"] == {"amount": 250, "currency": "KZT"}
    assert (row["number"], row["row"]) == (7, {"product": "no-such", "quantity": 2})
    assert owner.get(f"/imports/{UUID(int=7)}/refused").json()["code"] == "import.unknown"


def test_indicators_are_the_numbers_of_the_board(shop: Shop, owner: Program) -> None:
    from prilavok.insights.metrics.catalogue import CATALOGUE, read_number
    from prilavok.insights.metrics.reading import Scope
    from prilavok.insights.metrics.spans import Span

    assert [one["id"] for one in _items(owner, "/indicators")] == [one.id for one in CATALOGUE]
    scope = Scope("KZT", Span(datetime(2026, 2, 20, tzinfo=UTC).date(), AT.date()))
    for one in CATALOGUE:
        answer = owner.get(f"/indicators/{one.id}/value?currency=KZT&since=2026-02-20&until=2026-03-02")
        if one.top:
            value, told = read_number(one.id, scope), answer.json()
            assert (told["top"], told["bottom"], told["whole"]) == (value.top, value.bottom, value.whole), one.id
        else:
            assert answer.json()["code"] == "indicator.table", one.id
    assert owner.get("/indicators/none").json()["code"] == "indicator.unknown"
    backwards = owner.get("/indicators/none/value?currency=KZT&since=2026-02-20&until=2026-02-19")
    assert backwards.json()["code"] == "span.backwards"


@pytest.mark.parametrize(
    "path", ["/places", "/products", "/prices", "/stock", "/customers", "/orders", "/orders?sort=time"]
)
def test_pages_by_ones_give_the_whole_list_once(owner: Program, path: str) -> None:
    whole = _items(owner, path)
    assert len(whole) >= 2
    assert _all(owner, path, 1) == whole


def test_a_cursor_opens_its_own_list_alone(owner: Program) -> None:
    cursor = owner.get("/orders?limit=1").json()["next"]
    assert owner.get(f"/orders?limit=2&after={cursor}").status_code == 200
    for path in (f"/orders?sort=time&after={cursor}", f"/prices?after={cursor}", f"/orders?after={cursor}A",
                 "/orders?after=x", f"/orders?origin=load&after={cursor}"):  # fmt: skip
        assert owner.get(path).json()["code"] == "list.moved", path


def test_what_is_unchanged_is_not_sent_twice(shop: Shop, owner: Program) -> None:
    from prilavok.domains.staff.models import Right

    paths = [f"/places/{shop.places['t-alm']}", f"/products/{shop.products['milk']}",
             f"/customers/{shop.customers['c-1']}", f"/orders/{shop.orders['S1']}"]  # fmt: skip
    for path in paths:
        first = owner.get(path)
        etag = first.headers["ETag"]
        assert etag.startswith(f'"{first.json()["version"]}-')
        again = owner.get(path, headers={"If-None-Match": f'"other", W/{etag}'})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
        assert owner.get(path, headers={"If-None-Match": '"1-0000"'}).status_code == 200
    etag = owner.get(paths[2]).headers["ETag"]
    Right.objects.filter(role__code="owner", verb="customers.see_raw").delete()
    masked = owner.get(paths[2], headers={"If-None-Match": etag})
    assert (masked.status_code, masked.json()["masked"]) == (200, True), "other rights see another page"


def test_products_looked_for_come_by_pages(shop: Shop, owner: Program) -> None:
    write_entries("product", [(product, "name", "Utrennik") for product in shop.products.values()])
    every = [one["code"] for one in _items(owner, "/products?q=utrennik")]
    assert sorted(every) == ["bread", "cheese", "milk"]
    given, after = [], ""
    while after is not None:
        page = owner.get(f"/products?q=utrennik&limit=1{after and '&after=' + after}").json()
        assert len(page["items"]) == 1
        given.append(page["items"][0]["code"])
        after = page["next"]
    assert given == every
