"""The trial payment page translated both ways; what it rests on is named in the manifest."""

from collections.abc import Mapping
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
    State,
    Told,
)
from prilavok.adapters.payments.port.answers import (
    code_of,
    failed,
    head_of,
    hook_key,
    object_of,
    refund_of,
    sent_by_them,
    spoken,
    told_of,
)
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret

_STATES: Mapping[str, State] = {
    "waiting": "waiting",
    "held": "held",
    "captured": "captured",
    "pending": "pending",
    "declined": "refused",
    "cancelled": "refused",
    "expired": "refused",
    "released": "released",
}


class SandboxPage:
    """A page, or a QR code, where a customer pays; money may be held first."""

    name = "sandbox_page"
    can = frozenset({"page", "qr", "hold", "ask", "refund", "listen"})
    live_url = ""
    sandbox = "pay"

    def charge(self, wanted: Charge, line: Line) -> Charged:
        """Nothing is taken here that a customer does not pay at the page."""
        raise NotOffered(self.name, "charge")

    def ask(self, key: str, line: Line) -> Charged | None:
        """GET /payments/<key>; 404 says that there never was such a payment."""
        answer = spoken(line, "GET", f"payments/{quote(key, safe='')}")
        if answer.status == 404 and code_of(answer) == "no_such_payment":
            return None
        return _read(_taken(answer), key)

    def open_page(self, wanted: Page, line: Line) -> Charged:
        """POST /payments. A repeat of the key is answered with the payment as it stands."""
        body = {
            "amount": wanted.amount, "currency": wanted.currency, "order": wanted.order, "way": wanted.way,
            "hold": wanted.hold, "back": wanted.back, "minutes": wanted.minutes,
        }  # fmt: skip
        return _read(_taken(spoken(line, "POST", "payments", body, key=wanted.key)), wanted.key)

    def capture(self, held: Held, amount: int, line: Line) -> Charged:
        """POST /payments/<key>/capture; the same amount again is answered as it stands."""
        answer = spoken(line, "POST", f"payments/{quote(held.key, safe='')}/capture", {"amount": amount})
        return _read(_taken(answer), held.key)

    def void(self, held: Held, line: Line) -> Charged:
        """POST /payments/<key>/void."""
        answer = spoken(line, "POST", f"payments/{quote(held.key, safe='')}/void", {})
        return _read(_taken(answer), held.key)

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

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Mapping[str, Secret], now: float) -> bool:
        """Signed by Standard Webhooks with the secret we gave when we asked to be told."""
        return sent_by_them(headers, body, secrets, now)

    def key_of(self, headers: Mapping[str, str], body: bytes) -> str:
        """A repeat carries the id of the first, stamped and signed anew."""
        return hook_key(headers)

    def read(self, body: bytes) -> Told:
        """The one payment or refund that it tells of, as it stood when it was written."""
        return told_of(body, {"payment": _read, "refund": _read_back}, unfit="page.shape")

    def listen(self, url: str, line: Line) -> None:
        """PUT /hook; the address and the secret of before are forgotten."""
        _taken(spoken(line, "PUT", "hook", {"url": url, "secret": line.secrets["webhook_secret"].reveal()}))


def open_here() -> Payments:
    """The adapter, for the port to find."""
    return SandboxPage()


def _taken(answer: Answer) -> Answer:
    """The answer, where it is none of the refusals."""
    if answer.status == 429 or answer.status >= 500:
        raise _failed("temporary", "page.busy", answer)
    if answer.status >= 400:
        raise _failed("final", "page.refused", answer)
    return answer


def _read(answer: Answer, key: str) -> Charged:
    """The payment as told. What cannot be read, or is of another key, says nothing of what happened."""
    told = object_of(answer.body)
    state, taken, until, link = (told.get(one) for one in ("state", "taken", "until", "link"))
    head, known = head_of(told, "payment", key), _STATES.get(str(state))
    if head is None or known is None or (taken is not None and type(taken) is not int):
        raise _failed("unknown", "page.unreadable", answer)
    because = told.get("because") or (state if known == "refused" else "")
    return Charged(
        known, *head, str(because)[:40], taken if isinstance(taken, int) else None,
        link[:400] if isinstance(link, str) and known == "waiting" else "", until if isinstance(until, int) else 0,
    )  # fmt: skip


def _read_back(answer: Answer, key: str) -> Refunded:
    """The refund as told, read likewise."""
    if (said := refund_of(answer, key)) is None:
        raise _failed("unknown", "page.unreadable", answer)
    return said


def _failed(outcome: Outcome, code: str, answer: Answer) -> OutsideFailed:
    return failed(outcome, code, _SENTENCES[code], answer)


_SENTENCES = {
    "page.busy": _("The bank's page is busy or out of order. Nothing was taken; try again."),
    "page.refused": _("The bank's page does not take this payment."),
    "page.unreadable": _("The bank's page answered with something unreadable."),
}
