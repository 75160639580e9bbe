"""The trial terminal translated both ways; what it rests on is named in the manifest."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote

from prilavok.adapters.payments.port import (
    Charge,
    Charged,
    Held,
    Line,
    NotOffered,
    Page,
    Payments,
    Refund,
    Refunded,
    Told,
)
from prilavok.adapters.payments.port.answers import (
    code_of,
    failed,
    head_of,
    hook_key,
    object_of,
    reason_of,
    refund_of,
    sent_by_them,
    spoken,
    told_of,
)
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret

_STATES: Mapping[str, Literal["captured", "refused", "pending"]] = {
    "captured": "captured",
    "declined": "refused",
    "pending": "pending",
}


class SandboxCard:
    """A terminal that takes a key with every charge and can be asked for it."""

    name = "sandbox_card"
    can = frozenset({"charge", "ask", "refund", "listen"})
    live_url = ""
    sandbox = "card"

    def charge(self, wanted: Charge, line: Line) -> Charged:
        """POST /charges. A repeat of the key is answered with the charge as it stands."""
        body = {"amount": wanted.amount, "currency": wanted.currency, "order": wanted.order}
        return _read(_taken(spoken(line, "POST", "charges", body, key=wanted.key)), wanted.key)

    def ask(self, key: str, line: Line) -> Charged | None:
        """GET /charges/<key>; 404 says that nothing was charged."""
        answer = spoken(line, "GET", f"charges/{quote(key, safe='')}")
        if answer.status == 404 and code_of(answer) == "no_such_charge":
            return None
        return _read(_taken(answer), key)

    def refund(self, wanted: Refund, line: Line) -> Refunded:
        """POST /refunds. A repeat of the key is answered with the refund as it stands."""
        body = {"charge": wanted.charge, "amount": wanted.amount, "currency": wanted.currency}
        return _read_back(_taken(spoken(line, "POST", "refunds", body, key=wanted.key)), wanted.key)

    def ask_refund(self, key: str, line: Line) -> Refunded | None:
        """GET /refunds/<key>; 404 says that nothing was given back."""
        answer = spoken(line, "GET", f"refunds/{quote(key, safe='')}")
        if answer.status == 404 and code_of(answer) == "no_such_refund":
            return None
        return _read_back(_taken(answer), key)

    def open_page(self, wanted: Page, line: Line) -> Charged:
        """A terminal has no page."""
        raise NotOffered(self.name, "page")

    def capture(self, held: Held, amount: int, line: Line) -> Charged:
        """A terminal takes money at once."""
        raise NotOffered(self.name, "hold")

    def void(self, held: Held, line: Line) -> Charged:
        """A terminal takes money at once."""
        raise NotOffered(self.name, "hold")

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Mapping[str, Secret], now: float) -> bool:
        """Signed by Standard Webhooks with the secret we gave when we asked to be told."""
        return sent_by_them(headers, body, secrets, now)

    def key_of(self, headers: Mapping[str, str], body: bytes) -> str:
        """A repeat carries the id of the first, stamped and signed anew."""
        return hook_key(headers)

    def read(self, body: bytes) -> Told:
        """The one charge or refund that it tells of, as it stood when it was written."""
        return told_of(body, {"charge": _read, "refund": _read_back}, unfit="card.shape")

    def listen(self, url: str, line: Line) -> None:
        """PUT /hook; the address and the secret of before are forgotten."""
        _taken(spoken(line, "PUT", "hook", {"url": url, "secret": line.secrets["webhook_secret"].reveal()}))


def open_here() -> Payments:
    """The adapter, for the port to find."""
    return SandboxCard()


def _read(answer: Answer, key: str) -> Charged:
    """The charge as told. What cannot be read, or is of another key, says nothing of what happened."""
    told = object_of(answer.body)
    head, state = head_of(told, "charge", key), _STATES.get(str(told.get("state")))
    if head is None or state is None:
        raise _failed("unknown", "card.unreadable", answer)
    return Charged(state, *head, reason_of(told))


def _read_back(answer: Answer, key: str) -> Refunded:
    """The refund as told, read likewise."""
    if (said := refund_of(answer, key)) is None:
        raise _failed("unknown", "card.unreadable", answer)
    return said


def _taken(answer: Answer) -> Answer:
    """The answer, where it is none of the refusals."""
    if answer.status == 429 or answer.status >= 500:
        raise _failed("temporary", "card.busy", answer)
    if answer.status >= 400:
        raise _failed("final", "card.refused", answer)
    return answer


def _failed(outcome: Outcome, code: str, answer: Answer) -> OutsideFailed:
    return failed(outcome, code, _SENTENCES[code], answer)


_SENTENCES = {
    "card.busy": _("The card terminal is busy or out of order. Nothing was charged; try again."),
    "card.refused": _("The card terminal does not take this payment."),
    "card.unreadable": _("The card terminal answered with something unreadable."),
}
