"""SMSC's HTTP interface translated both ways; what it rests on is named in the manifest.

Staff write our address into the settings of their account, with the secret and `charset=utf-8` behind it; SMSC posts a
form there for each state of a message of ours and for each SMS that came to a number of ours.
"""

import hashlib
from collections.abc import Mapping

from prilavok.adapters.channels.port import (
    Channel,
    Incoming,
    Line,
    Means,
    Outgoing,
    Plain,
    Posted,
    Sent,
    Standing,
    Unreadable,
)
from prilavok.adapters.channels.port.saying import refuse_unfit
from prilavok.adapters.channels.port.sms import http_failed, phone_of, sms_failed
from prilavok.adapters.channels.port.taking import Told, ask, digest_key, form_of, name_in, secret_in_query, wait_of
from prilavok.adapters.channels.smsc.posts import NOT_FOUND, read_post, standing_of
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.http import Answer

_TITLE = "SMSC"
_HOSTS = {"smsc.kz", "smsc.ru"}
#: "Не более одного одинакового запроса … в течение минуты"
_SAME_AGAIN_AFTER = 60
#: the numbers of errors of send.php; none of them has sent anything
_REFUSALS: Mapping[int, tuple[Outcome, str, int | None]] = {
    1: ("final", "sms.refused", None),
    2: ("final", "sms.login", None),
    3: ("temporary", "sms.no_money", None),
    4: ("temporary", "sms.too_fast", None),
    5: ("final", "sms.refused", None),
    6: ("final", "sms.forbidden", None),
    7: ("final", "sms.phone", None),
    8: ("final", "sms.undeliverable", None),
    9: ("temporary", "sms.too_fast", _SAME_AGAIN_AFTER),
}


class Smsc(Plain):
    """An account with SMSC from which SMS go out."""

    name = "smsc"
    channel = "sms"
    can = frozenset({"text", "ask"})
    #: mes: 1,000 characters, in Russian as well, so 15 parts. `id` is ours but "не обязательно уникален": the same one
    #: is sent again, so it is no key that is said once; what became of it status.php tells, of the last one sent.
    means = Means(text=1_000, first="anybody", tells=frozenset({"delivered", "failed"}), parts=15, asks="key")
    live_url = "https://smsc.kz"
    sandbox = "sms"
    taken = b""

    def verify(self, posted: Posted) -> bool:
        """Whether the address was called with our secret, which only who may see the account's settings knows."""
        return secret_in_query(posted, "secret", "hook_secret")

    def key_of(self, body: bytes) -> str:
        """Nothing names a post for ever, so its very bytes do."""
        return digest_key(body)

    def read(self, body: bytes) -> list[Incoming]:
        """The one thing that a post tells."""
        return [read_post(form_of(body), digest_key(body))]

    def send(self, message: Outgoing, line: Line) -> Sent:
        """send.php. The phone goes with a plus: without one SMSC would mend what it takes for mistakes in it."""
        refuse_unfit(message, self)
        told = _ask(
            "send", {"phones": f"+{phone_of(message.address)}", "mes": message.text} | _named(message, line), line
        )
        try:
            return Sent(name_in(told, "id"))
        except Unreadable:
            raise sms_failed("unknown", "sms.unreadable", _TITLE) from None

    def standing(self, address: str, outside_id: str, key: str, line: Line) -> Standing:
        """status.php: of the last message with this id to this phone."""
        identity = outside_id or (_number_of(key) if key else "")
        if not identity:
            raise ValueError("a message is named by its id or the key of its attempt")
        return standing_of(_ask("status", {"phone": f"+{phone_of(address)}", "id": identity}, line), identity)


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return Smsc()


def _number_of(key: str) -> str:
    """A number from 1 to 2^31 - 1 drawn from our key; it names the message together with its phone."""
    return str(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % (2**31 - 1) + 1)


def _named(message: Outgoing, line: Line) -> dict[str, str]:
    told = {"id": _number_of(message.key)} if message.key else {}
    sender = line.settings.get("sender", "")
    return told | ({"sender": sender} if sender else {})


def _ask(program: str, asked: Mapping[str, str], line: Line) -> Told:
    login, key = line.settings.get("login", ""), line.secrets["key"].reveal()
    who = {"login": login, "psw": key} if login else {"apikey": key}
    host = line.settings.get("host", "")
    base = f"https://{host}" if line.base_url == Smsc.live_url and host in _HOSTS else line.base_url
    form = {**who, **asked, "charset": "utf-8", "fmt": "3"}
    # Asking twice how it stands harms nobody.
    repeatable = program == "status"
    failed = _not_told if program == "status" else _failed
    return ask(line, "POST", f"{base}/sys/{program}.php", failed, form=form, repeatable=repeatable)


def _not_told(answer: Answer, told: Told) -> OutsideFailed | None:
    """As of sending, but that a message which is not there is an answer."""
    return None if answer.status < 300 and told.get("error_code") == NOT_FOUND else _failed(answer, told)


def _failed(answer: Answer, told: Told) -> OutsideFailed | None:
    failure = http_failed(answer.status, _TITLE, wait_of(answer))
    if failure is not None:
        return failure
    if "error_code" in told or "error" in told:
        number = told.get("error_code")
        outcome, code, wait = _REFUSALS.get(
            number if isinstance(number, int) else 0, ("unknown", "sms.unreadable", None)
        )
        return sms_failed(outcome, code, _TITLE, status=answer.status, retry_after=wait)
    return None if told else sms_failed("unknown", "sms.unreadable", _TITLE, status=answer.status)
