"""What a pickup code is, and which step of a shipment may follow which."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

CODE_DIGITS = 6
#: states in which goods lie or are looked for at the place, and the code opens the order
WAITING = ("planned", "picking", "ready")
_STEPS: Mapping[str, tuple[str, ...]] = {
    "picking": ("planned", "picking"),
    "ready": ("planned", "picking", "ready"),
    "collected": WAITING,
    "cancelled": WAITING,
    # Brought home: a courier has it in hand from "on_way" on; what nobody took is tried again, or goes back to sale.
    "on_way": ("ready", "failed"),
    "delivered": ("on_way",),
    "failed": ("on_way",),
    "returned": ("failed",),
}
#: goods of an order that is paid at the door, or sent anew by another place, are kept so long
KEPT = timedelta(days=14)
#: states of what is still to come to the customer
OPEN = (*WAITING, "on_way", "failed")


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


def parcels_kept_until(pay: str, collected_until: datetime, at: datetime) -> datetime:
    """Until when the goods of an order that is brought home are kept while nobody pays or brings it.

    One that is to be paid before it is sent is kept as long as one that is collected.
    """
    return at + KEPT if pay == "door" else collected_until
