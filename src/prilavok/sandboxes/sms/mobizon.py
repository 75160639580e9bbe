"""The side of Mobizon: one message sent, statuses, money; every answer is 200 with a code."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from prilavok.sandboxes.sms.carrying import Carrying
from prilavok.sandboxes.sms.memory import (
    BARRED,
    DELIVERED,
    EXPIRED,
    GONE,
    MOBIZON,
    PRICES,
    WAITING,
    Account,
    Memory,
    Sent,
    digits,
    number_of,
)
from prilavok.sandboxes.sms.texts import parts_of

Json = dict[str, Any]
_KEY = re.compile(r"[A-Za-z0-9]{20,128}")
_SENDER = re.compile(r"[A-Za-z0-9._ \-]{1,11}")
_LONGEST_TEXT = 1_000
_MOST_IDS = 100
#: minutes: a day unless told, from an hour to a day
_LIVES = (60, 1_440)
_STATUSES = {WAITING: "ACCEPTD", DELIVERED: "DELIVRD", EXPIRED: "EXPIRED", GONE: "UNDELIV", BARRED: "REJECTD"}


class Wrong(Exception):
    """An answer that is no success, by its code. data: which field is wrong."""

    def __init__(self, code: int, message: str, data: object = "") -> None:
        super().__init__(code)
        self.code, self.message, self.data = code, message, data

    def told(self) -> Json:
        return {"code": self.code, "data": self.data, "message": self.message}


class Mobizon:
    """One Mobizon."""

    def __init__(self, memory: Memory, carrying: Carrying) -> None:
        self._memory = memory
        self._carrying = carrying
        self._methods: Mapping[str, Mapping[str, Callable[[Account, Mapping[str, str]], object]]] = {
            "message": {"sendsmsmessage": self._send, "getsmsstatus": self._status},
            "user": {"getownbalance": self._balance},
        }

    def answer(self, path: str, given: Mapping[str, str]) -> Json:
        """What a method answers; path: <module>/<method>. Raises Wrong."""
        module, _slash, method = path.strip("/").lower().partition("/")
        if given.get("output", "json") != "json":
            raise Wrong(6, "Parameter output is incorrect.")
        if module not in self._methods:
            raise Wrong(4, "Parameter module is incorrect.")
        if method not in self._methods[module]:
            raise Wrong(5, "Parameter method is incorrect.")
        key = given.get("apiKey", "")
        account = self._memory.account(MOBIZON, key) if _KEY.fullmatch(key) else None
        if account is None:
            raise Wrong(8, "Login failed.")
        if account.blocked:
            raise Wrong(14, "Account is blocked.")
        return {"code": 0, "data": self._methods[module][method](account, given), "message": ""}

    def _send(self, account: Account, given: Mapping[str, str]) -> object:
        for field in ("recipient", "text"):
            if not given.get(field, "").strip():
                raise Wrong(11, f"Required parameter {field} is missing.")
        recipient, text, sender = given["recipient"], given["text"], given.get("from", "")
        number, minutes = number_of(recipient), given.get("params[validity]", str(_LIVES[1]))
        wrong = {
            "recipient": not number,
            "text": len(text) > _LONGEST_TEXT,
            "from": bool(sender) and not _SENDER.fullmatch(sender),
            "validity": not (digits(minutes, 5) and _LIVES[0] <= int(minutes) <= _LIVES[1]),
        }
        if any(wrong.values()):
            fields = {field: "Invalid value." for field, is_wrong in wrong.items() if is_wrong}
            raise Wrong(1, "Data validation error.", fields)
        parts = parts_of(text)
        if PRICES[MOBIZON] * parts > account.balance:
            raise Wrong(15, "Insufficient funds.")
        lives = int(minutes) * 60.0
        made = self._memory.send(account, number, text, sender=sender, lives=lives, name="")
        made.campaign = self._memory.next_number()
        self._carrying.take(made)
        # 2: it goes out without being looked at by a moderator first.
        return {"campaignId": str(made.campaign), "messageId": made.id, "status": 2}

    def _status(self, account: Account, given: Mapping[str, str]) -> object:
        listed = [value for name, value in given.items() if re.fullmatch(r"ids(\[[0-9]*\])?", name)]
        ids = [one.strip() for value in listed for one in value.split(",") if one.strip()]
        if not ids:
            raise Wrong(2, "No message is named.")
        if len(ids) > _MOST_IDS:
            raise Wrong(12, f"At most {_MOST_IDS} messages at once.")
        found = [self._memory.find(account, name) for name in ids]
        return [_told(one) for one in found if one is not None]

    def _balance(self, account: Account, given: Mapping[str, str]) -> object:
        whole, rest = divmod(account.balance, 100)
        return {"balance": f"{whole}.{rest:02d}00", "currency": "KZT"}


def _told(sent: Sent) -> Json:
    told: Json = {"id": sent.id, "status": _STATUSES[sent.state], "segNum": str(sent.parts)}
    return told | {"startSendTs": _dated(sent.at), "statusUpdateTs": _dated(sent.changed_at)}


def event_of(sent: Sent, event: int, attempt: int, secret: str) -> Json:
    """What is told unasked of a message that has ended; signed where there is a secret."""
    data: Json = {"campaignId": sent.campaign, "messageId": int(sent.id), "segNum": sent.parts}
    data |= {"statusUpdateTs": _dated(sent.changed_at), "status": _STATUSES[sent.state], "to": sent.phone}
    created = _dated(sent.changed_at)
    told: Json = {"eventId": event, "eventType": "sms-delivery-report", "eventCreateTs": created, "webhookId": 1}
    told |= {"attempt": attempt, "data": data}
    signed = f"{event}|{attempt}|{created}|{secret}".encode()
    return told | ({"sign": hashlib.sha1(signed).hexdigest()} if secret else {})


def _dated(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
