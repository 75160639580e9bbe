"""What we say, as MAX takes it: text, a keyboard, and files that are uploaded first."""

import time
from collections.abc import Callable, Iterator
from itertools import groupby

from prilavok.adapters.channels.max_bot.wire import ask, unreadable, upload
from prilavok.adapters.channels.port import File, Line, Outgoing, Sent
from prilavok.adapters.channels.port.saying import file_form
from prilavok.adapters.channels.port.taking import Told, words_of
from prilavok.kit.errors import OutsideFailed

#: pictures and films may stand together in one message; a sound or another file is alone in its own
_TOGETHER = ("image", "video")
_MOST_TOGETHER = 10
#: POST /uploads: what is taken as a picture and as a film; all else goes as a file
_PICTURES = {"image/jpeg", "image/png", "image/gif", "image/tiff", "image/bmp", "image/heic"}
_FILMS = {"video/mp4", "video/quicktime", "video/x-matroska", "video/webm"}
#: seconds until a file just uploaded is tried again: "pause, and longer with each try"
PAUSES = (0.3, 1.0, 2.0, 4.0, 8.0)

Pause = Callable[[float], None]


def say(message: Outgoing, where: str, line: Line, pause: Pause = time.sleep) -> Sent:
    """POST /messages, as many as the files need; words and buttons stand in the first. Raises OutsideFailed."""
    uploaded = [(kind_of(one), _uploaded(one, line)) for one in message.files]
    messages = list(_shared(uploaded)) or [[]]
    said: list[str] = []
    for attachments in messages:
        body: Told = {"attachments": attachments}
        if not said:
            body = _first(message, attachments)
        try:
            said.append(_say_one(f"/messages?{where}", body, line, pause if uploaded else None))
        except OutsideFailed as failure:
            if said and failure.outcome == "temporary":
                # Tried again as a whole, what was said already would be said twice.
                raise OutsideFailed("unknown", failure.code, failure.message, status=failure.status) from failure
            raise
    return Sent(said[0], tuple(said[1:]))


def kind_of(file: File) -> str:
    """Its type for POST /uploads."""
    if file.mime in _PICTURES or file.mime in _FILMS:
        return "image" if file.mime in _PICTURES else "video"
    return "audio" if file.mime.startswith("audio/") else "file"


def _first(message: Outgoing, attachments: list[Told]) -> Told:
    body: Told = {"attachments": [*attachments, *_keyboard(message)]}
    if message.text:
        body["text"] = message.text
    if message.answers:
        body["link"] = {"type": "reply", "mid": message.answers}
    return body


def _keyboard(message: Outgoing) -> list[Told]:
    """One button in a row, so that its words can be read."""
    buttons: list[Told] = [
        {"type": "link", "text": one.text, "url": one.url}
        if one.url
        else {"type": "callback", "text": one.text, "payload": one.press}
        for one in message.buttons
    ]
    if message.ask_phone:
        buttons.append({"type": "request_contact", "text": message.ask_phone})
    return [{"type": "inline_keyboard", "payload": {"buttons": [[one] for one in buttons]}}] if buttons else []


def _say_one(path: str, body: Told, line: Line, pause: Pause | None) -> str:
    """The mid. pause: there is a file, which MAX may still be working on."""
    for seconds in PAUSES if pause is not None else ():
        try:
            return _mid(ask(line, "POST", path, body))
        except OutsideFailed as failure:
            if failure.code != "max.not_ready" or pause is None:
                raise
        pause(seconds)
    return _mid(ask(line, "POST", path, body))


def _mid(told: Told) -> str:
    message = told.get("message")
    body = message.get("body") if isinstance(message, dict) else None
    mid = words_of(body, "mid", 120) if isinstance(body, dict) else ""
    if not mid:
        raise unreadable()
    return mid


def _uploaded(file: File, line: Line) -> str:
    """The token that a message names the file by: for films and sounds told with the address, else after it."""
    kind = kind_of(file)
    place = ask(line, "POST", f"/uploads?type={kind}", repeatable=True)
    if not (url := words_of(place, "url", 4_000)):
        raise unreadable()
    mime, content = file_form("data", file)
    told = upload(line, url, {"Content-Type": mime}, content)
    if kind in {"video", "audio"}:
        token = words_of(place, "token", 4_000)
    else:
        photos = told.get("photos")
        photo = next(iter(photos.values()), None) if isinstance(photos, dict) else told
        token = words_of(photo, "token", 4_000) if isinstance(photo, dict) else ""
    if not token:
        raise unreadable()
    return token


def _shared(uploaded: list[tuple[str, str]]) -> Iterator[list[Told]]:
    """The attachments of each message."""
    for together, run in groupby(uploaded, key=lambda one: one[0] in _TOGETHER):
        ready: list[Told] = [{"type": kind, "payload": {"token": token}} for kind, token in run]
        most = _MOST_TOGETHER if together else 1
        yield from (ready[start : start + most] for start in range(0, len(ready), most))
