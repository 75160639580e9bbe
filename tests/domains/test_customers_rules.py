"""What an arrival proves is one table: the page that agrees it and the rules that keep it say the same."""

import re
from dataclasses import astuple
from pathlib import Path
from typing import get_args
from uuid import uuid4

import pytest

from prilavok.domains.customers.queries import proves
from prilavok.domains.customers.rules import PROVES, arrived_by, goes_back, mask_identifier, read_contact
from prilavok.domains.customers.types import Arrived

AGREED = Path(__file__).resolve().parents[2] / "docs" / "agreed.md"
ROWS = {
    "one-time code to a contact point, passkey, live sign-in": "code",
    "messenger user linked by proof, or a browser by a code that user was sent": "messenger",
    "rotating QR of the own page (60 s)": "qr",
    "loyalty card scanned": "card",
    "caller's number": "caller",
    "phone spoken or typed": "phone",
    "marketplace order": "marketplace",
    "pickup code": "pickup_code",
    "document checked by staff, recorded": "document",
}
WORDS = {
    "yes": "yes",
    "no": "no",
    "that order": "that_order",
    "balance only": "balance",
    "staff see, tell nothing": "staff_only",
    "masked": "masked",
    "by a button there": "by_button",
    "with PIN or code": "with_pin_or_code",
    "with the pickup code": "with_pickup_code",
    "by the marketplace's code": "by_marketplace_code",
    "that order, once": "that_order_once",
}


def _written() -> dict[str, tuple[str, ...]]:
    table = AGREED.read_text().partition("**What an arrival proves.**")[2].partition("- **Audit.**")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", table, re.M)]
    return {row[0]: tuple(row[1:]) for row in rows[2:]}


def test_the_table_has_a_row_for_every_way_of_arriving() -> None:
    assert set(_written()) == set(ROWS)
    assert set(ROWS.values()) == set(PROVES) == set(get_args(Arrived))


@pytest.mark.parametrize("row", ROWS, ids=list(ROWS.values()))
def test_a_row_says_what_the_page_says(row: str) -> None:
    arrived: Arrived = ROWS[row]  # type: ignore[assignment]
    assert astuple(proves(arrived)) == tuple(WORDS[cell] for cell in _written()[row])


def test_only_a_document_takes_goods_without_a_code_and_only_proof_spends() -> None:
    assert [arrived for arrived, row in PROVES.items() if row.take == "yes"] == ["document"]
    assert {arrived for arrived, row in PROVES.items() if row.spend == "no"} == {
        "caller", "phone", "marketplace", "pickup_code",
    }  # fmt: skip


def test_a_later_leaf_goes_along_only_where_nothing_else_holds_it() -> None:
    moved, stayed, loose, held, far = (uuid4() for _ in range(5))
    ties = [(moved, stayed), (loose, moved), (far, loose), (held, moved), (held, stayed)]
    assert goes_back({moved}, {loose, held, far}, {stayed}, ties) == {moved, loose, far}
    assert goes_back({moved}, {loose}, {stayed}, []) == {moved}
    assert goes_back({moved}, set(), set(), []) == {moved}


def test_the_strongest_proof_of_a_leaf_counts() -> None:
    leaf, phone, other = (uuid4() for _ in range(3))
    assert arrived_by(leaf, []) is None
    assert arrived_by(leaf, [(phone, other, "code")]) is None
    assert arrived_by(leaf, [(leaf, phone, "telegram_contact")]) == "messenger"
    assert arrived_by(leaf, [(leaf, phone, "telegram_contact"), (leaf, phone, "code")]) == "code"
    assert arrived_by(leaf, [(phone, leaf, "document"), (leaf, phone, "code")]) == "document"
    assert arrived_by(leaf, [(leaf, phone, "load:file")]) is None


def test_contacts_have_one_normal_form() -> None:
    assert read_contact("phone", "8 701 123-45-67") == ("+77011234567", False)
    assert read_contact("phone", "+1 (202) 555-0143") == ("+12025550143", True)
    assert read_contact("email", " Aigul@Example.com ") == ("aigul@example.com", False)
    assert mask_identifier("browser", "0" * 60 + "beef") == "••••beef"
