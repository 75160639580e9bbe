"""The side of SMSC: sending, statuses, money, what phones answered, each as its document says."""

import hashlib
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from prilavok.sandboxes.sms.carrying import Carrying
from prilavok.sandboxes.sms.memory import (
    BARRED,
    DELIVERED,
    EXPIRED,
    GONE,
    PRICES,
    SMSC,
    WAITING,
    Account,
    Memory,
    Sent,
    digits,
    number_of,
)
from prilavok.sandboxes.sms.texts import parts_of

Json = dict[str, Any]
_MOSCOW = timezone(timedelta(hours=3))
_LONGEST_TEXT = 1_000
_SENDER = re.compile(r"[A-Za-z0-9._ \-]{1,11}|\+?[0-9]{1,15}")
_ID = re.compile(r"[1-9][0-9]{0,9}|(?=.*[A-Za-z._\-])[A-Za-z0-9._\-]{1,40}")
_LARGEST_ID = 2**31 - 1
_MINUTE = 60.0
#: of a message under way: 0, it is with the operator
STATUSES = {WAITING: 0, DELIVERED: 1, EXPIRED: 3, GONE: 20, BARRED: 23}
#: the error of the network that stands beside it: nobody has the number, the operator lets nothing through
ERRORS = {GONE: 1, BARRED: 248}
_NAMES = {0: "Передано оператору", 1: "Доставлено", 3: "Просрочено", 20: "Невозможно доставить", 23: "Запрещено"}
_SAID = {
    1: "parameters error",
    2: "authorise error",
    3: "insufficient funds",
    4: "IP-address is temporarily blocked",
    6: "message is denied",
    7: "invalid number",
    9: "duplicate request, wait a minute",
}


class Wrong(Exception):
    """An error of SMSC by its number. name: the id of the message, where the error tells one."""

    def __init__(self, code: int, name: str = "", said: str = "") -> None:
        super().__init__(code)
        self.code, self.name, self.said = code, name, said or _SAID.get(code, "error")

    def told(self) -> Json:
        return {"error": self.said, "error_code": self.code} | ({"id": id_told(self.name)} if self.name else {})


class Smsc:
    """limits: whether the same request within a minute is refused."""

    def __init__(self, memory: Memory, carrying: Carrying, *, limits: bool) -> None:
        self._memory = memory
        self._carrying = carrying
        self._limits = limits
        self._asked: dict[str, list[float]] = {}
        self.scripts: Mapping[str, Callable[[Mapping[str, str]], object]] = {
            "/sys/send.php": self._send,
            "/rest/send/": self._send,
            "/sys/status.php": self._status,
            "/sys/balance.php": self._balance,
            "/sys/get.php": self._get,
        }

    def answer(self, path: str, given: Mapping[str, str]) -> object:
        """What one script answers. Raises Wrong."""
        if path != "/rest/send/" and given.get("fmt") != "3":
            raise Wrong(1, said="parameters error: this sandbox speaks fmt=3 only")
        return self.scripts[path](given)

    def _account(self, given: Mapping[str, str]) -> Account:
        login, psw, key = given.get("login", ""), given.get("psw", ""), given.get("apikey", "")
        if not (key or (login and psw)):
            raise Wrong(1)
        if key:
            found = self._memory.account(SMSC, key)
        else:
            known = next((one for one in self._memory.accounts if (one.provider, one.name) == (SMSC, login)), None)
            hashed = known is not None and hashlib.md5(known.psw.encode()).hexdigest() == psw.lower()
            found = known if hashed else self._memory.account(SMSC, login, psw)
        if found is None or len(key or login) > 64:
            raise Wrong(2)
        if found.blocked:
            raise Wrong(4)
        return found

    def _send(self, given: Mapping[str, str]) -> object:
        account, text, sender = self._account(given), given.get("mes", ""), given.get("sender", "")
        phones = [one for one in re.split(r"[,;\n]", given.get("phones", "")) if one.strip()]
        cost, name = given.get("cost", "0"), given.get("id", "")
        lives = _lives(given.get("valid", "24"))
        if not phones or not text.strip() or len(text) > _LONGEST_TEXT or cost not in {"0", "1", "2", "3"}:
            raise Wrong(1)
        if name in {"", "0"}:
            name = ""
        elif not _ID.fullmatch(name) or (digits(name, 10) and int(name) > _LARGEST_ID):
            raise Wrong(1)
        told = name or str(self._memory.next_number())
        numbers = list(dict.fromkeys(filter(None, map(number_of, phones))))
        if not numbers:
            raise Wrong(7, told)
        if sender and not _SENDER.fullmatch(sender):
            raise Wrong(6, told)
        parts = parts_of(text)
        price = PRICES[SMSC] * parts * len(numbers)
        if cost == "1":
            return {"cost": money(price), "cnt": parts * len(numbers)}
        if price > account.balance:
            raise Wrong(3, told)
        self._once(f"send:{account.name}:{numbers}:{text}:{sender}:{name}", 1)
        for number in numbers:
            made = self._memory.send(account, number, text, sender=sender, lives=lives, name=told)
            self._carrying.take(made)
        sent: Json = {"id": id_told(told), "cnt": parts * len(numbers)}
        sent |= {"cost": money(price)} if cost in {"2", "3"} else {}
        return sent | ({"balance": money(account.balance)} if cost == "3" else {})

    def _status(self, given: Mapping[str, str]) -> object:
        account = self._account(given)
        ids, phones, listed = given.get("id", ""), given.get("phone", ""), "," in given.get("id", "")
        pairs = list(zip(filter(None, ids.split(",")), filter(None, phones.split(",")), strict=False))
        if not pairs or len(pairs) > 500:
            raise Wrong(1)
        full = given.get("all", "0") in {"1", "2"}
        rows = [self._one_status(account, name, number_of(phone) or phone, full, listed) for name, phone in pairs]
        return rows if listed else rows[0]

    def _one_status(self, account: Account, name: str, phone: str, full: bool, listed: bool) -> Json:
        self._once(f"status:{account.name}:{name}:{phone}", 5)
        named: Json = {"id": id_told(name), "phone": phone} if listed else {}
        found = self._memory.find(account, name, phone)
        if found is None:
            if listed:
                return {"status": -3, "last_date": "", "last_timestamp": 0} | named
            raise Wrong(3, said="message not found")
        told: Json = {"status": STATUSES[found.state], "last_date": dated(found.changed_at)}
        told |= {"last_timestamp": int(found.changed_at), "flag": 0}
        told |= {"err": ERRORS.get(found.state, 0)} if found.state != WAITING else {}
        if full:
            told |= {"send_date": dated(found.at), "send_timestamp": int(found.at), "phone": found.phone, "type": 0}
            told |= {"cost": money(PRICES[SMSC] * found.parts), "sender_id": found.sender, "message": found.text}
            told |= {"status_name": _NAMES[told["status"]], "cnt": found.parts}
        return told | named

    def _balance(self, given: Mapping[str, str]) -> object:
        account = self._account(given)
        self._once(f"balance:{account.name}", 10)
        told = {"balance": money(account.balance)}
        return told | ({"currency": "RUR"} if given.get("cur") == "1" else {})

    def _get(self, given: Mapping[str, str]) -> object:
        account = self._account(given)
        hour, after = given.get("hour", "24"), given.get("after_id", "0")
        if given.get("get_answers") != "1" or not (digits(hour) and digits(after, 15)):
            raise Wrong(1)
        since = time.time() - int(hour) * 3600
        mine = [one for one in self._memory.answers if one.account == account.name and one.id > int(after)]
        return [
            {"id": one.id, "received": dated(one.at), "phone": one.phone, "message": one.text, "to_phone": one.to}
            | {"sent": dated(one.at)}
            for one in mine
            if one.at >= since
        ]

    def _once(self, what: str, most: int) -> None:
        """Count that it was asked. Raises Wrong beyond so many within a minute."""
        now = time.monotonic()
        if len(self._asked) > 10_000:
            self._asked.clear()
        lately = [at for at in self._asked.get(what, []) if now - at < _MINUTE]
        if self._limits and len(lately) >= most:
            raise Wrong(9)
        self._asked[what] = [*lately, now]


def id_told(name: str) -> int | str:
    """An id in an answer: a number where it is one."""
    return int(name) if digits(name, 10) else name


def money(hundredths: int) -> str:
    """As SMSC writes sums: without noughts at the end."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def dated(at: float) -> str:
    """An instant as SMSC writes it, by the clock of Moscow."""
    return datetime.fromtimestamp(at, _MOSCOW).strftime("%d.%m.%Y %H:%M:%S")


def told_of(sent: Sent) -> Json:
    """What is told unasked of a message that has ended."""
    told: Json = {"id": sent.id, "phone": sent.phone, "status": str(STATUSES[sent.state])}
    told |= {"time": dated(sent.changed_at), "ts": str(int(sent.changed_at)), "err": str(ERRORS.get(sent.state, 0))}
    return told | {"cnt": str(sent.parts), "cost": money(PRICES[SMSC] * sent.parts), "type": "0"}


def _lives(valid: str) -> float:
    """Seconds for which it is tried: hours, or hh:mm, from a minute to a day. Raises Wrong."""
    hours, _colon, minutes = valid.partition(":")
    if not digits(hours, 2) or (minutes and not digits(minutes, 2)):
        raise Wrong(1)
    seconds = int(hours) * 3600 + int(minutes or 0) * 60
    if not 60 <= seconds <= 86_400:
        raise Wrong(1)
    return float(seconds)
