"""The rotating code of the own page: whose it is for a minute, and nobody's when anything of it is changed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.customers.queries import STANDS, own_code, read_own_code

AT = datetime(2026, 3, 2, 9, 0, 29, tzinfo=UTC)


@given(st.uuids(), st.integers(0, 10**6))
def test_it_is_read_as_whose_it_is_until_the_next_but_one(leaf: UUID, later: int) -> None:
    at = AT + timedelta(seconds=later)
    shown = own_code(leaf, at)
    assert shown.text.isdigit() and len(shown.text) == 69 and shown.text[0] == "7"
    assert timedelta(0) < shown.changes_at - at <= timedelta(seconds=STANDS)
    assert read_own_code(shown.text, at) == leaf
    assert read_own_code(shown.text, shown.changes_at + timedelta(seconds=STANDS - 1)) == leaf
    assert read_own_code(shown.text, shown.changes_at + timedelta(seconds=STANDS)) is None
    assert read_own_code(shown.text, at - timedelta(seconds=STANDS)) is None, "of a time that has not come"
    assert own_code(leaf, shown.changes_at).text != shown.text


@given(st.integers(1, 68), st.integers(1, 9))
def test_a_digit_that_is_another_makes_it_nobodys(nth: int, more: int) -> None:
    text = own_code(uuid4(), AT).text
    changed = text[:nth] + str((int(text[nth]) + more) % 10) + text[nth + 1 :]
    assert read_own_code(changed, AT) is None


@pytest.mark.parametrize("text", ["", "7", "7" + "9" * 68, "6" + "0" * 68, "7" + "٣" * 68, "7" + "0" * 69, "x" * 69])
def test_what_is_no_code_is_nobodys(text: str) -> None:
    assert read_own_code(text, AT) is None
