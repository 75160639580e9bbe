"""What may be said of goods: numbers read and written exactly, departments that inherit, values that fit their kind."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.catalog.rules import (
    MOST_CHOICES_SAID,
    belongs,
    fit_code,
    misfit_of_attribute,
    misfit_of_says,
    read_exact,
    write_exact,
)
from prilavok.domains.catalog.types import (
    AttributeKind,
    AttributeView,
    ChoiceView,
    NewAttribute,
    NewChoice,
    NewGroup,
    Says,
)

NAME = {"ru": "Жирность", "en": "Fat"}
OPEN, GONE = UUID(int=1), UUID(int=2)
parts = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=4).map("/".join)


def view(kind: AttributeKind = "choice", **other: Any) -> AttributeView:
    choices = (ChoiceView(OPEN, "one", NAME, 0, False), ChoiceView(GONE, "two", NAME, 1, True))
    made = AttributeView(
        UUID(int=9),
        "fat",
        NAME,
        kind,
        {},
        None,
        True,
        True,
        0,
        ("food",),
        choices if kind == "choice" else (),
        0,
        1,
        False,
    )
    return replace(made, **other)


@given(st.integers(-(10**14), 10**14))
def test_a_number_is_read_as_it_was_written(thousandths: int) -> None:
    written = write_exact(thousandths)
    assert read_exact(written) == thousandths
    assert read_exact(written.replace(".", ",")) == thousandths
    assert not written.endswith(".") and (("." not in written) or not written.endswith("0"))


@given(st.text(max_size=12))
def test_what_is_no_number_is_none_and_never_a_crash(text: str) -> None:
    read = read_exact(text)
    assert read is None or read_exact(write_exact(read)) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("6,1", 6100),
        (" 1 200 ", 1_200_000),
        ("-0.005", -5),
        ("3.2000", 3200),
        ("3.2001", None),
        ("1e3", None),
        ("", None),
    ],
)
def test_numbers_as_people_write_them(text: str, read: int | None) -> None:
    assert read_exact(text) == read


@given(parts, parts)
def test_what_belongs_to_a_shelf_belongs_to_all_below_it_and_to_no_namesake(shelf: str, below: str) -> None:
    assert belongs(f"{shelf}/{below}", [shelf]) and belongs(shelf, [shelf])
    assert not belongs(f"{shelf}x", [shelf])
    assert belongs(below, [])
    assert belongs(below, [shelf]) == (below.split("/")[: shelf.count("/") + 1] == shelf.split("/"))


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({}, ""),
        ({"code": "Жир"}, "code"),
        ({"code": "a" * 41}, "code"),
        ({"name": {}}, "name"),
        ({"name": {"ru": " "}}, "name"),
        ({"name": {"de": "Fett"}}, "name"),
        ({"unit": {"ru": "г"}}, "unit"),
        ({"kind": "number", "unit": {"ru": "г"}, "choices": ()}, ""),
        ({"kind": "number"}, "choices"),
        ({"group": NewGroup("G", NAME)}, "group"),
        ({"choices": (NewChoice("one", NAME), NewChoice("one", NAME))}, "choices"),
        ({"choices": (NewChoice("one", {}),)}, "choices"),
    ],
)
def test_an_attribute_is_refused_for_what_is_wrong_with_it(changed: dict[str, Any], what: str) -> None:
    said = NewAttribute("fat", NAME, "choice", choices=(NewChoice("one", NAME),))
    assert misfit_of_attribute(replace(said, **changed)) == what


@pytest.mark.parametrize(
    ("attribute", "says", "path", "before", "what"),
    [
        (view(), Says((OPEN,)), "food/milk", None, ""),
        (view(), Says((OPEN,)), "foods", None, "shelf"),
        (view(), Says(number=5), "food", None, "kind"),
        (view(), Says((OPEN,), number=5), "food", None, "kind"),
        (view(), Says((GONE,)), "food", None, "choice"),
        (view(), Says((GONE, OPEN)), "food", Says((GONE,)), ""),
        (view(), Says((OPEN, OPEN)), "food", None, "many"),
        (view(), Says(tuple(UUID(int=n) for n in range(MOST_CHOICES_SAID + 1))), "food", None, "many"),
        (view("number"), Says(number=0), "food", None, ""),
        (view("number"), Says(number=10**15 + 1), "food", None, "number"),
        (view("number"), Says(yes=False), "food", None, "kind"),
        (view("yes_no"), Says(yes=False), "food", None, ""),
        (view(archived=True), Says((OPEN,)), "food", None, "archived"),
        (view(archived=True), Says(), "elsewhere", None, ""),
    ],
)
def test_what_is_said_fits_kind_list_and_shelf(
    attribute: AttributeView, says: Says, path: str, before: Says | None, what: str
) -> None:
    assert misfit_of_says(attribute, says, path, before) == what


@given(st.text(max_size=8))
def test_a_code_is_fit_for_an_address(code: str) -> None:
    if fit_code(code, 8):
        assert quote(code) == code and code == code.lower()
