"""What Meta tells of its messengers, Messenger and Instagram alike, read into neutral rows.

Source: developers.facebook.com/docs/messenger-platform/reference/webhook-events and
developers.facebook.com/docs/instagram-platform/webhooks/examples.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from prilavok.adapters.channels.port.incoming import Attached, FileKind, Incoming, Unreadable
from prilavok.adapters.channels.port.taking import (
    Told,
    instant_of,
    name_in,
    number_of,
    object_of,
    part_of,
    parts_of,
    words_of,
)

#: what the button carries by which a person begins; set by us when we ask to be told
BEGIN = "GET_STARTED"
#: stands before the key of an attempt in what Messenger gives back with the echo of it
OURS = "prilavok:"
#: Instagram's ids of messages have about 170 characters
_LONGEST_ID = 500
_KEPT_ID = 120
_LONGEST_ADDRESS = 4_000
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WORD = re.compile(r"[a-z_]{1,30}")
_MEDIA: Mapping[str, FileKind] = {"image": "photo", "video": "video", "audio": "audio", "file": "document"}
#: what is no file of theirs but comes with the address of one: a post, a reel, a story
_SHOWN: Mapping[str, FileKind] = {
    "ig_reel": "video",
    "reel": "video",
    "share": "document",
    "ig_post": "document",
    "post": "document",
    "ig_story": "document",
    "story_mention": "document",
}


def read_messaging(body: bytes, ours: str) -> list[Incoming]:
    """All that one call tells. ours: the object it must be of, "page" or "instagram"; of another, nothing follows.

    A thing that cannot be read becomes `other`, so that it silences nothing beside it. Raises Unreadable where nothing
    can be read.
    """
    told = object_of(body)
    if not isinstance(told.get("entry"), list):
        raise Unreadable("no_entry")
    if told.get("object") != ours:
        return [_other(told)]
    rows: list[Incoming] = []
    trouble: Unreadable | None = None
    for entry in parts_of(told, "entry"):
        for one in parts_of(entry, "messaging"):
            try:
                rows.extend(_happened(one, entry.get("id")))
            except Unreadable as found:
                trouble = trouble or found
                rows.append(_other(one))
        # standby: another program leads this conversation now. changes: comments and the like.
        rows.extend(_other(one) for name in ("standby", "changes") for one in parts_of(entry, name))
    if trouble is not None and all(row.kind == "other" for row in rows):
        raise trouble
    return rows


def kept_id(mid: str) -> str:
    """The id of a message as we keep it: a digest of those that are longer than we keep."""
    return mid if len(mid) <= _KEPT_ID else f"sha256:{hashlib.sha256(mid.encode('utf-8', 'replace')).hexdigest()}"


def _happened(one: Told, account: object) -> list[Incoming]:
    sender, recipient = name_in(part_of(one, "sender"), "id"), name_in(part_of(one, "recipient"), "id")
    at = number_of(one, "timestamp")
    message = one.get("message")
    echo = isinstance(message, dict) and message.get("is_echo") is True
    person, ours = (recipient, sender) if echo else (sender, recipient)
    who = replace(_other(one), order=at, user=person, address=person, said_at=instant_of(at / 1000), account=ours)
    for name, reading in _READINGS.items():
        if name in one and (echo or sender != account):
            return reading(who, part_of(one, name))
    return [who]


def _other(told: Told) -> Incoming:
    """What nothing follows from, named by all it says."""
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return Incoming(f"other:{digest}", 0, "other", "", "", None)


def _message(who: Incoming, told: Told) -> list[Incoming]:
    named = _id_in(told)
    echo = told.get("is_echo") is True
    if told.get("is_deleted") is True:
        return [who if echo else replace(who, key=f"removed:{named}", kind="removed", about=named)]
    marked = words_of(told, "metadata", 1_000)
    if echo and marked.startswith(OURS):
        ours = replace(who, key=f"sent:{named}", kind="state", state="sent", about=named)
        return [replace(ours, attempt=marked.removeprefix(OURS)[:120])]
    answered = told.get("reply_to")
    answered = answered if isinstance(answered, dict) else {}
    files, media, links = _attached(told, answered)
    text = words_of(told, "text")
    text = "\n".join(filter(None, [text, *(link for link in links if link not in text)]))
    about = kept_id(words_of(answered, "mid", _LONGEST_ID))
    said = replace(who, key=f"message:{named}", outside_id=named, about=about, text=text, files=files, media=media)
    if echo:
        return [replace(said, kind="echo")]
    begun = _start(replace(who, key=f"start:{named}"), told)
    pressed = told.get("quick_reply")
    if isinstance(pressed, dict):
        return [*begun, replace(said, kind="press", pressed=words_of(pressed, "payload", 1_000))]
    if media or text.strip():
        return [*begun, replace(said, kind="media" if media else "text")]
    return [*begun, said]


def _id_in(told: Told) -> str:
    return kept_id(name_in(told, "mid", _LONGEST_ID))


def _start(who: Incoming, told: Told) -> list[Incoming]:
    """That they came in by a link of ours, where they did."""
    token = _token_in(told.get("referral"))
    return [replace(who, kind="start", token=token)] if token else []


def _token_in(referral: object) -> str:
    token = words_of(referral, "ref", 65) if isinstance(referral, dict) else ""
    return token if _TOKEN.fullmatch(token) else ""


def _attached(told: Told, answered: Told) -> tuple[tuple[Attached, ...], str, list[str]]:
    """The files, what the first of them is, and the links that were shared."""
    files: list[Attached] = []
    media: list[str] = ["unsupported"] if told.get("is_unsupported") is True else []
    links: list[str] = []
    for one in parts_of(told, "attachments"):
        kind = words_of(one, "type", 31)
        payload = one.get("payload")
        payload = payload if isinstance(payload, dict) else {}
        address = _address(payload) or _address(one)
        if kind == "fallback":
            links.append(address)
        elif kind == "location":
            place = _place(payload)
            files.extend([Attached("place", at=place)] if place else [])
            media.append("place")
        else:
            known = "sticker" if payload.get("sticker_id") else _MEDIA.get(kind)
            media.append(known or (kind if _WORD.fullmatch(kind) else "unsupported"))
            name = unquote(urlsplit(address).path.rpartition("/")[2])[:200] if kind == "file" else ""
            files.extend([Attached(known or _SHOWN.get(kind, "document"), address, name)] if address else [])
    if story := answered.get("story"):
        address = _address(story) if isinstance(story, dict) else ""
        files.extend([Attached("document", address)] if address else [])
        media.append("story_reply")
    return tuple(files), media[0] if media else "", [link for link in links if link]


def _address(told: Told) -> str:
    """A whole address that can be asked for; half of one leads nowhere."""
    address = words_of(told, "url", _LONGEST_ADDRESS + 1)
    try:
        whole = urlsplit(address).scheme in {"http", "https"} and address.isprintable()
    except ValueError:
        return ""
    return address if whole and len(address) <= _LONGEST_ADDRESS else ""


def _place(payload: Told) -> tuple[float, float] | None:
    found = payload.get("coordinates")
    both = [found.get("lat"), found.get("long")] if isinstance(found, dict) else []
    degrees = [float(one) for one in both if isinstance(one, int | float) and abs(one) <= 180]
    return (degrees[0], degrees[1]) if len(degrees) == 2 else None


def _postback(who: Incoming, told: Told) -> list[Incoming]:
    # Postbacks of older programs carry no id of their own.
    named = _id_in(told) if "mid" in told else ""
    who = replace(who, key=f"postback:{named or f'{who.user}:{who.order}'}", outside_id=named)
    pressed, token = words_of(told, "payload", 1_000), _token_in(told.get("referral"))
    if token or pressed == BEGIN:
        return [replace(who, kind="start", token=token)]
    return [replace(who, kind="press", pressed=pressed, text=words_of(told, "title", 200))]


def _referral(who: Incoming, told: Told) -> list[Incoming]:
    return [replace(who, key=f"referral:{who.user}:{who.order}", kind="start", token=_token_in(told))]


def _optin(who: Incoming, told: Told) -> list[Incoming]:
    """A plugin that carried a token of ours; a yes to Meta's own kinds of advertising lets us write nothing else."""
    return _start(replace(who, key=f"optin:{who.user}:{who.order}"), {"referral": told}) or [who]


def _reaction(who: Incoming, told: Told) -> list[Incoming]:
    named = _id_in(told)
    sign = (words_of(told, "emoji", 30) or words_of(told, "reaction", 30)) if told.get("action") == "react" else ""
    return [replace(who, key=f"reaction:{named}:{who.order}", kind="reaction", about=named, text=sign)]


def _read(who: Incoming, told: Told) -> list[Incoming]:
    """Messenger tells until when they have read, Instagram up to which message."""
    seen = replace(who, kind="state", state="read")
    if "mid" in told:
        named = _id_in(told)
        return [replace(seen, key=f"read:{named}", about=named, before=True)]
    return [replace(_until(seen, told), key=f"read:{who.user}:{number_of(told, 'watermark')}")]


def _delivered(who: Incoming, told: Told) -> list[Incoming]:
    """Each message that is named, and all until then: the names need not be there."""
    came = replace(who, kind="state", state="delivered")
    mids = told["mids"] if isinstance(told.get("mids"), list) else []
    named = [kept_id(mid) for mid in mids if isinstance(mid, str) and mid and mid.isprintable()]
    rows = [replace(came, key=f"delivered:{mid}", about=mid) for mid in named]
    return [*rows, replace(_until(came, told), key=f"delivered:{who.user}:{number_of(told, 'watermark')}")]


def _until(row: Incoming, told: Told) -> Incoming:
    return replace(row, said_at=instant_of(number_of(told, "watermark") / 1000), before=True)


def _edit(who: Incoming, told: Told) -> list[Incoming]:
    """Words changed after they were said, up to five times; the message keeps its id."""
    named = _id_in(told)
    key = f"edit:{named}:{number_of(told, 'num_edit')}"
    return [replace(who, key=key, kind="edit", about=named, text=words_of(told, "text"))]


_READINGS: Mapping[str, Callable[[Incoming, Told], list[Incoming]]] = {
    "message": _message,
    "postback": _postback,
    "referral": _referral,
    "optin": _optin,
    "reaction": _reaction,
    "read": _read,
    "delivery": _delivered,
    "message_edit": _edit,
}
