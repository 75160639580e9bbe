"""What we say in VK's words: the number that tells repeats, buttons inside a message, files by the upload servers."""

import hashlib
import json

from prilavok.adapters.channels.port import Button, File, Line, Unreadable
from prilavok.adapters.channels.port.saying import file_form
from prilavok.adapters.channels.port.taking import Told, name_in, object_of, part_of, parts_of
from prilavok.adapters.channels.vk_community.wire import (
    ANY_FAILURE,
    FETCH_WITHIN_MS,
    by_status,
    call,
    file_refused,
    not_prepared,
)

#: Keyboard: inside a message ten buttons, at most six lines; `payload` is JSON of at most 255 characters
_LINES, _PAYLOAD = 6, 255
_PHOTOS = frozenset({"image/jpeg", "image/png"})


def random_id(key: str) -> int:
    """The number of this attempt, 32 bits and never nought, which switches the check off; nought without a key."""
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big", signed=True)
    return (drawn or 1) if key else 0


def keyboard(buttons: tuple[Button, ...]) -> str:
    """The keyboard inside the message, as JSON. Raises ValueError where VK would not take a button."""
    across = 1 if len(buttons) <= _LINES else 2
    lines = [[_button(one) for one in buttons[at : at + across]] for at in range(0, len(buttons), across)]
    return _json({"inline": True, "buttons": lines})


def answered(peer: int, message: str) -> str:
    """What makes a message the answer to another of the same conversation, as JSON. Raises ValueError."""
    if not (message.isascii() and message.isdigit()):
        raise ValueError("a message of VK is a number within its conversation")
    return _json({"peer_id": peer, "conversation_message_ids": [int(message)], "is_reply": True})


def attach(file: File, peer: int, line: Line) -> str:
    """Put a file on VK's server; how a message names it. Nothing is said by it, so it may be done again.

    Raises OutsideFailed.
    """
    try:
        if file.mime in _PHOTOS:
            server = call("photos.getMessagesUploadServer", {"peer_id": str(peer)}, line, repeatable=True)
            put = _upload(server, "photo", file, line)
            asked = {name: name_in(put, name, 65_536) for name in ("server", "photo", "hash")}
            (saved, *_) = parts_of({"saved": call("photos.saveMessagesPhoto", asked, line, repeatable=True)}, "saved")
            return _named("photo", saved)
        server = call("docs.getMessagesUploadServer", {"type": "doc", "peer_id": str(peer)}, line, repeatable=True)
        put = _upload(server, "file", file, line)
        asked = {"file": name_in(put, "file", 65_536), "title": file.name}
        saved = part_of({"saved": call("docs.save", asked, line, repeatable=True)}, "saved")
        return _named("doc", part_of(saved, "doc"))
    except (Unreadable, ValueError):
        raise not_prepared() from None


def _upload(server: object, field: str, file: File, line: Line) -> Told:
    """What the upload server says of the file. Its address is VK's to choose, so a public one alone."""
    url = name_in(part_of({"server": server}, "server"), "upload_url", 4_000)
    kind, content = file_form(field, file)
    answer = line.speak(
        "POST",
        url,
        within_ms=FETCH_WITHIN_MS,
        headers={"content-type": kind},
        content=content,
        repeatable=True,
        also=ANY_FAILURE,
        public_only=True,
    )
    if answer.status >= 300:
        raise by_status(answer, "vk.file_refused")
    told = object_of(answer.body)
    if "error" in told:
        raise file_refused()
    return told


def _named(kind: str, saved: Told) -> str:
    """Attachments: <type><owner_id>_<media_id>, and the key of one that not everybody may see."""
    name = f"{kind}{name_in(saved, 'owner_id')}_{name_in(saved, 'id')}"
    return f"{name}_{name_in(saved, 'access_key')}" if saved.get("access_key") else name


def _button(button: Button) -> Told:
    if button.url:
        return {"action": {"type": "open_link", "link": button.url, "label": button.text}}
    payload = _json({"press": button.press})
    if len(payload) > _PAYLOAD:
        raise ValueError("a press of vk_community is longer than it may be once it is written as JSON")
    return {"action": {"type": "callback", "payload": payload, "label": button.text}, "color": "secondary"}


def _json(told: Told) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
