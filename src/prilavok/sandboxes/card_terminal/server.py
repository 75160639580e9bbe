"""The terminal over HTTP: what is asked, what is refused, and the page of the newest charges."""

import asyncio
import hashlib
import html
import re
import time
from pathlib import Path
from urllib.parse import unquote

import msgspec

from prilavok.sandboxes.card_terminal.charges import SLOW, Charges
from prilavok.sandboxes.hooks import Hooks, Trouble, read_hook
from prilavok.sandboxes.keys import Full, KeyReused
from prilavok.sandboxes.refunds import Refunds
from prilavok.sandboxes.web import Answer, Application, Asked, Unreadable, json_answer, page_answer

LARGEST_BODY = 16 * 1024
LARGEST_AMOUNT = 10**12
_BEARER = re.compile(r"Bearer ([\x21-\x7e]{8,200})")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SHOWN = 200
_MOST_BUSY = 10_000


class Terminal:
    """One terminal. memory: the file that a restart reads its charges from."""

    def __init__(self, memory: Path | None = None) -> None:
        self._charges = Charges(time.time, memory)
        self._refunds = Refunds(self._charges, time.time, memory.with_suffix(".refunds") if memory else None)
        self._hooks = Hooks(memory.with_suffix(".hooks") if memory else None)
        self._turned_away: set[tuple[str, str]] = set()
        self._closing = asyncio.Event()

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_BODY, end=self.close)

    async def close(self) -> None:
        """Slow answers are given at once."""
        self._closing.set()
        await self._hooks.close()

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        if asked.path == "/" and asked.method == "GET":
            return page_answer(_page(self._charges.newest(_SHOWN), self._refunds.newest(_SHOWN)))
        if asked.path == "/sandbox/trouble" and asked.method == "POST":
            return self._make_trouble(asked)
        noun, _, key = asked.path.removeprefix("/").partition("/")
        if noun not in ("charges", "refunds") and asked.path != "/hook":
            return _refusal(404, "not_found", "There is no such address.")
        if asked.method != ("GET" if key else "PUT" if noun == "hook" else "POST"):
            return _refusal(405, "bad_method", "PUT /hook, POST /<noun> and GET /<noun>/<key> are offered.")
        bearer = _BEARER.fullmatch(asked.headers.get("authorization", ""))
        if bearer is None:
            return _refusal(401, "unauthorized", "A bearer key of 8 to 200 characters is needed.")
        owner = hashlib.sha256(bearer[1].encode()).hexdigest()  # the key itself is kept nowhere
        if noun == "hook":
            return self._listen(owner, asked)
        return self._find(noun, owner, unquote(key)) if key else await self._make(noun, owner, asked)

    def _listen(self, owner: str, asked: Asked) -> Answer:
        try:
            hook = read_hook(asked.json())
        except Unreadable:
            hook = None
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

    def _find(self, noun: str, owner: str, key: str) -> Answer:
        if noun == "refunds":
            given = self._refunds.find(owner, key)
            if given is None:
                return _refusal(404, "no_such_refund", "Nothing was given back under this key.")
            return json_answer(given.as_of(time.time()))
        found = self._charges.find(owner, key)
        if found is None:
            return _refusal(404, "no_such_charge", "Nothing was charged under this key.")
        return json_answer(found.as_of(time.time()))

    async def _make(self, noun: str, owner: str, asked: Asked) -> Answer:
        key = asked.headers.get("idempotency-key", "")
        try:
            wanted = asked.json()
        except Unreadable:
            wanted = None
        if trouble := _wrong(noun, key, wanted):
            return _refusal(400, "bad_request", trouble)
        kept: Charges | Refunds = self._charges if noun == "charges" else self._refunds
        ending = wanted["amount"] % 100
        new_key = kept.find(owner, key) is None
        if new_key and ending == 8:
            return _refusal(500, "terminal_fault", "The terminal failed; nothing was done.")
        if new_key and ending == 12 and (owner, key) not in self._turned_away:
            if len(self._turned_away) >= _MOST_BUSY:
                self._turned_away.clear()
            self._turned_away.add((owner, key))
            return _refusal(503, "busy", "The terminal is busy; nothing was done.", ("retry-after", "1"))
        try:
            made, new = kept.make(owner, key, wanted)
        except KeyReused:
            return _refusal(422, "key_reused", "The key was used with another body; nothing was done.")
        except Full:
            return _refusal(503, "full", "The terminal remembers no more; nothing was done.")
        if new:
            self._hooks.tell(noun.removesuffix("s"), made.owner, made.as_of, made.made_at, made.settles_at)
        if new and ending == 11:
            await _pause(self._closing, SLOW)
        return json_answer(made.as_of(time.time()), 201 if new else 200, cut=new and ending == 6)


async def _pause(closing: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(closing.wait(), seconds)
    except TimeoutError:
        return


def _refusal(status: int, code: str, message: str, *headers: tuple[str, str]) -> Answer:
    return json_answer({"error": {"code": code, "message": message}}, status, *headers)


def _wrong(noun: str, key: str, wanted: object) -> str | None:
    """What is wrong with a charge or a refund as asked for, None when nothing is."""
    if not _KEY.fullmatch(key):
        return "The header Idempotency-Key is needed: 1 to 200 printable characters without spaces."
    if not isinstance(wanted, dict):
        return "The body is to be a JSON object."
    named = "order" if noun == "charges" else "charge"
    amount, currency, order = (wanted.get(name) for name in ("amount", "currency", named))
    if type(amount) is not int or not 0 < amount <= LARGEST_AMOUNT:
        return "amount is to be a whole number of minor units, from 1 to 10^12."
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        return "currency is to be three capital letters."
    if not isinstance(order, str) or not 0 < len(order) <= 100:
        return f"{named} is to be a text of 1 to 100 characters."
    return None


def _page(charges: list[dict[str, object]], refunds: list[dict[str, object]]) -> str:
    head = "<!doctype html><html lang='en'><meta charset='utf-8'><title>Card terminal (sandbox)</title>"
    if not charges:
        return f"{head}<h1>Card terminal (sandbox)</h1><p>Nothing was charged yet: pay by card at the till."
    columns = ("made_at", "order", "amount", "currency", "state", "declined_because", "key")
    table = _table(charges, columns)
    given = _table(refunds, ("made_at", "charge", *columns[2:])) if refunds else "<p>Nothing was given back."
    return f"{head}<h1>Card terminal (sandbox)</h1>{table}<h2>Refunds</h2>{given}"


def _table(rows: list[dict[str, object]], columns: tuple[str, ...]) -> str:
    cells = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_shown(name, one[name]))}</td>" for name in columns) for one in rows
    )
    titles = "".join(f"<th scope='col'>{name.replace('_', ' ')}</th>" for name in columns)
    return f"<table><thead><tr>{titles}</thead><tbody>{cells}</tbody></table>"


def _shown(name: str, value: object) -> str:
    if name == "made_at":
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(int(str(value))))
    return "" if value is None else str(value)
