"""Money the terminal gives back of its charges: once per key, never more of a charge than it took."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from prilavok.sandboxes.keys import SETTLING, KeyReused, Remembered


@dataclass(frozen=True)
class Refund:
    """amount: minor units. settles_at: unix seconds at which `then` becomes the state; made_at likewise."""

    refund: str
    owner: str
    key: str
    charge: str
    amount: int
    currency: str
    then: str
    declined_because: str | None
    made_at: float
    settles_at: float

    def as_of(self, now: float) -> dict[str, object]:
        """What the terminal tells about it at this moment."""
        settled = now >= self.settles_at
        return {
            "refund": self.refund,
            "key": self.key,
            "charge": self.charge,
            "amount": self.amount,
            "currency": self.currency,
            "state": self.then if settled else "pending",
            "declined_because": self.declined_because if settled else None,
            "made_at": int(self.made_at),
            "settled_at": int(self.settles_at) if settled else None,
        }


class Taking(Protocol):
    """What money may be given back of."""

    @property
    def currency(self) -> str: ...

    def taken_at(self, now: float) -> int | None:
        """Minor units that were taken by then; None where nothing was."""
        ...


class Takings(Protocol):
    """Whatever takes money."""

    def named(self, owner: str, charge: str, /) -> Taking | None:
        """By the server's own name of it."""
        ...


class Refunds:
    """All refunds by who asked for them and their key. memory: a file, as with charges."""

    def __init__(self, charges: Takings, clock: Callable[[], float], memory: Path | None = None) -> None:
        self._charges = charges
        self._clock = clock
        self._kept = Remembered(Refund, memory)
        self.find = self._kept.find

    def make(self, owner: str, key: str, wanted: Mapping[str, object]) -> tuple[Refund, bool]:
        """The refund of this key and whether it is new. Raises KeyReused, Full."""
        charge, amount, currency = str(wanted["charge"]), int(str(wanted["amount"])), str(wanted["currency"])
        if (known := self.find(owner, key)) is not None:
            if (known.charge, known.amount, known.currency) != (charge, amount, currency):
                raise KeyReused
            return known, False
        self._kept.room()
        now, ending = self._clock(), amount % 100
        because = self._refused(owner, charge, amount, currency, now)
        if because is None and ending in (5, 9):
            because = "card_closed"
        fresh = Refund(
            refund=f"re_{secrets.token_hex(12)}",
            owner=owner,
            key=key,
            charge=charge,
            amount=amount,
            currency=currency,
            then="declined" if because else "refunded",
            declined_because=because,
            made_at=now,
            settles_at=now + (SETTLING if ending in (7, 9) else 0),
        )
        return self._kept.keep(fresh), True

    def newest(self, most: int) -> list[dict[str, object]]:
        """The last ones of everybody, newest first."""
        now = self._clock()
        return [one.as_of(now) for one in self._kept.newest(most)]

    def _refused(self, owner: str, charge: str, amount: int, currency: str, now: float) -> str | None:
        took = self._charges.named(owner, charge)
        taken = took.taken_at(now) if took is not None and took.currency == currency else None
        if taken is None:
            return "no_such_charge"
        given = sum(
            one.amount
            for one in self._kept.every()
            if (one.owner, one.charge) == (owner, charge) and one.then == "refunded"
        )
        return "over_charge" if given + amount > taken else None
