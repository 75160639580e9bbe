"""QR codes that every camera reads: drawn as they go onto pages, and read by a decoder that we did not write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scanning import painted, scanned

from prilavok.kit.qr import LONGEST_TEXT, QUIET, QrCode, qr_of


def read(code: QrCode) -> str:
    return scanned(painted(code.modules, code.path))


@pytest.mark.parametrize("text", ["048213", "north-26-000007", "4003994155486"])
def test_a_code_reads_back(text: str) -> None:
    code = qr_of(text)
    assert code is not None and code.text == text and read(code) == text


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=LONGEST_TEXT))
def test_any_short_text_reads_back(text: str) -> None:
    code = qr_of(text)
    assert code is not None and read(code) == text


def test_the_quiet_zone_is_white_and_the_finders_stand_in_it() -> None:
    code = qr_of("048213")
    assert code is not None and code.modules == 21 + 2 * QUIET, "the smallest QR code there is, never a Micro one"
    grid = painted(code.modules, code.path, scale=1)
    assert grid[:QUIET].min() == grid[-QUIET:].min() == grid[:, :QUIET].min() == grid[:, -QUIET:].min() == 255
    assert [int(one) for one in grid[QUIET, QUIET : QUIET + 8]] == [0] * 7 + [255]


def test_it_reads_with_a_spot_on_it() -> None:
    code = qr_of("north-26-000007")
    assert code is not None
    paper = painted(code.modules, code.path)
    paper[60:76, 60:76] = 255
    assert scanned(paper) == "north-26-000007"


@pytest.mark.parametrize("text", ["", "7" * (LONGEST_TEXT + 1)])
def test_what_cannot_be_drawn(text: str) -> None:
    assert qr_of(text) is None
