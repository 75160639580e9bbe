"""The port of payments: money taken, held or given back under a key of ours, and what became of it, in neutral words.

Three ways there are: a terminal charges a card at once (`charge`); a customer is led to a page of the provider's, by a
link or a QR code (`open_page`); and what was only held there is captured, in whole or in part, or let go (`capture`,
`void`). What a provider can is in its manifest; of the rest it raises NotOffered.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from prilavok.kit.errors import Said
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret

FOLDER = Path(__file__).parent.parent


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
class Page:
    """A page of the provider's where a customer is to pay. key, amount, order: see Charge.

    way: opened in their browser, or shown as a QR code to their phone. hold: the money is only kept, to be captured
    later. back: where the customer is sent afterwards, "" nowhere. minutes: how long it may be paid.
    """

    key: str
    amount: int
    currency: str
    order: str
    way: Literal["page", "qr"]
    hold: bool
    back: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Held:
    """Money that is held under a key of ours; outside_id: the provider's name of it. amount: all that is held."""

    key: str
    outside_id: str
    amount: int
    currency: str


#: waiting: for a customer at the page; held: on the card, nothing is taken; released: free again; pending: not known
State = Literal["captured", "refused", "pending", "waiting", "held", "released"]


@dataclass(frozen=True, slots=True)
class Charged:
    """What the provider says became of money asked for under a key of ours; amount: all that was asked for.

    outside_id: its own name of it. reason: a code, where refused or released. taken: minor units that were captured of
    what was held, None where all of it was. link: the page that waits. until: unix seconds, of waiting and of holding;
    nought where it does not say.
    """

    state: State
    outside_id: str
    amount: int
    currency: str
    reason: str = ""
    taken: int | None = None
    link: str = ""
    until: int = 0


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
        """What became of the charge or page of a key; None where it was never heard of. Raises OutsideFailed."""
        ...

    def open_page(self, wanted: Page, line: Line) -> Charged:
        """Have the customer pay at the provider's, once for a key however often it is asked. Raises as charge does."""
        ...

    def capture(self, held: Held, amount: int, line: Line) -> Charged:
        """Take so much of what is held, once; the rest of it is free. Raises as charge does.

        The same amount asked for again is answered as it stands.
        """
        ...

    def void(self, held: Held, line: Line) -> Charged:
        """Let go what is held, or end a page that waits; as it stands where it has ended. Raises as charge does."""
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
