"""What several providers do alike: proofs in a header, and JSON read without trusting a word of it."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from prilavok.adapters.channels.port.channel import Posted
from prilavok.adapters.channels.port.incoming import Unreadable
from prilavok.adapters.channels.port.outgoing import Line
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer

#: a JSON object as told
Told = dict[str, Any]
#: every answer is ours to judge, so that a refusal is named by what the provider says
_ANY = frozenset(range(300, 600)) - {304}
_WITHIN_MS = 10_000
_LONGEST_WAIT = 86_400  # seconds
_CHALLENGE = re.compile(r"[A-Za-z0-9_.~+/=-]{1,256}")
_MOST_FIELDS = 200


def same_secret(posted: Posted, header: str, name: str) -> bool:
    """Whether the header carries the secret of this name, compared in constant time; never where we have none."""
    secret = posted.secrets[name].reveal() if name in posted.secrets else ""
    given = posted.headers.get(header, "")
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def signed_raw(posted: Posted, header: str, name: str, prefix: str = "") -> bool:
    """Whether the header carries the hex HMAC-SHA256 of the raw body under the secret of this name."""
    secret = posted.secrets[name].reveal() if name in posted.secrets else ""
    made = prefix + hmac.new(secret.encode(), posted.body, hashlib.sha256).hexdigest()
    given = posted.headers.get(header, "")
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "replace"), made.encode())


def greet_subscription(posted: Posted, name: str) -> bytes | None:
    """The challenge said back to who asks by the secret of this name whether this address is ours, as Meta does.

    None for anybody else. Source: Graph API, Webhooks, Getting started: Handling verification requests.
    """
    secret = posted.secrets[name].reveal() if name in posted.secrets else ""
    try:
        asked = parse_qs(posted.query, max_num_fields=20) if posted.method == "GET" else {}
    except ValueError:
        return None
    mode, given, challenge = (asked.get(f"hub.{part}", [""]) for part in ("mode", "verify_token", "challenge"))
    known = bool(secret) and hmac.compare_digest(given[0].encode("utf-8", "replace"), secret.encode())
    return challenge[0].encode() if known and mode == ["subscribe"] and _CHALLENGE.fullmatch(challenge[0]) else None


def secret_in_query(posted: Posted, field: str, name: str) -> bool:
    """Whether the address was called with the secret of this name in this field, once; never where we have none."""
    secret = posted.secrets[name].reveal() if name in posted.secrets else ""
    given = [value for key, value in pairs_of(posted.query) if key == field]
    return (
        bool(secret) and len(given) == 1 and hmac.compare_digest(given[0].encode("utf-8", "replace"), secret.encode())
    )


def pairs_of(text: str, encoding: str = "utf-8") -> list[tuple[str, str]]:
    """The fields of a query or a form, in their order; none where there are far too many."""
    try:
        return parse_qsl(text, keep_blank_values=True, encoding=encoding, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def form_of(body: bytes) -> Told:
    """The fields of a form, the first of each name; in UTF-8, else in windows-1251. Raises Unreadable."""
    # What is no UTF-8 when it is unpacked was packed in the encoding that Russian providers take by default.
    packed = dict(reversed(pairs_of(body.decode("latin-1"), "latin-1")))
    if not packed:
        raise Unreadable("no_form")
    raw = {name.encode("latin-1"): value.encode("latin-1") for name, value in packed.items()}
    for encoding in ("utf-8", "windows-1251"):
        try:
            return {name.decode(encoding): value.decode(encoding) for name, value in raw.items()}
        except UnicodeDecodeError:
            continue
    raise Unreadable("no_letters")


def digest_key(body: bytes) -> str:
    """What tells repeats of one body by, where nothing in it does."""
    return f"digest:{hashlib.sha256(body).hexdigest()}"


def object_of(body: bytes) -> Told:
    """The JSON object. Raises Unreadable."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None
    if not isinstance(told, dict):
        raise Unreadable("no_object")
    return told


def part_of(told: Mapping[str, Any], name: str) -> Told:
    """The object in this field. Raises Unreadable."""
    part = told.get(name)
    if not isinstance(part, dict):
        raise Unreadable(f"no_{name}")
    return part


def parts_of(told: Mapping[str, Any], name: str) -> list[Told]:
    """The objects of the list in this field; none where there is no such list, and nothing that is no object."""
    found = told.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def number_of(told: Mapping[str, Any], name: str) -> int:
    """The whole number of at most 63 bits in this field, as such or in digits. Raises Unreadable."""
    value = told.get(name)
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit() and len(value) <= 20:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise Unreadable(f"no_{name}")
    return value


def words_of(told: Mapping[str, Any], name: str, most: int = 65_536) -> str:
    """Text of at most so many characters that can be stored: half a surrogate pair becomes a question mark."""
    value = told.get(name)
    return value[:most].encode("utf-8", "replace").decode().replace("\0", "") if isinstance(value, str) else ""


def name_in(told: Mapping[str, Any], name: str, most: int = 120) -> str:
    """The provider's id in this field, as text: what everything rests on, so never cut. Raises Unreadable."""
    value = told.get(name)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 0 < len(text) <= most or not text.isprintable():
        raise Unreadable(f"no_{name}")
    return text


def instant_of(seconds: float) -> datetime:
    """The instant so many seconds after 1970. Raises Unreadable."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        raise Unreadable("no_date") from None


def ask(
    line: Line,
    method: str,
    url: str,
    failed: Callable[[Answer, Told], OutsideFailed | None],
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    asked: object = None,
    form: Mapping[str, str] | None = None,
    repeatable: bool | None = None,
    within_ms: int = _WITHIN_MS,
) -> Told:
    """The object that the provider answers; empty where it answers no object.

    failed: what its answer means where it is a refusal, in its own words; None where it is not. Raises OutsideFailed.
    """
    answer = line.speak(
        method,
        url,
        within_ms=within_ms,
        headers=headers,
        content=content,
        json=asked,
        form=form,
        repeatable=repeatable,
        also=_ANY,
    )
    try:
        told = object_of(answer.body)
    except Unreadable:
        told = {}
    failure = failed(answer, told)
    if failure is not None:
        raise failure
    return told


def wait_of(answer: Answer) -> int | None:
    """The seconds for which the provider asks to be left alone."""
    told = answer.headers.get("retry-after", "")
    return min(int(told), _LONGEST_WAIT) if told.isascii() and told.isdigit() and len(told) < 9 else None
