"""The payment page over HTTP: what the shop asks, what the customer does, and what is told of it unasked."""

import hashlib
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from prilavok.sandboxes.hooks import Hooks, Trouble, read_hook
from prilavok.sandboxes.keys import Full, KeyReused
from prilavok.sandboxes.pay_page.pages import newest_page, pay_page
from prilavok.sandboxes.pay_page.payments import Impossible, Payment, Payments
from prilavok.sandboxes.refunds import Refunds
from prilavok.sandboxes.web import (
    PAGE_POLICY,
    Answer,
    Application,
    Asked,
    Unreadable,
    is_own,
    json_answer,
    page_answer,
)

LARGEST_BODY = 16 * 1024
LARGEST_AMOUNT = 10**12
_BEARER = re.compile(r"Bearer ([\x21-\x7e]{8,200})")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_CURRENCY = re.compile(r"[A-Z]{3}")
#: what may stand in a header: the customer is sent there
_BACK = re.compile(r"https?://[\x21-\x7e]{1,400}")
_SHOWN = 200
_MESSAGES = {
    "not_held": "No money is held: nothing was taken.",
    "over_held": "Less is held: nothing was taken.",
    "captured": "The money was taken: give it back by a refund.",
}


class PayPage:
    """One payment page. port: its own, of the links it gives. memory: the file that a restart reads from."""

    def __init__(self, port: int, memory: Path | None = None) -> None:
        self._home = f"http://127.0.0.1:{port}"
        self._payments = Payments(time.time, memory)
        self._refunds = Refunds(self._payments, time.time, memory.with_suffix(".refunds") if memory else None)
        self._hooks = Hooks(memory.with_suffix(".hooks") if memory else None)

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_BODY, end=self._hooks.close)

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        if asked.path == "/" and asked.method == "GET":
            now = time.time()
            return page_answer(newest_page([one.as_of(now, self._home) for one in self._payments.newest(_SHOWN)]))
        if asked.path.startswith("/pay/"):
            return self._at_the_page(asked)
        if asked.path == "/sandbox/trouble" and asked.method == "POST":
            return self._make_trouble(asked)
        noun, _, rest = asked.path.removeprefix("/").partition("/")
        if noun not in ("payments", "refunds") and asked.path != "/hook":
            return _refusal(404, "not_found", "There is no such address.")
        bearer = _BEARER.fullmatch(asked.headers.get("authorization", ""))
        if bearer is None:
            return _refusal(401, "unauthorized", "A bearer key of 8 to 200 characters is needed.")
        owner = hashlib.sha256(bearer[1].encode()).hexdigest()  # the key itself is kept nowhere
        key, _, act = rest.partition("/")
        match asked.method, noun, bool(key), act:
            case "PUT", "hook", _, _:
                return self._listen(owner, asked)
            case "POST", "payments", False, "":
                return self._made(owner, asked)
            case "POST", "refunds", False, "":
                return self._given_back(owner, asked)
            case "GET", _, True, "":
                return self._found(noun, owner, unquote(key))
            case "POST", "payments", True, "capture" | "void":
                return self._closed(owner, unquote(key), act, asked)
        return _refusal(405, "bad_method", "See the document: this is not offered here.")

    def _at_the_page(self, asked: Asked) -> Answer:
        one = self._payments.by_token(asked.path.removeprefix("/pay/"))
        if one is None:
            return page_answer(pay_page(None), 404)
        if asked.method == "GET":
            return _to_pay(pay_page(one.as_of(time.time(), self._home)))
        if asked.method != "POST" or not asked.from_own_page:
            return _refusal(405, "bad_method", "GET and POST of this page are offered.")
        act = str(asked.form().get("act", ""))
        done = self._payments.act(one, act)
        if done is not one:
            self._tell(done)
        goal = one.back if one.back and act != "decline" else asked.path
        return Answer(303, headers=(("location", goal + ("?declined=1" if act == "decline" else "")),))

    def _made(self, owner: str, asked: Asked) -> Answer:
        key, wanted = asked.headers.get("idempotency-key", ""), _object(asked)
        if trouble := _wrong(key, wanted):
            return _refusal(400, "bad_request", trouble)
        try:
            made, new = self._payments.make(owner, key, wanted)
        except KeyReused:
            return _refusal(422, "key_reused", "The key was used with another body; nothing was done.")
        except Full:
            return _refusal(503, "full", "The page remembers no more; nothing was done.")
        return json_answer(made.as_of(time.time(), self._home), 201 if new else 200)

    def _closed(self, owner: str, key: str, act: str, asked: Asked) -> Answer:
        one = self._payments.find(owner, key)
        if one is None:
            return _refusal(404, "no_such_payment", "There is no payment under this key.")
        amount = _object(asked).get("amount")
        if act == "capture" and (type(amount) is not int or not 0 < amount <= LARGEST_AMOUNT):
            return _refusal(400, "bad_request", "amount is to be a whole number of minor units, from 1 to 10^12.")
        try:
            done = self._payments.capture(one, int(str(amount))) if act == "capture" else self._payments.void(one)
        except KeyReused:
            return _refusal(422, "key_reused", "Another amount was captured; nothing was done.")
        except Full:
            return _refusal(503, "busy", "The page is busy; nothing was done.", ("retry-after", "1"))
        except Impossible as no:
            code = str(no)
            if code == "not_held" and (lapsed := self._payments.find(owner, key)) is not None and lapsed is not one:
                self._tell(lapsed)
            return _refusal(422 if code == "over_held" else 409, code, _MESSAGES[code])
        new = done is not one
        if new:
            self._tell(done)
        cut = new and act == "capture" and int(str(amount)) % 100 == 6
        return json_answer(done.as_of(time.time(), self._home), cut=cut)

    def _found(self, noun: str, owner: str, key: str) -> Answer:
        now = time.time()
        if noun == "refunds":
            given = self._refunds.find(owner, key)
            return (
                json_answer(given.as_of(now)) if given else _refusal(404, "no_such_refund", "Nothing was given back.")
            )
        one = self._payments.find(owner, key)
        if one is None:
            return _refusal(404, "no_such_payment", "There is no payment under this key.")
        return json_answer(one.as_of(now, self._home))

    def _given_back(self, owner: str, asked: Asked) -> Answer:
        key, wanted = asked.headers.get("idempotency-key", ""), _object(asked)
        if not _KEY.fullmatch(key) or not _is_amount(wanted) or not isinstance(wanted.get("charge"), str):
            return _refusal(400, "bad_request", "A key, and amount, currency and charge are needed.")
        try:
            made, new = self._refunds.make(owner, key, wanted)
        except KeyReused:
            return _refusal(422, "key_reused", "The key was used with another body; nothing was done.")
        except Full:
            return _refusal(503, "full", "The page remembers no more; nothing was done.")
        if new:
            self._hooks.tell("refund", made.owner, made.as_of, made.made_at, made.settles_at)
        return json_answer(made.as_of(time.time()), 201 if new else 200)

    def _listen(self, owner: str, asked: Asked) -> Answer:
        hook = read_hook(_object(asked))
        if hook is None:
            return _refusal(400, "bad_request", "url of this machine and secret (whsec_, 24 to 64 bytes) are needed.")
        self._hooks.put(owner, hook)
        return Answer(204)

    def _make_trouble(self, asked: Asked) -> Answer:
        """From now on this goes wrong on the way of what is told, and nothing else."""
        try:
            self._hooks.trouble = msgspec.convert(asked.json(), Trouble)
        except (Unreadable, msgspec.ValidationError) as trouble:
            return _refusal(400, "bad_request", f"Not understood: {trouble}.")
        return Answer(204)

    def _tell(self, one: Payment) -> None:
        now = time.time()
        self._hooks.tell("payment", one.owner, lambda at: one.as_of(at, self._home), now, max(one.settles_at, now))


def _to_pay(text: str) -> Answer:
    """The customer's page: whoever has paid is sent back to the shop, which a stricter page would forbid."""
    back = " ".join(f"http://{name}:*" for name in ("127.0.0.1", "localhost"))
    policy = PAGE_POLICY.replace("form-action 'self'", f"form-action 'self' {back}")
    return Answer(200, text.encode(), "text/html; charset=utf-8", (("content-security-policy", policy),))


def _object(asked: Asked) -> dict[str, Any]:
    """The body's JSON object; empty where it is none."""
    try:
        told = asked.json()
    except Unreadable:
        return {}
    return told if isinstance(told, dict) else {}


def _is_amount(wanted: dict[str, Any]) -> bool:
    amount, currency = wanted.get("amount"), wanted.get("currency")
    known = isinstance(currency, str) and _CURRENCY.fullmatch(currency) is not None
    return type(amount) is int and 0 < amount <= LARGEST_AMOUNT and known


def _wrong(key: str, wanted: dict[str, Any]) -> str | None:
    """What is wrong with a payment as asked for, None when nothing is."""
    if not _KEY.fullmatch(key):
        return "The header Idempotency-Key is needed: 1 to 200 printable characters without spaces."
    if not _is_amount(wanted):
        return "amount is to be minor units from 1 to 10^12, currency three capital letters."
    order, back, minutes = (wanted.get(name) for name in ("order", "back", "minutes"))
    if not isinstance(order, str) or not 0 < len(order) <= 100:
        return "order is to be a text of 1 to 100 characters."
    if wanted.get("way") not in ("page", "qr") or type(wanted.get("hold")) is not bool:
        return "way is to be page or qr, hold true or false."
    if not isinstance(back, str) or (back and not _leads_back(back)):
        return "back is to be an address of this machine, or nothing."
    if type(minutes) is not int or not 1 <= minutes <= 1440:
        return "minutes are to be from 1 to 1440."
    return None


def _leads_back(back: str) -> bool:
    return _BACK.fullmatch(back) is not None and is_own(back)


def _refusal(status: int, code: str, message: str, *headers: tuple[str, str]) -> Answer:
    return json_answer({"error": {"code": code, "message": message}}, status, *headers)
