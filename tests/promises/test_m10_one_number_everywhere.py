"""A number is the same on the board, in the API and in the file of its rows, and carries its definition with it."""

import csv
import io
import re
from typing import Any

import pytest
from tests.conftest import OwnDatabase
from tests.doors.api_callers import program_of
from tests.doors.web_people import client_of, hire
from tests.promises.house_at_work import ask, load_stores

#: named number: the rows behind it, and how its value is read off their file
BEHIND = {
    "sales": ("orders", lambda rows: sum(_cents(row["Amount"]) for row in rows)),
    "orders": ("orders", len),
    "active_customers": ("customers", len),
    "repeat_share": ("repeaters", len),
    "coupon_orders": ("with_coupon", len),
    "points_earned": ("points", lambda rows: sum(int(row["Points"]) for row in rows)),
}


def _cents(text: str) -> int:
    whole, _, cents = text.partition(".")
    return int(whole) * 100 + int(cents)


def _written(told: dict[str, Any]) -> set[str]:
    """How a page may write the value: money to the cent, or whole where it is long; a share with one decimal."""
    if told["unit"] == "share":
        return {f"{told['basis_points'] / 100:.1f}"}
    cents = f"{told['top'] / 100:.2f}"
    return {cents, str(round(told["top"] / 100))} if told["unit"] == "money" else {str(told["top"])}


def _file(client: Any, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.thin("in mails and segments, which are not here yet")
def test_board_programs_and_rows_tell_the_same(own_database: OwnDatabase, quick_passwords: None) -> None:
    load_stores("3217")
    [(first, last)] = ask(own_database, "SELECT min(local_day), max(local_day) FROM orders_order")
    board, program = client_of(hire("owner", language="en")), program_of("owner")
    definitions = {one["id"]: one for one in program.get("/indicators").json()["items"]}
    days = f"period=custom&first={first}&last={last}"
    for id, (rows, read) in BEHIND.items():
        asked = {"currency": "USD", "since": str(first), "until": str(last)}
        told = program.get(f"/indicators/{id}/value", data=asked).json()
        assert told["top"] == read(_file(board, f"/board/rows/{rows}?{days}&currency=USD&format=csv")) > 0, id
        page = board.get(f"/board/indicators/{id}?{days}&currency=USD").content.decode()
        value = re.search(r'class="[^"]*(?:value|big)[^"]*">(?:<a [^>]*>)?([^<]+)<', page)
        assert value is not None and re.sub(r"[^\d.]", "", value[1]) in _written(told), id
        for part in ("name", "meaning", "formula", "source", "freshness"):
            assert definitions[id][part].split("'")[0] in page, (id, part)
