"""Payments of the page: made once per key, paid by a person, held, captured or let go; kept in a file if given."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from prilavok.sandboxes.keys import SETTLING, Full, KeyReused, Remembered

HELD_FOR = 7 * 24 * 3600.0  # seconds
_NAMED = ("amount", "currency", "order", "way", "hold", "back", "minutes")


class Impossible(Exception):
    """What is asked for cannot be done with the payment as it stands; the text is the document's code."""


@dataclass(frozen=True)
class Payment:
    """amount, taken: minor units. state: as it was last set; made_at, ends_at, settles_at: unix seconds."""

    payment: str
    owner: str
    key: str
    token: str
    amount: int
    currency: str
    order: str
    way: str
    hold: bool
    back: str
    minutes: int
    made_at: float
    ends_at: float
    settles_at: float = 0.0
    state: str = "waiting"
    because: str | None = None
    asked: int | None = None

    def state_at(self, now: float) -> str:
        """How it stands at this moment."""
        if self.state == "captured" and now < self.settles_at:
            return "pending"
        if self.state in ("waiting", "held") and now >= self.ends_at:
            return "expired" if self.state == "waiting" else "released"
        return self.state

    def taken_at(self, now: float) -> int | None:
        """What was taken of it."""
        return (self.amount if self.asked is None else self.asked) if self.state_at(now) == "captured" else None

    def as_of(self, now: float, home: str) -> dict[str, object]:
        """What is told about it. home: the address of this server."""
        state = self.state_at(now)
        return {
            "payment": self.payment,
            "key": self.key,
            "amount": self.amount,
            "currency": self.currency,
            "order": self.order,
            "way": self.way,
            "hold": self.hold,
            "state": state,
            "taken": self.taken_at(now),
            "because": self.because if state in ("declined", "released") else None,
            "link": f"{home}/pay/{self.token}",
            "until": int(self.ends_at) if state in ("waiting", "held") else None,
            "made_at": int(self.made_at),
        }


class Payments:
    """All payments by who asked for them and their key. memory: the file that a restart reads from."""

    def __init__(self, clock: Callable[[], float], memory: Path | None = None) -> None:
        self._clock = clock
        self._kept = Remembered(Payment, memory)
        self.find, self.newest = self._kept.find, self._kept.newest
        self._busy: set[str] = set()

    def make(self, owner: str, key: str, wanted: Mapping[str, Any]) -> tuple[Payment, bool]:
        """The payment of this key and whether it is new. Raises KeyReused, Full."""
        if (known := self.find(owner, key)) is not None:
            if any(getattr(known, name) != wanted[name] for name in _NAMED):
                raise KeyReused
            return known, False
        self._kept.room()
        now = self._clock()
        told = {name: wanted[name] for name in _NAMED}
        fresh = Payment(
            payment=f"pm_{secrets.token_hex(12)}", owner=owner, key=key, token=secrets.token_hex(12), made_at=now,
            ends_at=now + 60 * wanted["minutes"], **told,
        )  # fmt: skip
        return self._kept.keep(fresh), True

    def named(self, owner: str, payment: str) -> Payment | None:
        """The owner's payment by the server's own name of it."""
        return next((one for one in self._kept.every() if (one.owner, one.payment) == (owner, payment)), None)

    def by_token(self, token: str) -> Payment | None:
        """The payment whose page this is."""
        return next((one for one in self._kept.every() if one.token == token), None)

    def act(self, one: Payment, act: str) -> Payment:
        """What the customer does on the page; nothing where it does not wait any more."""
        if one.state_at(self._clock()) != "waiting":
            return one
        if act == "give_up":
            return self._kept.keep(replace(one, state="declined", because="given_up"))
        if act == "pay" and one.hold:
            return self._kept.keep(replace(one, state="held", ends_at=self._clock() + HELD_FOR))
        return self._kept.keep(replace(one, state="captured")) if act == "pay" else one

    def capture(self, one: Payment, amount: int) -> Payment:
        """Take so much of what is held. Raises KeyReused, Impossible, Full (busy: nothing was done)."""
        state = one.state_at(self._clock())
        if state in ("captured", "pending") and one.hold:
            if one.asked != amount:
                raise KeyReused
            return one
        if state != "held":
            raise Impossible("not_held")
        if amount > one.amount:
            raise Impossible("over_held")
        if amount % 100 == 8 and one.payment not in self._busy:
            self._busy.add(one.payment)
            raise Full
        if amount % 100 == 9:
            self._kept.keep(replace(one, state="released", because="hold_lapsed"))
            raise Impossible("not_held")
        settles = self._clock() + (SETTLING if amount % 100 == 7 else 0)
        return self._kept.keep(replace(one, state="captured", asked=amount, settles_at=settles))

    def void(self, one: Payment) -> Payment:
        """End what waits, free what is held; what has ended stays so. Raises Impossible."""
        state = one.state_at(self._clock())
        if state in ("captured", "pending"):
            raise Impossible("captured")
        if state not in ("waiting", "held"):
            return one
        return self._kept.keep(replace(one, state="cancelled" if state == "waiting" else "released"))
