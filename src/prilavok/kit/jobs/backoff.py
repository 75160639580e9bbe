"""When a failed attempt is tried again, and what is written down about its failure."""

import traceback
from datetime import timedelta
from pathlib import Path

from django.db import Error

from prilavok.kit.errors import OutsideFailed, Said

_FIRST_MS = 2_000
_LONGEST_MS = 3_600_000
_LONGEST_ERROR = 300  # characters
_PACKAGE = Path(__file__).resolve().parents[2]


def wait_after(attempt: int, roll: int) -> timedelta:
    """How long to wait after this failed attempt (from 1): doubled each time, at most an hour.

    roll: 0 to 999, chance; takes away up to half, so that jobs that failed together do not come back together.
    """
    if attempt < 1 or not 0 <= roll < 1000:
        raise ValueError(f"no such attempt or roll: {attempt}, {roll}")
    whole = min(_FIRST_MS << min(attempt - 1, 30), _LONGEST_MS)
    return timedelta(milliseconds=whole - whole * roll // 2000)


def failure_text(failure: BaseException) -> str:
    """Kind and place of a failure. Its own words stay out: they may hold keys, phones or passwords."""
    parts = [type(failure).__name__]
    if isinstance(failure, OutsideFailed):
        parts.append(failure.outcome)
    if isinstance(failure, Said):
        parts.append(failure.code)
    cause = failure.__cause__
    if isinstance(failure, Error) and cause is not None:
        parts.append(str(getattr(cause, "sqlstate", None) or type(cause).__name__))
        if name := getattr(getattr(cause, "diag", None), "constraint_name", None):
            parts.append(str(name))
    for frame in reversed(traceback.extract_tb(failure.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            parts.append(f"at {path.relative_to(_PACKAGE).as_posix()}:{frame.lineno}")
            break
    return " ".join(parts)[:_LONGEST_ERROR]
