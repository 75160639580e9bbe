"""PINs of customers: which may be chosen, and for how long nobody may try after wrong ones."""

from collections.abc import Iterable
from datetime import timedelta

PIN_TRIES = 5
#: after the fifth wrong try, and after each one more that is wrong: so nobody goes through them all in a lifetime
_LOCKED_FIRST, _LOCKED_AGAIN = timedelta(hours=1), timedelta(days=1)
_SHORTEST, _LONGEST = 4, 6
#: columns of the keys of a phone, down and up
_COLUMNS = ("147", "258", "369", "2580", "1470", "3690")
_YEARS = range(1900, 2100)


def is_pin(text: str) -> bool:
    """Whether it is four to six digits."""
    return _SHORTEST <= len(text) <= _LONGEST and text.isascii() and text.isdigit()


def is_trivial(pin: str, phones: Iterable[str] = ()) -> bool:
    """Whether others would guess it first: a run, a part said again, a year, keys in a line, the end of a phone."""
    steps = {(int(later) - int(one)) % 10 for one, later in zip(pin, pin[1:], strict=False)}
    said_again = any(len(pin) % size == 0 and pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3))
    there_and_back = pin == pin[::-1]
    lines = {line for column in _COLUMNS for line in (column, column[::-1])}
    in_lines = pin in lines or (len(pin) == _LONGEST and {pin[:3], pin[3:]} <= lines)
    year = len(pin) == _SHORTEST and int(pin) in _YEARS
    of_phone = any("".join(sign for sign in phone if sign.isdigit()).endswith(pin) for phone in phones)
    return steps in ({1}, {9}) or said_again or there_and_back or in_lines or year or of_phone


def locked_for(wrong: int) -> timedelta | None:
    """How long nobody may try after so many wrong tries in a row; None: at once."""
    if wrong < PIN_TRIES:
        return None
    return _LOCKED_FIRST if wrong == PIN_TRIES else _LOCKED_AGAIN
