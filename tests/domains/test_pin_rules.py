"""Which PINs may be chosen, and for how long nobody may try after wrong ones."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.long_form import LONG

from prilavok.domains.customers.rules.pins import PIN_TRIES, is_pin, is_trivial, locked_for


@pytest.mark.parametrize("text", ["", "123", "1234567", "12a4", "１２３４", "12 34", "-1234", "12.4"])
def test_what_is_no_pin(text: str) -> None:
    assert not is_pin(text)


@pytest.mark.parametrize(
    "pin",
    [
        "0000", "111111", "1234", "4321", "7890", "9012", "345678", "987654", "1212", "123123", "121212", "373737",
        "1221", "12321", "1984", "2012", "2580", "0852", "147258", "963147",
    ],
)  # fmt: skip
def test_what_others_would_guess_first(pin: str) -> None:
    assert is_pin(pin) and is_trivial(pin)


@pytest.mark.parametrize("pin", ["4071", "83025", "190482", "9174", "3604"])
def test_what_may_be_chosen_but_for_the_end_of_ones_phone(pin: str) -> None:
    assert is_pin(pin) and not is_trivial(pin) and not is_trivial(pin, ["+77011234567"])
    assert is_trivial(pin, ["+77011234567", f"+7701000{pin}"])


@given(st.integers(0, 10**6 - 1))
def test_most_of_all_pins_may_be_chosen_and_none_is_a_riddle(number: int) -> None:
    pin = f"{number:06d}"
    assert is_pin(pin) and is_trivial(pin) == is_trivial(pin[::-1]), "read backwards it is as easily guessed"


def test_few_are_refused() -> None:
    assert sum(is_trivial(f"{number:04d}") for number in range(10_000)) < 450
    assert sum(is_trivial(f"{number:05d}") for number in range(100_000)) < 1_100
    if LONG:
        assert sum(is_trivial(f"{number:06d}") for number in range(1_000_000)) < 2_500


def test_the_fifth_wrong_one_locks_for_an_hour_and_each_more_for_a_day() -> None:
    waits = [locked_for(wrong) for wrong in range(PIN_TRIES + 3)]
    assert waits == [None] * 5 + [timedelta(hours=1)] + [timedelta(days=1)] * 2
