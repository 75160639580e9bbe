"""What a bot may say: the body of a message, its attachments and buttons, judged as the document states.

Source: dev.max.ru/docs-api/methods/POST/messages and the schema of github.com/max-messenger/max-bot-api-client-go
(NewMessageBody, AttachmentRequest, Button); the numbers of buttons from dev.max.ru/docs-api, "Buttons".
"""

from prilavok.sandboxes.max.memory import Json, Memory, Refusal, Stored

LONGEST_TEXT = 4_000
_MOST_ROWS, _MOST_BUTTONS, _MOST_ACROSS, _MOST_WIDE = 30, 210, 7, 3
_LONGEST_LABEL, _LONGEST_PAYLOAD, _LONGEST_LINK = 128, 1_024, 2_048
_WIDE = {"link", "open_app", "request_geo_location", "request_contact"}
_BUTTONS = _WIDE | {"callback", "message", "clipboard", "chat"}
#: "MUST be the only attachment in message", keyboards aside
_ALONE = {"audio", "file", "contact", "sticker"}
_MEDIA = {"image", "video", "audio", "file"}


def bad(message: str) -> Refusal:
    """The body is not what is promised."""
    return Refusal(400, "proto.payload", message)


def read_body(told: object, memory: Memory, own: str) -> Json:
    """The body as the message will carry it. own: the sandbox's own address. Raises Refusal."""
    if not isinstance(told, dict):
        raise bad("Body is not an object")
    text, attachments = told.get("text"), told.get("attachments")
    if text is not None and (not isinstance(text, str) or len(text) > LONGEST_TEXT):
        raise bad(f"text: size must be between 0 and {LONGEST_TEXT}")
    if attachments is not None and not isinstance(attachments, list):
        raise bad("attachments: must be an array")
    if told.get("format") not in {None, "markdown", "html"}:
        raise bad("format: unknown")
    made = [_attachment(one, memory, own) for one in attachments or []]
    media = [one["type"] for one in made if one["type"] != "inline_keyboard"]
    if len(made) - len(media) > 1 or (len(media) > 1 and _ALONE & set(media)):
        raise bad("attachments: this one must be the only one in a message")
    if not (text and text.strip()) and not media:
        raise bad("Message is empty")
    body: Json = {"text": text or ""}
    return body | ({"attachments": made} if made else {})


def with_file(told: Json) -> bool:
    """Whether a body names a file that was uploaded."""
    listed = told.get("attachments")
    return isinstance(listed, list) and any(isinstance(one, dict) and one.get("type") in _MEDIA for one in listed)


def stored_of(memory: Memory, token: str) -> Stored | None:
    """The file that this token names."""
    return next((one for one in memory.files if one.token == token), None)


def shown(stored: Stored, own: str) -> Json:
    """A file as a message tells it."""
    payload: Json = {"url": f"{own}/files/{stored.id}", "token": stored.token}
    if stored.kind == "image":
        payload["photo_id"] = int(stored.id[:12], 16)
    told: Json = {"type": stored.kind, "payload": payload}
    return told | ({"filename": stored.name, "size": len(stored.content)} if stored.kind == "file" else {})


def _attachment(told: object, memory: Memory, own: str) -> Json:
    if not isinstance(told, dict) or not isinstance(told.get("type"), str):
        raise bad("attachments: type is missing")
    kind, payload = told["type"], told.get("payload")
    if kind == "location":
        return {"type": kind, "latitude": _degrees(told, "latitude"), "longitude": _degrees(told, "longitude")}
    if not isinstance(payload, dict):
        raise bad(f"{kind}: payload is missing")
    if kind == "inline_keyboard":
        return {"type": kind, "payload": {"buttons": _rows(payload.get("buttons"))}}
    if kind in _MEDIA:
        return _media(kind, payload, memory, own)
    if kind in {"contact", "sticker", "share"}:
        return {"type": kind, "payload": payload}
    raise bad(f"attachments: unknown type {kind[:40]}")


def _media(kind: str, payload: Json, memory: Memory, own: str) -> Json:
    token = payload.get("token")
    photos = payload.get("photos")
    if kind == "image" and isinstance(photos, dict) and photos:
        first = next(iter(photos.values()))
        token = first.get("token") if isinstance(first, dict) else None
    found = stored_of(memory, token) if isinstance(token, str) else None
    if found is None or found.kind != kind:
        raise bad(f"{kind}: token is invalid")
    if not found.full:
        raise Refusal(400, "attachment.not.ready", "")
    return shown(found, own)


def _rows(rows: object) -> list[list[Json]]:
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_ROWS or not all(isinstance(one, list) for one in rows):
        raise bad("buttons: wrong number of rows")
    made = [[_button(one) for one in row] for row in rows]
    for row in made:
        if not 0 < len(row) <= (_MOST_WIDE if _WIDE & {one["type"] for one in row} else _MOST_ACROSS):
            raise bad("buttons: wrong number of buttons in a row")
    if sum(len(row) for row in made) > _MOST_BUTTONS:
        raise bad("buttons: too many")
    return made


def _button(told: object) -> Json:
    if not isinstance(told, dict) or told.get("type") not in _BUTTONS:
        raise bad("button: type is unknown")
    text = told.get("text")
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_LABEL:
        raise bad(f"button: text must be between 1 and {_LONGEST_LABEL}")
    kind = told["type"]
    if kind in {"callback", "clipboard"}:
        _needs(told, "payload", _LONGEST_PAYLOAD)
    if kind == "link":
        _needs(told, "url", _LONGEST_LINK)
        if not str(told["url"]).startswith(("http://", "https://")):
            raise bad("button: url must be an address")
    return {name: value for name, value in told.items() if value is not None}


def _needs(told: Json, name: str, most: int) -> None:
    value = told.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise bad(f"button: {name} must be between 1 and {most}")


def _degrees(told: Json, name: str) -> float:
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 180:
        raise bad(f"location: {name} is wrong")
    return float(value)
