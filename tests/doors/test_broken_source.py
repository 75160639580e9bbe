"""A source that was refused as a whole says why in the reader's language, on the board and in the office."""

from typing import Any

from django.utils import translation
from tests.doors.web_people import client_of, hire
from tests.make import AT

from prilavok.domains.imports.actions import refuse_run
from prilavok.doors.web.parts.broken import _FINDINGS, _PLACES, _REASONS, tell_broken
from prilavok.kit.events.actor import SYSTEM


def test_every_finding_becomes_a_sentence() -> None:
    told = {
        "file_type: sales.csv: not text (byte 18 is 29)":
            "The file is no text table: sales.csv: not text (byte 18 is 29)",
        "value_type: products.csv, row 1, column price: 'abc'":
            "A value does not fit: products.csv, row 1, column price: 'abc'",
        "file_cut: sales.csv, row 3: the last line has no end, and qty is empty":
            "The file may be cut short: sales.csv, row 3: the last line has no line end, and its last cell is not whole",
        "value_type: customers.csv, row 2, column code: 'C-1' twice":
            "A value does not fit: customers.csv, row 2, column code: 'C-1' twice",
        "value_type: products.csv, header: price_x: no such place":
            "A value does not fit: products.csv, header: price_x: there is no such one",
        "file_missing: places.csv": "A file is missing: places.csv",
        "column_missing: sales.csv: qty, sku": "A column is missing: sales.csv: qty, sku",
        "told by somebody": "told by somebody",
        "": "",
    }  # fmt: skip
    with translation.override("en"):
        assert {kept: tell_broken(kept) for kept in told} == told


def test_no_word_of_it_is_left_untranslated(monkeypatch: Any) -> None:
    """With every sentence of ours marked, nothing but the names and the cell of the source stands unmarked."""
    from prilavok.doors.web.parts import broken

    monkeypatch.setattr(broken, "_REASONS", dict.fromkeys(_REASONS, "#"))
    monkeypatch.setattr(broken, "_PLACES", dict.fromkeys(_PLACES, "#"))
    monkeypatch.setattr(broken, "_FINDINGS", tuple((pattern, "#") for pattern, _told in _FINDINGS))
    assert tell_broken("value_type: places.csv, row 1, column code: no place at all") == "#: places.csv, # 1, # code: #"
    assert tell_broken("file_cut: sales.csv, header: no line end, and nothing after it") == "#: sales.csv, #: #"


def test_the_board_and_the_office_tell_it(rolled_back: None, quick_passwords: None) -> None:
    refuse_run("mine", "", "value_type: products.csv, row 1, column price: 'abc'", origin="load", actor=SYSTEM, at=AT)
    owner = client_of(hire("owner", language="en"))
    page = owner.get("/board/loads").content.decode()
    assert "A value does not fit: products.csv, row 1, column price: &#x27;abc&#x27;" in page
    assert "value_type" not in page
