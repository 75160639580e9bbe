"""The side of phones and of the cabinets, for stories: JSON in and out."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from prilavok.sandboxes.sms.memory import BEGINS, DELIVERED, WAITING, Account, Answered, Impossible, Memory, number_of
from prilavok.sandboxes.sms.smsc import money
from prilavok.sandboxes.web import Answer, Asked, is_own, json_answer

Json = dict[str, Any]
_LONGEST_ANSWER = 1_000
_STATES = {"on", "off", "gone", "barred"}
_LONGEST_LATE = 86_400.0
_SUM = re.compile(r"([0-9]{1,9})(?:\.([0-9]{2}))?")


class Phones:
    """answered: called with what a phone wrote back."""

    def __init__(self, memory: Memory, answered: Callable[[Answered], None]) -> None:
        self._memory = memory
        self._answered = answered

    def answer(self, asked: Asked) -> Answer:
        """One request under /user to its answer."""
        _root, _user, number, deed, *more = [*asked.path.split("/"), "", ""]
        try:
            if any(more) or not asked.from_own_page:
                raise Impossible("act")
            if asked.method == "GET":
                told = self._looked(number, deed)
            elif asked.method == "POST":
                told = self._done(number, deed, _object(asked))
            else:
                raise Impossible("act")
        except Impossible as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 409)
        return json_answer({"ok": True, "result": told})

    def _looked(self, number: str, deed: str) -> object:
        if not number:
            return [msgspec.to_builtins(one) for one in self._memory.phones.values()]
        if deed != "chat":
            raise Impossible("act")
        return self._chat(_dialled(number))

    def _done(self, number: str, deed: str, told: Json) -> object:
        if not number:
            return msgspec.to_builtins(self._memory.phone(_dialled(told.get("phone"))))
        phone = self._memory.phone(_dialled(number))
        if deed == "say":
            text = told.get("text")
            if not isinstance(text, str) or not 0 < len(text.strip()) <= _LONGEST_ANSWER:
                raise Impossible("text")
            if phone.state in {"off", "gone"}:
                raise Impossible("phone")
            made = self._memory.answer(phone.number, text.strip())
            self._answered(made)
            return msgspec.to_builtins(made)
        if deed == "late":
            seconds = told.get("seconds")
            if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds <= _LONGEST_LATE:
                raise Impossible("act")
            phone.late = float(seconds)
        elif deed in _STATES:
            phone.state = deed
        else:
            raise Impossible("act")
        return msgspec.to_builtins(phone)

    def _chat(self, number: str) -> Json:
        """What stands on the phone, the oldest first; what is under way or was never delivered does not."""
        mine = [one for one in self._memory.sent if one.phone == number]
        came = [
            (one.changed_at, {"from": one.sender or one.provider, "text": one.text, "parts": one.parts, "id": one.id})
            for one in mine
            if one.state == DELIVERED
        ]
        said = [(one.at, {"to": one.to, "text": one.text}) for one in self._memory.answers if one.phone == number]
        phone = self._memory.phones.get(number)
        return {
            "state": phone.state if phone else "on",
            "messages": [told for _at, told in sorted([*came, *said], key=lambda pair: pair[0])],
            "under_way": sum(one.state == WAITING for one in mine),
        }

    def cabinet(self, asked: Asked) -> Answer:
        """GET lists the accounts, POST sets one."""
        try:
            if asked.method == "POST" and asked.from_own_page:
                self._set(_object(asked))
        except Impossible as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 409)
        told = [
            {"provider": one.provider, "account": one.name, "balance": money(one.balance), "blocked": one.blocked}
            | {"hook": one.hook}
            for one in self._memory.accounts
        ]
        return json_answer({"ok": True, "result": told})

    def _set(self, told: Json) -> None:
        provider, name, psw = told.get("provider"), told.get("account"), told.get("psw", "")
        if not isinstance(name, str) or not 0 < len(name) <= 128 or not isinstance(psw, str) or provider not in BEGINS:
            raise Impossible("account")
        known: Account | None = next(
            (one for one in self._memory.accounts if (one.provider, one.name) == (provider, name)), None
        )
        balance, blocked, hook = told.get("balance", ""), told.get("blocked", False), told.get("hook", "")
        secret = told.get("secret", "")
        summed = _SUM.fullmatch(balance) if isinstance(balance, str) else None
        if not isinstance(blocked, bool) or not isinstance(hook, str) or (balance and not summed):
            raise Impossible("account")
        if not isinstance(secret, str) or len(secret) > 255:
            raise Impossible("account")
        if hook and (not is_own(hook) or len(hook) > 1_000):
            raise Impossible("hook")
        account = known or self._memory.account(provider, name, psw)
        if account is None:
            raise Impossible("account")
        if summed:
            account.balance = int(summed[1]) * 100 + int(summed[2] or 0)
        account.blocked = bool(told.get("blocked", account.blocked))
        if "hook" in told:
            account.hook, account.secret = hook, secret


def _dialled(number: object) -> str:
    found = number_of(number) if isinstance(number, str) else ""
    if not found:
        raise Impossible("phone")
    return found


def _object(asked: Asked) -> Json:
    """The JSON object of the body, empty where there is none. Raises Impossible; Unreadable where it is no JSON."""
    told = asked.json() if asked.body else {}
    if not isinstance(told, dict):
        raise Impossible("act")
    return told
