"""What several providers do alike: proofs in a header, and JSON read without trusting a word of it."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

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
) -> Told:
    """The object that the provider answers; empty where it answers no object.

    failed: what its answer means where it is a refusal, in its own words; None where it is not. Raises OutsideFailed.
    """
    answer = line.speak(
        method,
        url,
        within_ms=_WITHIN_MS,
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
