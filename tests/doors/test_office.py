"""The office as its people use it: every list and page, what each role sees of it, what it asks of the database."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.counter_world import CASHIER, buyer_with_phone
from tests.doors.web_people import client_of, hire
from tests.make import AT
from tests.shop_world import open_counter, placed
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.orders.types import LineAct
from prilavok.flows.change_at_pickup import confirm_change


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Iterator[Shop]:
    yield open_small_shop()


@pytest.fixture
def owner(shop: Shop) -> Any:
    return client_of(hire("owner", language="en"))


def _page(client: Any, address: str, **headers: Any) -> str:
    response = client.get(address, **headers)
    assert response.status_code == 200, (address, response.status_code)
    return str(response.content.decode())


def _file(client: Any, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def _addresses(shop: Shop) -> dict[str, str]:
    return {
        "office/orders": "/office/orders",
        "office/order": f"/office/orders/{shop.orders['S1']}",
        "office/customers": "/office/customers",
        "office/customer": f"/office/customers/{shop.customers['c-1']}",
        "office/customer-orders": f"/office/customers/{shop.customers['c-1']}?tab=orders",
        "office/segment": f"/office/customers/{shop.customers['c-1']}/segment?currency=KZT",
        "office/products": "/office/products",
        "office/product": f"/office/products/{shop.products['milk']}",
        "office/prices": "/office/prices",
        "office/price-lists": "/office/prices/lists",
        "office/price-watch": "/office/prices/differ",
        "office/taxes": "/office/taxes",
        "office/stock": "/office/stock",
        "office/books": "/office/stock/books",
        "office/kept-back": "/office/kept-back",
        "office/moves": f"/office/stock/{shop.places['t-alm']}/{shop.variants['milk']}",
        "office/places": "/office/places",
        "office/place": f"/office/places/{shop.places['t-alm']}",
        "office/days-off": f"/office/places/{shop.places['t-alm']}/days-off?year=2026",
        "office/imports": "/office/imports",
        "office/import": f"/office/imports/{shop.run}",
        "office/progress": f"/office/imports/{shop.run}/progress",
        "office/jobs": "/office/jobs",
        "search": "/search?q=milk",
    }


def test_every_screen_keeps_to_its_queries(shop: Shop, owner: Any, budget: Callable[[str], Any]) -> None:
    for name, address in _addresses(shop).items():
        with budget(name):
            _page(owner, address)


def test_orders_are_found_by_number_place_and_day(shop: Shop, owner: Any) -> None:
    every = _page(owner, "/office/orders")
    order = [every.index(f"T-S{nth}") for nth in (4, 3, 2, 1)]
    assert order == sorted(order)
    # Sold at 20:30 in Greenwich: half past one of the next day on the clock of the shop in Almaty.
    assert "Feb 21, 2026" in every or "21 Feb 2026" in every
    assert "Айгуль Сейтова" in every
    one = _page(owner, "/office/orders?number=t-s2")
    assert "T-S2" in one and "T-S1" not in one
    assert "T-S2" not in _page(owner, "/office/orders?place=t-alm")
    day = _page(owner, "/office/orders?since=2026-02-21&until=2026-02-21")
    assert "T-S1" in day and "T-S2" not in day
    nothing = _page(owner, "/office/orders?place=no-such-place")
    assert "T-S1" not in nothing and "Nothing matches" in nothing


def test_the_next_page_goes_on_where_the_list_stopped_and_no_cursor_can_be_made_up(shop: Shop, owner: Any) -> None:
    from tests.small_shop import AT

    from prilavok.domains.catalog.actions import put_cards
    from prilavok.domains.catalog.types import NewCard

    put_cards([NewCard(f"z-{n:03d}", {"en": f"Thing {n}"}, ("Things",), "piece") for n in range(60)], at=AT)
    first = _page(owner, "/office/products?category=Things")
    assert first.count("<tr><td><a") == 50 and ">z-049<" in first and ">z-050<" not in first
    following = re.search(r'hx-get="/office/products(\?[^"]*after=[^"]*)"', first)
    assert following is not None
    address = "/office/products" + following[1].replace("&amp;", "&")
    second = _page(owner, address, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="list-more")
    assert ">z-049<" not in second and ">z-050<" in second and ">z-059<" in second
    assert "<html" not in second and "after=" not in second  # rows alone, and nothing follows
    assert owner.get(address.replace("category=Things", "category=Food")).status_code == 422
    assert owner.get(address[:-3] + "AAA").status_code == 422
    assert owner.get("/office/orders?after=junk").status_code == 422


def test_an_order_says_what_each_line_is_and_what_followed(shop: Shop, owner: Any) -> None:
    page = _page(owner, f"/office/orders/{shop.orders['S1']}")
    followed = ("order.completed", "stock.moved", "payment.captured", "points.earned", "M-5", "Spring")
    for told in ("T-S1", "Milk", *followed):
        assert told in page, told
    assert f"/office/stock/{shop.places['t-alm']}/{shop.variants['milk']}" in page
    odd = _page(owner, f"/office/orders/{shop.orders['S4']}")
    for told in ("money without counted goods", "coupon taken, no goods", "scanned only", "Coupons beyond the amount"):
        assert told in odd, told
    assert owner.get(f"/office/orders/{shop.run}").status_code == 404


def test_an_order_shows_what_was_taken_out_and_what_was_handed_over(rolled_back: None, quick_passwords: None) -> None:
    counter = open_counter(5, 5, 5)
    order = placed(counter, buyer_with_phone(), 2, 1, 1).order
    out = [LineAct("take_out", counter.variants[nth], 1) for nth in (0, 1)]
    confirm_change(order, out, key="k", place=counter.place, actor=CASHIER, at=AT)
    page = _page(client_of(hire("owner")), f"/office/orders/{order}")
    rows = re.findall(r"<tr[^>]*><td class=\"number\">\d.*?</tr>", page)
    assert ["taken-out" in row for row in rows] == [False, True, False]
    assert [row.count("<small>") for row in rows] == [2, 2, 1], "the number of the product, and what was taken out"


def test_why_there_are_so_many(shop: Shop, owner: Any) -> None:
    page = _page(owner, f"/office/stock/{shop.places['t-alm']}/{shop.variants['milk']}")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")
    assert "Why 48 pcs?" in words
    assert re.search(r"Opening stock generated 1 \+50 pcs Sales 1 -2 pcs On hand 48 pcs", words), words
    assert f"/office/orders/{shop.orders['S1']}" in page
    short = _page(owner, f"/office/stock/{shop.places['t-msk']}/{shop.variants['milk']}")
    assert "Discrepancies" in short
    assert owner.get(f"/office/stock/{shop.run}/{shop.variants['milk']}").status_code == 404
    rows = _file(owner, f"/office/stock/{shop.places['t-alm']}/{shop.variants['milk']}?format=csv")
    assert [row[1:4] for row in rows[1:]] == [["sale", "T-S1", "-2"], ["opening", "", "50"]]


def test_products_prices_and_stock_are_found_by_name_code_and_shelf(shop: Shop, owner: Any) -> None:
    for typed in ("Молоко", "молако", "vjkjrj", "milk", "4870000000017"):
        page = _page(owner, f"/office/products?q={typed}")
        assert f"/office/products/{shop.products['milk']}" in page, typed
        assert f"/office/products/{shop.products['cheese']}" not in page, typed
    milk = _page(owner, f"/office/products/{shop.products['milk']}")
    assert "Food" in milk and "Dairy" in milk and "48" in milk
    prices = _page(owner, "/office/prices?q=milk&valid=now")
    assert "550.00" in prices and "500.00" not in prices
    assert "for 1" in _page(owner, "/office/prices?q=cheese")
    stock = _page(owner, "/office/stock?place=t-alm&category=Food/Dairy")
    assert "Milk" in stock and ">Bread<" not in stock
    assert "Milk" in _page(owner, "/office/stock?q=milk&sort=-available")
    assert "Bread" not in _page(owner, "/office/stock?place=t-msk&state=out")


def test_lists_become_files_that_a_spreadsheet_reads_and_does_not_run(shop: Shop, owner: Any) -> None:
    from prilavok.domains.customers.models import Customer

    Customer.objects.filter(id=shop.customers["c-2"]).update(name='=HYPERLINK("http://example.com")')
    rows = _file(owner, "/office/customers?format=csv&made_up=yes")
    names = [row[1] for row in rows if row[0] == "c-2"]
    assert names == ['\'=HYPERLINK("http://example.com")']
    orders = _file(owner, "/office/orders?format=csv&place=t-alm&sort=time")
    assert [row[0] for row in orders[1:]] == ["T-S1", "T-S3", "T-S4"]
    assert orders[1][1] == "2026-02-21T01:30:00+05:00"
    assert orders[1][7:13] == ["1000.00", "100.00", "900.00", "50.00", "850.00", "KZT"]
    for address in ("products", "prices", "stock", "places", "imports", "jobs", f"imports/{shop.run}"):
        assert len(_file(owner, f"/office/{address}?format=csv")) >= 1


def test_an_import_shows_what_it_refused_and_when_it_ends(shop: Shop, owner: Any) -> None:
    every = _page(owner, "/office/imports")
    assert "grocery store shopping transactions over one year from a group of 2,469 households" in every
    assert "simulated data based on real grocery shopping patterns" in every
    page = _page(owner, f"/office/imports/{shop.run}")
    assert "the product is unknown" in page and "product=no-such" in page and "3 whole weeks" in page
    told = page.replace("\u00a0", " ")
    assert "10.00 ₸" in told or "₸10.00" in told
    assert "2.50 ₸" in told or "₸2.50" in told
    assert "minor units" not in page
    heads, row = _file(owner, "/office/imports?format=csv")
    assert row[heads.index("Amount in")] == "10.00"
    assert (row[heads.index("Amount refused")], row[heads.index("Currency")]) == ("2.50", "KZT")
    heads, row = _file(owner, f"/office/imports/{shop.run}?format=csv")
    assert (row[heads.index("Amount")], row[heads.index("Currency")]) == ("2.50", "KZT")
    assert "every 2s" not in page  # done: nobody asks again
    from prilavok.domains.imports.models import ImportRun
    from prilavok.kit import clock

    ImportRun.objects.filter(id=shop.run).update(state="running", step="sales", beat_at=clock.now(), finished_at=None)
    running = _page(owner, f"/office/imports/{shop.run}/progress")
    assert "every 2s" in running and "per second" in running and "<html" not in running


def test_buried_work_is_sent_off_again_only_by_those_who_may(shop: Shop, owner: Any) -> None:
    from tests.small_shop import AT

    from prilavok.kit.ids import new_id
    from prilavok.kit.jobs.models import Job

    job = Job.objects.create(
        id=new_id(),
        queue="default",
        verb="test.fail",
        run_at=AT,
        made_at=AT,
        attempts=8,
        error="ValueError at x:1",
        buried_at=AT,
    )
    page = _page(owner, "/office/jobs")
    assert "test.fail" in page and "ValueError at x:1" in page
    assert owner.get("/office/jobs/requeue").status_code == 405
    marketer = client_of(hire("marketer"))
    assert marketer.post("/office/jobs/requeue", {"job": str(job.id)}).status_code == 403
    job.refresh_from_db()
    assert job.buried_at is not None
    assert owner.post("/office/jobs/requeue", {"job": [str(job.id), "junk"]}).status_code == 302
    job.refresh_from_db()
    assert job.buried_at is None and job.attempts == 0
    assert "test.fail" not in _page(owner, "/office/jobs")


def test_places_are_found_by_name_code_and_address(shop: Shop, owner: Any) -> None:
    alm, msk = (f"/office/places/{shop.places[code]}" for code in ("t-alm", "t-msk"))
    for typed, found in (("лавка", {alm, msk}), ("алмата", {alm}), ("t-msk", {msk}), ("Абая", {alm}), ("zzzz", set())):
        page = _page(owner, f"/office/places?q={typed}")
        assert {address for address in (alm, msk) if address in page} == found, typed
    stores = _page(owner, "/office/places?q=лавка&kind=store")
    assert alm in stores
    assert msk not in stores
    assert [row[0] for row in _file(owner, "/office/places?q=moscow&format=csv")[1:]] == ["t-msk"]


def test_the_palette_finds_everything_one_may_see(shop: Shop, owner: Any) -> None:
    part = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "palette-found"}
    assert f"/office/orders/{shop.orders['S3']}" in _page(owner, "/search?q=t-s3", **part)
    assert f"/office/customers/{shop.customers['c-1']}" in _page(owner, "/search?q=айгул", **part)
    assert f"/office/customers/{shop.customers['c-1']}" in _page(owner, "/search?q=8 701 123 45 67", **part)
    assert f"/office/products/{shop.products['cheese']}" in _page(owner, "/search?q=сыр", **part)
    assert f"/office/places/{shop.places['t-msk']}" in _page(owner, "/search?q=t-msk", **part)
    for meant in ("москва", "moskow", "vjcrdf"):  # another case, a slip of the finger, the other layout
        found = _page(owner, f"/search?q={meant}", **part)
        assert f"/office/places/{shop.places['t-msk']}" in found
        assert f"/office/places/{shop.places['t-alm']}" not in found
    assert "/office/stock" in _page(owner, "/search?q=stock", **part)
    nothing = _page(owner, "/search?q=zzzzqqqq", **part)
    assert "Nothing found" in nothing and "<html" not in nothing
    assert "<html" in _page(owner, "/search?q=milk")
    assert owner.get("/search?q=%00milk").status_code == 200


def test_the_outbox_keeps_the_menu_of_the_office(shop: Shop, owner: Any) -> None:
    menu = _page(owner, "/outbox").split('<nav class="screens"')[1].split("</nav>")[0]
    assert 'href="/office/orders"' in menu and 'href="/office/imports"' in menu and "/till/" not in menu
    assert re.search(r'href="/outbox"[^>]* aria-current="page"', menu)


def test_the_bare_address_of_a_workplace_leads_to_its_first_screen(shop: Shop, owner: Any) -> None:
    for bare, screen in (("/office/", "/office/orders"), ("/desk/", "/desk/conversations"),
                         ("/till/", "/till/counter"), ("/tablet/", "/tablet/picking")):  # fmt: skip
        answer = owner.get(bare)
        assert (answer.status_code, answer.headers["Location"].startswith(screen)) == (302, True), bare
    marketer = client_of(hire("marketer", language="en"))
    assert not marketer.get("/till/").headers["Location"].startswith("/till/"), "not a screen of theirs"
    assert client_of().get("/till/").headers["Location"] == "/sign-in?next=%2Ftill%2F"


def test_work_begins_where_it_is_the_owners_at_the_board_the_others_at_their_desk(shop: Shop) -> None:
    begins = {
        role: client_of(hire(role, f"begins.{role}")).get("/").headers["Location"]
        for role in ("owner", "operator", "cashier")
    }
    assert begins == {"owner": "/board/", "operator": "/desk/conversations", "cashier": "/till/counter"}
    at_a_store = hire("manager", "begins.manager")
    type(at_a_store).objects.filter(id=at_a_store.id).update(place_id=shop.places["t-alm"])
    assert client_of(at_a_store).get("/").headers["Location"] == "/till/counter"


def test_what_was_taken_out_is_struck_out_on_every_screen() -> None:
    """The class stands in pages of the shop and of the office; the sheet of both has its rule."""
    from tests.house.source import PACKAGE

    sheet = (PACKAGE / "static" / "prilavok.css").read_text()
    assert re.search(r"^\.taken-out \{[^}]*line-through", sheet, re.MULTILINE)
