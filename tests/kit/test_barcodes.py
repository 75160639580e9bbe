"""Barcodes that every scanner reads: checked against drawn ones that are known, and read back bar by bar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.kit.barcodes import _WIDTHS, Barcode, barcode_of, code128_values, ean13_widths, is_ean13


def ended(twelve: str) -> str:
    """The digits with their check digit."""
    return next(twelve + last for last in "0123456789" if is_ean13(twelve + last))


def modules(code: Barcode) -> str:
    """The barcode module by module: 1 is black."""
    line = ["0"] * code.modules
    for at, width in code.bars:
        line[at : at + width] = "1" * width
    return "".join(line)


def test_the_example_of_the_standard() -> None:
    # 4 003994 155486 as it is printed in descriptions of EAN-13, module by module.
    code = barcode_of("4003994155486")
    assert code is not None
    left = ["0001101", "0100111", "0111101", "0001011", "0010111", "0011101"]
    right = ["1100110", "1001110", "1001110", "1011100", "1001000", "1010000"]
    assert modules(code) == "0" * 11 + "101" + "".join(left) + "01010" + "".join(right) + "101" + "0" * 7
    assert (code.kind, code.modules) == ("ean13", 113)


@pytest.mark.parametrize(
    ("text", "known"),
    [("4003994155486", True), ("4006381333931", True), ("4006381333930", False), ("400638133393", False), ("", False)],
)
def test_the_check_digit(text: str, known: bool) -> None:
    assert is_ean13(text) is known


def test_code_128_of_known_texts() -> None:
    # "PJJ123C" is the example of set A with the check sum 54; set B begins one higher. Pairs of digits go by set C.
    assert code128_values("PJJ123C") == [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]
    assert code128_values("1234") == [105, 12, 34, (105 + 12 + 68) % 103, 106]
    assert code128_values("123")[0] == 104


def test_the_table_is_that_of_the_standard() -> None:
    assert len(_WIDTHS) == len(set(_WIDTHS)) == 107
    assert {sum(map(int, widths)) for widths in _WIDTHS[:-1]} == {11}
    assert sum(map(int, _WIDTHS[-1])) == 13
    # In every sign the bars together are an even number of modules wide: by this a scanner finds a misread one.
    assert all(sum(map(int, widths[::2])) % 2 == 0 for widths in _WIDTHS[:-1])


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40))
def test_what_is_drawn_reads_back(text: str) -> None:
    code = barcode_of(text)
    assert code is not None
    if code.kind == "ean13":
        return
    line = modules(code)[10:-10]
    values = [_WIDTHS.index(_widths(line[at : at + 11])) for at in range(0, len(line) - 13, 11)]
    assert values == code128_values(text)[:-1]
    assert (values[0] + sum(nth * value for nth, value in enumerate(values[1:-1], 1))) % 103 == values[-1]
    read = "".join(f"{value:02d}" if values[0] == 105 else chr(value + 32) for value in values[1:-1])
    assert read == text


@given(st.text("0123456789", min_size=12, max_size=12))
def test_thirteen_digits_are_ninety_five_modules(twelve: str) -> None:
    digits = ended(twelve)
    assert sum(map(int, ean13_widths(digits))) == 95
    code = barcode_of(digits)
    assert code is not None
    assert code.kind == "ean13"


@pytest.mark.parametrize("text", ["", "кефир", "a" * 41, "tab\there"])
def test_what_cannot_be_a_barcode_is_none(text: str) -> None:
    assert barcode_of(text) is None


def _widths(modules: str) -> str:
    widths, last = [], ""
    for one in modules:
        if one == last:
            widths[-1] += 1
        else:
            widths.append(1)
        last = one
    return "".join(map(str, widths))
