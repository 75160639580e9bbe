"""What a pickup code is, and which step of a shipment may follow which."""

import secrets
from collections.abc import Mapping

CODE_DIGITS = 6
#: states in which goods lie or are looked for at the place, and the code opens the order
WAITING = ("planned", "picking", "ready")
_STEPS: Mapping[str, tuple[str, ...]] = {
    "picking": ("planned", "picking"),
    "ready": ("planned", "picking", "ready"),
    "collected": WAITING,
    "cancelled": WAITING,
}


def new_code() -> str:
    """Six digits nobody can foresee."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def tidy_code(text: str) -> str | None:
    """A pickup code as typed or scanned, spaces and dashes aside; None where it is none."""
    digits = "".join(text.split()).replace("-", "")
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else None


def may_become(state: str, to: str) -> bool:
    """Whether a shipment in this state may take that step; taking the same step of picking again harms nobody."""
    return state in _STEPS[to]
