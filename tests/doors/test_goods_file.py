"""A supplier's file with lots, days and serial numbers: looked at row by row, taken once, refused with reasons.

The flow is prilavok.flows.take_goods_file.
"""

import html
import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.test_papers import act, begin
from tests.small_shop import AT

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.stock.actions import keep_tracking
from prilavok.domains.stock.queries import find_lots, lots_here, lots_of_paper, paper_lines
from prilavok.domains.stock.types import Tracking
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check

FILE = """Артикул;Кол-во;Сумма;Партия;Годен до;Серийный номер
cream;10;1 000,50;L-1;31.12.2026;
4600000000022;5;500;L-2;2027-01-31;
cream;2;;;;
phone;2;;;;A1, A2
phone;;;;;A3
nobody;1;;;;
cream;many;;;;
cream;1;;L-1;01.01.2027;
cream;1;;;31.12.2026;
cream;1;;;;S9
phone;2;;;;A4
phone;1;;L-3;;
phone;1;;;;A1
cream;1;x;;;
cream;1;;L-4;tomorrow;
phone;1;;;;3,56938E+14
"""
WHYS = {
    6: "No product has this SKU", 7: "The quantity is no whole number", 8: "another best-before day",
    9: "needs its lot", 10: "not told apart by serial numbers", 11: "not as many serial numbers",
    12: "not by lots", 13: "stands in the file twice", 14: "no amount of money", 15: "The day cannot be read",
    16: "the table kept only the beginning",
}  # fmt: skip


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(AT)
    cards = [
        NewCard("cream", {"en": "Cream"}, ("Care",), "piece", barcode="4600000000022"),
        NewCard("phone", {"en": "Phone"}, ("Phones",), "piece"),
    ]
    put_cards(cards, at=AT)
    keep_tracking(Tracking(way="lot", variant=_goods("cream")), actor=SYSTEM, at=AT)
    keep_tracking(Tracking(way="serial", variant=_goods("phone")), actor=SYSTEM, at=AT)
    return open_counter()


def _goods(sku: str) -> UUID:
    return list_variant_keys([sku])[sku].id


def _sent(client: Any, paper: str, content: str = FILE) -> Any:
    file = SimpleUploadedFile("накладная.csv", content.encode())
    return client.post(f"{paper}/file", {"file": file}, HTTP_ACCEPT_LANGUAGE="en")


def _rows(page: str) -> str:
    found = re.search(r'name="rows" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def _id(paper: str) -> UUID:
    return UUID(paper.rpartition("/")[2])


def _lots(paper: str) -> dict[str, tuple[int, date | None]]:
    return {one.lot.code: (one.units, one.lot.best_before) for one in lots_of_paper(_id(paper))}


def _english(counter: Counter, login: str) -> Any:
    client = at_work("cashier", counter.here, login)
    make.ask("UPDATE staff_staff SET language = 'en' WHERE login = %s RETURNING 1", login)
    return client


def test_a_file_is_looked_at_without_a_trace_and_then_taken_once(counter: Counter) -> None:
    client = _english(counter, "receiver")
    paper = begin(client, "receiving", counter.here)
    page = _sent(client, paper).content.decode()
    assert "5 rows can be taken" in page and "11 rows are left out" in page
    shown = re.findall(r'<tr><td class="number">(\d+)</td>.*?</tr>', page, re.DOTALL)
    assert shown == [str(nth) for nth in range(1, 17)]
    for nth, row in enumerate(re.findall(r'<tr><td class="number">.*?</tr>', page, re.DOTALL), 1):
        assert (WHYS[nth] in html.unescape(row)) if nth in WHYS else ("badge-good" in row), row
    assert paper_lines(_id(paper)) == [] and find_lots("L-1") == [] and find_lots("A1") == []
    for _twice in range(2):
        taken = client.post(f"{paper}/file", {"act": "take", "rows": _rows(page)})
        assert taken.status_code == 302
    lines = {one.variant: (one.units, one.cost) for one in paper_lines(_id(paper))}
    assert lines == {_goods("cream"): (17, 150050), _goods("phone"): (3, None)}
    assert _lots(paper) == {
        "L-1": (10, date(2026, 12, 31)), "L-2": (5, date(2027, 1, 31)), "A1": (1, None), "A2": (1, None),
        "A3": (1, None),
    }  # fmt: skip
    assert act(client, paper, "book").status_code == 302
    cream, phones = lots_here(counter.here, _goods("cream")), lots_here(counter.here, _goods("phone"))
    assert (cream.on_hand, cream.unknown, phones.on_hand, phones.unknown) == (17, 2, 3, 0)
    assert check() == []
    other = begin(client, "receiving", counter.here)
    again = html.unescape(_sent(client, other, "sku,serial\nphone,A1\nphone,A9\n").content.decode())
    assert "1 row can be taken" in again and "The piece A1 is in stock already" in again


def test_what_is_no_such_file_is_refused_and_changes_nothing(counter: Counter) -> None:
    client = _english(counter, "receiver")
    paper = begin(client, "receiving", counter.here)
    for content, why in (
        ("name;price\nx;1\n", "needs a column of codes"),
        ("sku;quantity\n", "has headings and no rows"),
        ("sku;quantity\n" + "cream;1\n" * 1001, "more than 1000"),
    ):
        answer = _sent(client, paper, content)
        assert answer.status_code == 422 and why in html.unescape(answer.content.decode())
    for rows in ("", "[]", "[1]", '[{"code": 1}]', "{"):
        assert client.post(f"{paper}/file", {"act": "take", "rows": rows}).status_code == 422
    assert client.post(f"{paper}/file", {}).status_code == 422
    assert paper_lines(_id(paper)) == []
    elsewhere = at_work("cashier", make.place(), "elsewhere")
    assert _sent(elsewhere, paper).status_code == 403
    assert act(client, paper, "throw").status_code == 302
    assert _sent(client, paper, "sku;quantity\ncream;1\n").status_code == 422
