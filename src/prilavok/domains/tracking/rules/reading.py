"""How a request becomes events: the protocol of Segment's tracking API as its specification and its SDKs have it.

Sources: Segment's documentation of the HTTP tracking API and of the common fields; what the SDKs send was read from
their code (segment-analytics-python 2.3, @segment/analytics-node 3.1, @segment/analytics-next 1.84).
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

import msgspec

from prilavok.domains.tracking.rules.mending import as_text
from prilavok.domains.tracking.rules.names import VERBS_OF_NAMES, VERBS_OF_TYPES
from prilavok.domains.tracking.rules.said import Said, claims_of, happened_at, said_of, text_of
from prilavok.domains.tracking.rules.shapes import Told, read_batch, read_told
from prilavok.domains.tracking.types import Event, Landing, Refusal
from prilavok.kit.ids import id_of_number

LARGEST_EVENT = 32 * 1024  # bytes
LARGEST_BATCH = 500 * 1024
MOST_EVENTS = 2_500
LONGEST_MESSAGE_ID = 100  # characters; the specification asks for fewer than this
LONGEST_ID = 1_000
KEPT_OF_REFUSED = 32 * 1024  # characters
DEDUPE = timedelta(days=7)
_BETWEEN = frozenset(b" ,\n\r\t")
_NOTHING = Said()
_read_any = msgspec.json.Decoder().decode


class _Unfit(Exception):
    """reason: a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def digest(source: UUID, kind: str, value: str) -> str:
    """What a leaf of a source is named by: nobody who reads the database learns the id a browser carries."""
    return _digest(f"{source.hex}:{kind}:{value}")


@lru_cache(4_096)  # who comes tells many events, and comes again
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class _Request(msgspec.Struct, frozen=True):
    """What counts for each event of a landing. text: all of its body is known to be text."""

    landing: Landing
    route: str = ""
    sent_at: str | None = None
    text: bool = False


def read_landing(landing: Landing) -> Iterator[Event | Refusal]:
    """Every event of a request, in its order, and a refusal for each that cannot be taken; never raises."""
    if landing.route != "batch":
        yield _read_one(_Request(landing, landing.route), landing.body, 0, 1)
        return
    try:
        batch = read_batch(landing.body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        yield _refusal(landing, "not_json", landing.body)
        return
    shared = {
        name: part for name, part in (("context", batch.context), ("integrations", batch.integrations)) if bytes(part)
    }
    # Of an odd instant of sending nobody's event suffers.
    sent_at = batch.sent_at if isinstance(batch.sent_at, str) else None
    request, found = _Request(landing, "", sent_at, not shared and _is_text(landing.body)), 0
    for nth, raw in enumerate(map(bytes, batch.batch)):
        if nth >= MOST_EVENTS:
            yield _refusal(landing, "too_many", raw)
            continue
        # Where it is found again it is word for word, even where the same words stand elsewhere too.
        first = _find(landing.body, raw, found)
        found = first + len(raw)
        if len(raw) > LARGEST_EVENT:
            yield _too_large(landing, raw)
            continue
        try:
            whole = _with_shared(raw, shared) if shared else raw
        except (msgspec.DecodeError, ValueError, RecursionError):
            yield _refusal(landing, "not_json", raw)
            continue
        yield _read_one(request, whole, nth, 0 if shared else first + 1)


def _find(body: bytes, raw: bytes, begin: int) -> int:
    """Where it stands from there on: nearly always behind a comma."""
    while begin < len(body) and body[begin] in _BETWEEN:
        begin += 1
    return begin if body.startswith(raw, begin) else body.find(raw, begin)


def _is_text(body: bytes) -> bool:
    try:
        return body.isascii() or bool(body.decode())
    except UnicodeDecodeError:
        return False


def _read_one(request: _Request, raw: bytes, nth: int, first: int) -> Event | Refusal:
    """first: from which byte of the body on it stands there, from 1; 0 where it does not."""
    visitor = message = ""
    if len(raw) > LARGEST_EVENT:
        return _too_large(request.landing, raw)
    try:
        one = read_told(raw)
        visitor, message = text_of(one.anonymous_id) or text_of(one.user_id), text_of(one.message_id)
        return _event(request, raw, nth, first, one)
    except _Unfit as unfit:
        return _refusal(request.landing, unfit.reason, raw, visitor, message)
    except msgspec.ValidationError:
        return _refusal(request.landing, "wrong_kind", raw, visitor, message)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return _refusal(request.landing, "not_json", raw, visitor, message)


def _event(request: _Request, raw: bytes, nth: int, first: int, one: Told) -> Event:
    anonymous, user, previous = text_of(one.anonymous_id), text_of(one.user_id), text_of(one.previous_id)
    landing, type, message = request.landing, request.route or one.type, text_of(one.message_id)
    _check(one, type, anonymous, user, previous, message)
    payload = None if first and request.text else raw.decode()
    verb = VERBS_OF_NAMES.get(one.event or "", VERBS_OF_TYPES[type]) if type == "track" else VERBS_OF_TYPES[type]
    said = _NOTHING
    if one.properties is not None and verb != "custom.tracked" and type in ("track", "page", "screen"):
        said = said_of(one.properties)
    phone, email = claims_of(one.traits) if type == "identify" and one.traits is not None else ("", "")
    source, sent_at = landing.source, one.sent_at or request.sent_at
    key = f"{source.hex}:{message}" if message else f"{landing.id.hex}.{nth}"
    return Event(
        id=id_of_number(int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=16).digest())),
        source=source,
        received_at=landing.received_at,
        type=type,
        verb=verb,
        occurred_at=happened_at(one.original_timestamp or one.timestamp, sent_at, landing.received_at),
        landing=landing.id,
        first=first,
        size=len(raw),
        payload=None if first else payload,
        message=message,
        visitor=digest(source, "visitor", anonymous) if anonymous else "",
        user=digest(source, "user", user) if user else "",
        previous=digest(source, "visitor", previous) if previous and type == "alias" else "",
        sku=said.sku,
        amount=said.amount,
        currency=said.currency,
        quantity=said.quantity,
        phone=phone,
        email=email,
    )


def _check(one: Told, type: str, anonymous: str, user: str, previous: str, message: str) -> None:
    if type not in VERBS_OF_TYPES:
        raise _Unfit("type_unknown" if type else "no_type")
    if not anonymous and not user:
        raise _Unfit("no_id")
    if type == "track" and not (one.event or "").strip():
        raise _Unfit("no_event_name")
    if type == "group" and not text_of(one.group_id):
        raise _Unfit("no_group")
    if type == "alias" and not (previous and user):
        raise _Unfit("no_previous")
    if len(message) >= LONGEST_MESSAGE_ID:
        raise _Unfit("message_id_long")
    if max(len(anonymous), len(user), len(previous)) > LONGEST_ID:
        raise _Unfit("id_long")


def _with_shared(raw: bytes, shared: dict[str, msgspec.Raw]) -> bytes:
    """The event with what the batch says for all of its events; what the event says itself goes first."""
    event = _read_any(raw)
    if not isinstance(event, dict):
        return raw
    for name, part in shared.items():
        common, own = _read_any(part), event.get(name)
        if isinstance(common, dict):
            event[name] = {**common, **own} if isinstance(own, dict) else common
    return msgspec.json.encode(event)


def _too_large(landing: Landing, raw: bytes) -> Refusal:
    """Whose it is and its own id are read nevertheless: who asks is told of this one, and an erasure finds it."""
    try:
        one = read_told(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return _refusal(landing, "too_large", raw)
    visitor = text_of(one.anonymous_id) or text_of(one.user_id)
    return _refusal(landing, "too_large", raw, visitor, text_of(one.message_id))


def _refusal(landing: Landing, reason: str, raw: bytes, visitor: str = "", message: str = "") -> Refusal:
    text = as_text(raw).replace("\0", "\ufffd")
    # What is cut says so, and how long it was: whoever mends the sender looks for what is so large in it.
    kept = text if len(text) <= KEPT_OF_REFUSED else f"{text[:KEPT_OF_REFUSED]}… ({len(raw)} bytes)"
    named = digest(landing.source, "visitor", visitor) if visitor else ""
    told = message[:LONGEST_MESSAGE_ID].encode("utf-8", "replace").decode().replace("\0", "")
    return Refusal(landing.source, landing.received_at, reason, told, named, kept)
