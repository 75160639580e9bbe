"""The board's pages: numbers as the catalogue gives them, definitions and rows behind them, rights, files, budgets.

Covers prilavok.doors.web.board.
"""

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from tests.insights.sold_world import AT, Sold, World, make_world

Budget = Callable[[str], AbstractContextManager[None]]
MONDAY = date(2026, 1, 5)
LAST = date(2026, 3, 1)  # the Sunday before AT


@pytest.fixture
def world(rolled_back: None) -> World:
    """Eight weeks of two shops in dollars; one customer stays away in the last four; one shop sells in tenge."""
    from prilavok.kit import clock

    clock.set_clock(AT)
    made = make_world()
    orders = [
        Sold(
            2 + nth % 5,
            "ab"[nth % 2],
            MONDAY + timedelta(days=nth),
            1000 + 10 * nth,
            discount=100,
            coupon=nth % 2,
            category=("bread", "milk", "soap")[nth % 3],
        )
        for nth in range(56)
    ]
    made.sell([*orders, Sold(9, "a", MONDAY + timedelta(days=3), 77_700)])
    made.sell([Sold(3, "k", LAST, 4_200_000)], currency="KZT")
    return made


def text_of(response: Any) -> str:
    """What a person reads: tags away, spaces single."""
    body = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ").split())


def owner(signed_in: Callable[..., Any]) -> Any:
    return signed_in("owner", language="en")


PAGES = {
    "summary": "/board/?period=weeks4", "why": "/board/why?period=weeks4", "today": "/board/today?period=weeks4", "sales": "/board/sales?period=weeks4",
    "categories": "/board/sales/categories?period=weeks4", "customers": "/board/customers?period=weeks4",
    "loyalty": "/board/loyalty?period=weeks4", "loads": "/board/loads", "indicators": "/board/indicators",
    "indicator": "/board/indicators/repeat_share?period=weeks4", "rows": "/board/rows/orders?period=weeks4",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_within_its_budget(world: World, signed_in: Any, budget: Budget, page: str) -> None:
    client = owner(signed_in)
    with budget(f"board/{page}"):
        response = client.get(PAGES[page])
    assert response.status_code == 200


def test_the_summary_says_what_changed_and_why(world: World, signed_in: Any) -> None:
    client = owner(signed_in)
    told = text_of(client.get("/board/?period=weeks4"))
    now = sum(1000 + 10 * nth for nth in range(28, 56))
    before = sum(1000 + 10 * nth for nth in range(28)) + 77_700
    assert "Feb 2, 2026 – Mar 1, 2026" in told
    assert "compared with Jan 5, 2026 – Feb 1, 2026" in told
    assert f"Sales fell by 63.8 %: ${now / 100:.2f} against ${round(before / 100):,}." in told
    assert "Orders: 28 against 29" in told
    assert "No row of an import was refused" in told
    assert "₸" not in told
    why = text_of(client.get("/board/why?period=weeks4"))
    assert "1 customer who bought in the days before has not bought in these; then they brought $777." in why
    assert "Shop a fell most of all places" in why


def test_each_currency_has_its_own_board(world: World, signed_in: Any) -> None:
    client = owner(signed_in)
    told = text_of(client.get("/board/?currency=KZT&period=all"))
    assert "42,000" in told
    assert "$" not in told
    assert "1 order in KZT from Mar 1, 2026 to Mar 1, 2026." in told
    page = client.get("/board/sales").content.decode()  # what was chosen is remembered from screen to screen
    assert 'name="currency" value="KZT"' in page


def test_a_number_opens_to_its_definition_and_its_rows(world: World, signed_in: Any) -> None:
    client = owner(signed_in)
    page = client.get("/board/?period=weeks4").content.decode()
    assert "/board/indicators/repeat_share?" in page
    definition = client.get("/board/indicators/repeat_share?period=weeks4").content.decode()
    assert "Customers with two orders or more ÷ active customers" in definition
    assert "HAVING" not in definition
    assert "count(*) FILTER" in definition
    address = unescape(re.findall(r'href="(/board/rows/repeaters[^"]*)"', definition)[0])
    rows = client.get(address).content.decode()
    assert rows.count("/office/customers/") == 5
    orders = client.get("/board/rows/orders?period=weeks4").content.decode()
    assert orders.count("/office/orders/") == 28


def test_a_list_goes_on_behind_its_cursor_and_a_foreign_one_is_refused(world: World, signed_in: Any) -> None:
    client = owner(signed_in)
    first = client.get("/board/rows/orders?period=all").content.decode()
    assert first.count("/office/orders/") == 50
    more = unescape(re.findall(r'href="(\?[^"]*after=[^"]*)"', first)[0])
    second = client.get(f"/board/rows/orders{more}").content.decode()
    assert second.count("/office/orders/") == 7
    shown = re.findall(r"/office/orders/([0-9a-f-]{36})", first + second)
    assert len(set(shown)) == 57
    assert client.get(f"/board/rows/customers{more}").status_code == 422


def test_the_rows_come_as_a_file_that_adds_up(world: World, signed_in: Any) -> None:
    response = owner(signed_in).get("/board/rows/orders?period=weeks4&format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert lines[0][0] == "Order"
    assert len(lines) == 29
    cents = sum(int(line[8].replace(".", "")) for line in lines[1:])
    assert cents == sum(1000 + 10 * nth for nth in range(28, 56))
    assert {line[9] for line in lines[1:]} == {"USD"}


def test_a_place_narrows_everything(world: World, signed_in: Any) -> None:
    client = owner(signed_in)
    told = text_of(client.get(f"/board/?period=weeks4&place={world.places['b']}"))
    amount = sum(1000 + 10 * nth for nth in range(28, 56) if nth % 2)
    assert f"${amount / 100:.2f}" in told
    assert "Shop b" in told
    assert client.get("/board/?place=no-place&period=nonsense&first=x").status_code == 200


def test_who_may_not_see_customers_gets_no_list_of_them(world: World, signed_in: Any) -> None:
    from django.db import connection

    marketer = signed_in("marketer", language="en")
    rows = marketer.get("/board/rows/customers?period=weeks4").content.decode()
    assert "c2" in rows
    assert "Person 2" not in rows  # a marketer sees codes, not names
    assert "Person 2" in owner(signed_in).get("/board/rows/customers?period=weeks4").content.decode()
    for role in ("cashier", "operator"):
        assert signed_in(role).get("/board/").status_code == 403
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_right WHERE verb = 'customers.see'")
    bare = signed_in("manager", login="bare")
    assert bare.get("/board/rows/orders?period=weeks4").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_right WHERE verb = 'customers.see'")
    assert bare.get("/board/rows/customers?period=weeks4").status_code == 403


def test_a_changed_filter_opens_the_whole_page_anew(world: World, signed_in: Any) -> None:
    asked = {"HX-Request": "true", "HX-Trigger": "board-place"}
    response = owner(signed_in).get("/board/sales?period=all", headers=asked)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/board/sales?period=all"


def test_an_installation_without_sales_is_taught(rolled_back: None, signed_in: Any) -> None:
    response = owner(signed_in).get("/board/")
    assert response.status_code == 200
    assert "Nothing has been sold yet" in text_of(response)
    loads = text_of(signed_in("owner", login="second", language="en").get("/board/loads"))
    assert "Nothing was loaded" in loads


def test_lists_that_need_more_than_days_say_so(world: World, signed_in: Any) -> None:
    client = owner(signed_in)
    for address in (
        "rows/segment",
        "rows/cohort",
        "rows/cohort?cohort=2026-01-01",
        "rows/lapsed?period=all",
        "rows/nothing",
        "indicators/nothing",
    ):
        assert client.get(f"/board/{address}").status_code == 404, address


def test_refused_amounts_of_two_currencies_are_never_added(world: World, signed_in: Any) -> None:
    from prilavok.domains.imports.actions import commit_slice, open_run
    from prilavok.domains.imports.types import Refusal, SliceCounts

    for source, currency, amounts in (("dollars", "USD", [1_250, 700]), ("tenge", "KZT", [990_000])):
        run = open_run(source, source.ljust(64, "0"), currency=currency, origin="load", shift_weeks=0, totals={}, at=AT)
        refused = tuple(Refusal(nth, "product_unknown", amount, {}) for nth, amount in enumerate(amounts, 1))
        commit_slice(
            run.id, "sales", 1, SliceCounts(len(amounts) + 2, 2, 2_000_000, 2_000_000 - sum(amounts), refused), at=AT
        )
    client = owner(signed_in)
    summary = text_of(client.get("/board/?currency=USD&period=weeks4"))
    assert "2 rows of imports were refused · $19.50" in summary
    assert "₸" not in summary
    tenge = text_of(client.get("/board/?currency=KZT&period=all"))
    assert "1 row of imports was refused" in tenge
    assert "$" not in tenge
    share = text_of(client.get("/board/indicators/refused_share?currency=USD&period=weeks4"))
    assert "0.1 %" in share  # 1,950 of 2,000,000 that came in, not of 4,000,000
    loads = client.get("/board/loads")
    told = text_of(loads)
    assert "$19.50" in told
    assert "9,900.00" in told
    assert "9,919.50" not in told
    page = loads.content.decode()
    assert "/board/rows/refused?currency=USD" in page
    assert "/board/rows/refused?currency=KZT" in page
    rows = text_of(client.get("/board/rows/refused?currency=USD"))
    assert "$12.50" in rows
    assert "$7.00" in rows
    assert "9,900" not in rows
    response = client.get("/board/rows/refused?currency=KZT&format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [line[4:] for line in lines[1:]] == [["9900.00", "KZT"]]
