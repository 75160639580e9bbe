"""What came over the wire, unpacked within bounds: the path, the write key, the JSON; and what is answered."""

import binascii
import re
import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

import msgspec

from prilavok.domains.tracking.queries import largest_request, route_of

_GZIP = b"\x1f\x8b"
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip"})  # RFC 9110, 8.4.1: several may be named, one after another
_PIECE = 4_096  # bytes of gzip unpacked at once: what is left of one where a member ends is copied
_MARK = b"\xef\xbb\xbf"
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_FILLERS = frozenset({"v1", "projects"})
_LONGEST_PATH = 200
#: the request header by which a sender asks what became of each event
ASKING = "x-event-results"
Headers = list[tuple[bytes, bytes]]

# A browser that sends its key by Basic authorization asks first whether it may, whatever the page.
CORS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Authorization, Content-Type, Content-Encoding, X-Retry-Count, X-Event-Results",
    ),
    (b"access-control-expose-headers", b"Retry-After, X-RateLimit-Reset"),
    (b"access-control-max-age", b"86400"),
]


class Refusing(Exception):
    """An answer that is no 200. code: what SDKs read, with a message a developer can act upon.

    wait: in seconds. allow: the methods that the path takes, where it was asked by another.
    """

    def __init__(self, status: int, code: str, message: str, wait: int = 0, allow: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.wait, self.allow = status, code, message, wait, allow


class NotJson(Refusing):
    """The body is no JSON as it stands; but for a letter or a number it may be (mend_body)."""

    def __init__(self) -> None:
        super().__init__(400, "not_json", "The body is not JSON.")


class _Head(msgspec.Struct, rename="camel"):
    """All that the door itself must know of a body."""

    write_key: object = None
    batch: list[msgspec.Raw] | None = None


_read_head = msgspec.json.Decoder(_Head).decode


@dataclass(frozen=True, slots=True)
class Asked:
    """What a path asks for: a route to post to, the settings of a key, or what the door takes (document)."""

    route: str = ""
    settings_of: str = ""
    document: bool = False


def asked_of(path: str) -> Asked | None:
    """What is asked for, None where it is nothing of ours.

    SDKs in the field are given addresses with a part too many (`/v1/batch/b`, `/v1/v1/t`, `/projects/projects/…`): the
    last part tells what is meant, as long as all before it are parts of our own.
    """
    if len(path) > _LONGEST_PATH:
        return None
    parts = [part for part in path.split("/") if part]
    if len(parts) >= 3 and parts[-1] == "settings" and parts[-3] == "projects" and _FILLERS.issuperset(parts[:-2]):
        return Asked(settings_of=parts[-2]) if _KEY.fullmatch(parts[-2]) else None
    if not parts or parts[0] != "v1":
        return None
    if parts[1:] == ["openapi.json"]:
        return Asked(document=True)
    route = route_of(parts[-1])
    fit = route is not None and all(part == "v1" or route_of(part) for part in parts[1:-1])
    return Asked(route) if fit and route else None


def unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The JSON of a body, whatever it is labelled as; gzip is known by its own first bytes. Raises Refusing.

    A byte order mark before it, as some programs of Windows write it, is none of it. One event may be as large as a
    batch here: how much of it is too much is said when its sender is known (is_too_large).
    """
    largest = largest_request("batch")
    if body.startswith(_GZIP):
        body = _inflated(body, largest)
    elif not _CODINGS.issuperset(one.strip().lower() for one in headers.get("content-encoding", "").split(",")):
        raise Refusing(400, "encoding_unknown", "Send JSON as it is, or packed with gzip.")
    if body.startswith(_MARK):
        body = body[len(_MARK) :]
    if len(body) > largest:
        raise Refusing(400, "too_large", f"A request here may have {largest // 1024} KB of JSON.")
    return body


def is_too_large(body: bytes, route: str) -> bool:
    """Whether it is one event larger than an event may be. Of a batch each event is looked at when it is read."""
    return len(body) > largest_request(route)


def event_too_large() -> Refusing:
    """The answer to a request that is one too large event."""
    return Refusing(400, "event_too_large", f"One event may have {largest_request('track') // 1024} KB.")


def _inflated(body: bytes, largest: int) -> bytes:
    """Unpacked as far as is allowed: a small body that would become a large one never does.

    Gzip is one member or several, one behind another (RFC 1952, 2.2); what follows and is none is left alone.
    """
    plain, at = bytearray(), 0
    while body.startswith(_GZIP, at):
        unpack = zlib.decompressobj(31)
        while not unpack.eof and at < len(body):
            piece = body[at : at + _PIECE]
            try:
                plain += unpack.decompress(piece, largest + 1 - len(plain))
            except zlib.error:
                raise Refusing(400, "gzip_broken", "The body is not gzip, though it begins like it.") from None
            if len(plain) > largest:
                return bytes(plain)
            at += len(piece) - len(unpack.unused_data)
        if not unpack.eof:
            raise Refusing(400, "gzip_broken", "The body of gzip ends too early.")
    return bytes(plain)


def read_key(body: bytes, headers: Mapping[str, str], query: bytes, route: str) -> str:
    """The write key: user of Basic authorization, else of the body, else of the query.

    Raises NotJson for a body that is no JSON as it stands, Refusing for another that cannot be taken.
    """
    try:
        head = _read_head(body)
    except msgspec.ValidationError:
        raise Refusing(400, "not_an_object", "The body must be a JSON object; its batch a list of objects.") from None
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise NotJson from None
    if route == "batch" and head.batch is None:
        raise Refusing(400, "no_batch", "A batch has its events in a list named batch.")
    key = _basic(headers.get("authorization", ""))
    if not key:
        key = head.write_key if isinstance(head.write_key, str) else ""
    if not key and query:
        key = _asked_key(query)
    return key.strip()


def _asked_key(query: bytes) -> str:
    """The write key of a query, however many fields of an advertisement stand around it; "" where there is none."""
    for field in query.split(b"&"):
        name, _, told = field.partition(b"=")
        if name == b"writeKey" and told:
            return unquote_plus(told.decode("latin-1"))
    return ""


def _basic(told: str) -> str:
    kind, _, rest = told.partition(" ")
    if kind.lower() != "basic" or len(rest) > 400:
        return ""
    try:
        return b64decode(rest.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def settings_document(key: str, scheme: str, host: str) -> dict[str, object]:
    """What a browser's or phone's SDK asks before it begins: where to send, and that everything is wanted.

    The shape is the one that Segment's own SDKs read: integrations, and a plan whose defaults are on.
    """
    ours = {
        "apiKey": key,
        "apiHost": f"{host}/v1",
        "protocol": scheme,
        "unbundledIntegrations": [],
        "addBundledMetadata": True,
        "maybeBundledConfigIds": {},
        "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
    }
    on = {"__default": {"enabled": True, "integrations": {}}}
    return {
        "integrations": {"Segment.io": ours},
        "plan": {"track": on, "identify": {"__default": {"enabled": True}}, "group": {"__default": {"enabled": True}}},
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }
