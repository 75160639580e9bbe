"""The port of payments: one charge or refund under a key of ours, and what became of it, in neutral words."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from prilavok.kit.errors import OutsideFailed, Said
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret

FOLDER = Path(__file__).parent


class Unreadable(Exception):
    """What arrived is not what the provider's protocol promises; reason: a code, never a part of the body."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotOffered(Said):
    """The provider's manifest does not declare what it was asked for."""

    def __init__(self, provider: str, capability: str) -> None:
        sentence = _("%(provider)s does not offer this: %(capability)s")
        super().__init__("payment.capability", sentence, provider=provider, capability=capability)


@dataclass(frozen=True, slots=True)
class Charge:
    """Money to be taken. key: ours, under which the provider never charges twice; amount: minor units.

    order: what names the order for us, on the slip and in reports.
    """

    key: str
    amount: int
    currency: str
    order: str


@dataclass(frozen=True, slots=True)
class Charged:
    """What the provider says became of a charge. outside_id: its own name of it. reason: a code, where refused."""

    state: Literal["captured", "refused", "pending"]
    outside_id: str
    amount: int
    currency: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money to be given back, once for a key of ours. charge: the provider's name of it. amount: minor units."""

    key: str
    charge: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """What the provider says became of a refund. outside_id: its own name of it. reason: a code, where refused."""

    state: Literal["done", "refused", "pending"]
    outside_id: str
    amount: int
    currency: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider tells unasked of a charge or of a refund of ours. key: ours, under which it was asked for."""

    key: str
    said: Charged | Refunded


class Speak(Protocol):
    """What kit.http.speak is to an adapter: a call that fails as OutsideFailed."""

    def __call__(
        self,
        method: str,
        url: str,
        *,
        within_ms: int,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        also: frozenset[int] = frozenset(),
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Line:
    """How to reach the provider: its address, our secrets with it, and who speaks."""

    base_url: str
    secrets: Mapping[str, Secret] = field(repr=False)
    speak: Speak = field(repr=False)


class Payments(Protocol):
    """One provider. It keeps nothing: whatever it needs is handed in."""

    #: its folder, which connections name as their provider
    name: str
    #: what its manifest declares
    can: frozenset[str]
    live_url: str
    #: which of kit.settings.SANDBOXES stands in for it
    sandbox: str

    def charge(self, wanted: Charge, line: Line) -> Charged:
        """Take the money, once for a key however often it is asked. Raises OutsideFailed.

        Temporary: the provider answered that it did nothing. Unknown: it may have, ask. Final: it never will.
        """
        ...

    def ask(self, key: str, line: Line) -> Charged | None:
        """What became of the charge of a key; None where the provider never heard of it. Raises OutsideFailed."""
        ...

    def refund(self, wanted: Refund, line: Line) -> Refunded:
        """Give (a part of) a charge back, once for a key however often it is asked.

        Raises OutsideFailed as charge does, NotOffered where the manifest does not declare it.
        """
        ...

    def ask_refund(self, key: str, line: Line) -> Refunded | None:
        """What became of the refund of a key; None where the provider never heard of it. Raises OutsideFailed."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Mapping[str, Secret], now: float) -> bool:
        """Whether the provider sent this, lately; never raises, whatever came.

        headers: names in small letters. now: unix seconds of the machine.
        """
        ...

    def key_of(self, headers: Mapping[str, str], body: bytes) -> str:
        """What the provider tells repeats by, at most 200 characters; asked of what is verified alone."""
        ...

    def read(self, body: bytes) -> Told:
        """What became of a charge or a refund. Raises Unreadable."""
        ...

    def listen(self, url: str, line: Line) -> None:
        """Have the provider post what becomes of charges and refunds to this address, signed by our secret.

        Asked again it changes nothing. Raises OutsideFailed, NotOffered.
        """
        ...


def provider_names() -> list[str]:
    """Every provider there is: the folders with a manifest."""
    return sorted(path.parent.name for path in FOLDER.glob("*/manifest.toml"))


def open_provider(provider: str) -> Payments:
    """The adapter of a provider. Raises LookupError where there is none."""
    if provider not in provider_names():
        raise LookupError(f"no such provider of payments: {provider}")
    make: Callable[[], Payments] = importlib.import_module(f"prilavok.adapters.payments.{provider}.adapter").open_here
    return make()


def charge_once(provider: Payments, wanted: Charge, line: Line) -> Charged:
    """Charge, and where that gave no clear word ask at once; never raises OutsideFailed.

    refused: certainly not taken, reason tells why. pending: it may have been taken, only asking again will tell.
    """
    try:
        return _of_ours(provider.charge(wanted, line), wanted)
    except OutsideFailed as failure:
        if failure.outcome == "final" or failure.code == "outside.unreachable":
            return Charged("refused", "", wanted.amount, wanted.currency, failure.code)
        # With an answer in hand nothing is under way any more: a key it does not know then was never charged.
        return ask_once(provider, wanted, line, arrived=failure.status is not None, reason=failure.code)


def ask_once(
    provider: Payments, wanted: Charge, line: Line, *, arrived: bool, reason: str = "payment.not_received"
) -> Charged:
    """Ask what became of a charge; never raises OutsideFailed. arrived: what was sent has arrived or never will."""
    try:
        said = provider.ask(wanted.key, line)
    except OutsideFailed:
        return Charged("pending", "", wanted.amount, wanted.currency)
    if said is not None:
        return _of_ours(said, wanted)
    return Charged("refused" if arrived else "pending", "", wanted.amount, wanted.currency, reason if arrived else "")


def _of_ours(said: Charged, wanted: Charge) -> Charged:
    """Another amount than was asked is no word on this charge."""
    same = (said.amount, said.currency) == (wanted.amount, wanted.currency)
    return said if same else Charged("pending", "", wanted.amount, wanted.currency)


def refund_once(provider: Payments, wanted: Refund, line: Line) -> Refunded:
    """Give back, and where that gave no clear word ask at once; never raises OutsideFailed.

    refused: certainly not given back. pending: it may have been, or the provider could not be reached; the same key may
    be sent again, for it never gives back twice.
    """
    try:
        return _of_ours_back(provider.refund(wanted, line), wanted)
    except OutsideFailed as failure:
        if failure.outcome == "final":
            return Refunded("refused", "", wanted.amount, wanted.currency, failure.code)
    try:
        said = provider.ask_refund(wanted.key, line)
    except OutsideFailed:
        said = None
    return _of_ours_back(said, wanted) if said else Refunded("pending", "", wanted.amount, wanted.currency)


def _of_ours_back(said: Refunded, wanted: Refund) -> Refunded:
    """Another amount than was asked is no word on this refund."""
    same = (said.amount, said.currency) == (wanted.amount, wanted.currency)
    return said if same else Refunded("pending", "", wanted.amount, wanted.currency)
