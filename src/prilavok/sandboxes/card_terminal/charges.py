"""The charges of the terminal: made once per key, settled by time, kept in a file when one is given."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from prilavok.sandboxes.keys import SETTLING, KeyReused, Remembered

SLOW = 8.0  # seconds of the slow answer


@dataclass(frozen=True)
class Charge:
    """amount: minor units. settles_at: unix seconds at which `then` becomes the state; made_at likewise."""

    charge: str
    owner: str
    key: str
    amount: int
    currency: str
    order: str
    then: str
    declined_because: str | None
    made_at: float
    settles_at: float

    def as_of(self, now: float) -> dict[str, object]:
        """What the terminal tells about it at this moment."""
        settled = now >= self.settles_at
        return {
            "charge": self.charge,
            "key": self.key,
            "amount": self.amount,
            "currency": self.currency,
            "order": self.order,
            "state": self.then if settled else "pending",
            "declined_because": self.declined_because if settled else None,
            "made_at": int(self.made_at),
            "settled_at": int(self.settles_at) if settled else None,
        }

    def taken_at(self, now: float) -> int | None:
        """What was taken by then; None where nothing was."""
        return self.amount if self.then == "captured" and now >= self.settles_at else None


class Charges:
    """All charges by who made them and their key. memory: the file that a restart reads from."""

    def __init__(self, clock: Callable[[], float], memory: Path | None = None) -> None:
        self._clock = clock
        self._kept = Remembered(Charge, memory)
        self.find = self._kept.find

    def make(self, owner: str, key: str, wanted: Mapping[str, object]) -> tuple[Charge, bool]:
        """The charge of this key and whether it is new. Raises KeyReused, Full."""
        if (known := self.find(owner, key)) is not None:
            if (known.amount, known.currency, known.order) != (wanted["amount"], wanted["currency"], wanted["order"]):
                raise KeyReused
            return known, False
        self._kept.room()
        now, ending = self._clock(), int(str(wanted["amount"])) % 100
        fresh = Charge(
            charge=f"ch_{secrets.token_hex(12)}",
            owner=owner,
            key=key,
            amount=int(str(wanted["amount"])),
            currency=str(wanted["currency"]),
            order=str(wanted["order"]),
            then="captured",
            declined_because=None,
            made_at=now,
            settles_at=now,
        )
        if ending == 5:
            fresh = replace(fresh, then="declined", declined_because="insufficient_funds")
        elif ending == 7:
            fresh = replace(fresh, settles_at=now + SETTLING)
        elif ending == 9:
            fresh = replace(fresh, settles_at=now + SETTLING, then="declined", declined_because="card_expired")
        return self._kept.keep(fresh), True

    def named(self, owner: str, charge: str) -> Charge | None:
        """The owner's charge by the terminal's own name of it."""
        return next((one for one in self._kept.every() if (one.owner, one.charge) == (owner, charge)), None)

    def newest(self, most: int) -> list[dict[str, object]]:
        """The last ones of everybody, newest first."""
        now = self._clock()
        return [one.as_of(now) for one in self._kept.newest(most)]
