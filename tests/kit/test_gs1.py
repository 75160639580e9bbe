"""What GS1 codes on packages say, and that garbage says nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.kit.gs1 import Gs1, read_gs1

GTIN = "04600000000015"  # the last digit checks the others


def read(text: str) -> Gs1 | None:
    return read_gs1(text, year=2026)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"01{GTIN}", Gs1(GTIN)),
        (f"]d201{GTIN}17270131" + "10AB-1", Gs1(GTIN, "AB-1", "", date(2027, 1, 31))),
        (f"]C101{GTIN}10AB-1\x1d17270200", Gs1(GTIN, "AB-1", "", date(2027, 2, 28))),
        (f"\x1d01{GTIN}21SN7\x1d91EE05\x1d92c2lnbg==", Gs1(GTIN, "", "SN7")),
        (f"(01){GTIN}(11)260101(15)260630(10)L7(21)S", Gs1(GTIN, "L7", "S", date(2026, 6, 30), date(2026, 1, 1))),
        (f"01{GTIN}3103000350" + "10A", Gs1(GTIN, "A")),
        (f"01{GTIN}17750101", Gs1(GTIN, best_before=date(2075, 1, 1))),
        (f"01{GTIN}11990101", Gs1(GTIN, made_on=date(1999, 1, 1))),
    ],
)
def test_a_package_says_what_it_is(text: str, said: Gs1) -> None:
    assert read(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "", "4600000000015", "card-1", "01", f"01{GTIN[:-1]}6", f"01{GTIN}17271301", f"01{GTIN}17270230", "(01)",
        f"(01){GTIN}(10", f"01{GTIN}10" + "x" * 21, f"01{GTIN}17", f"01{GTIN}21\x1d", f"(01){GTIN}x(10)A)",
        "10A\x1d17270131",
    ],
)  # fmt: skip
def test_what_is_none_says_nothing(text: str) -> None:
    assert read(text) is None


@given(st.text(alphabet="()0123456789AB\x1d]d2", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = read(text)
    assert found is None or (len(found.gtin) == 14 and len(found.lot) <= 20 and len(found.serial) <= 20)


def test_a_gtin_stands_for_the_shorter_codes_of_catalogues() -> None:
    assert Gs1(GTIN).codes == (GTIN, "4600000000015")
    assert Gs1("00000012345670").codes == ("00000012345670", "0000012345670", "12345670")
