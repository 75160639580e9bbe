"""Files that we send in Telegram: each is a message of its own, a photo where Telegram shows one, else a document."""

import json
from collections.abc import Iterator

from prilavok.adapters.channels.port import File, Line, Outgoing
from prilavok.adapters.channels.port.saying import file_form
from prilavok.adapters.channels.telegram_bot.wire import ask
from prilavok.kit.errors import OutsideFailed

#: sendPhoto: "The photo must be at most 10 MB in size"; what is larger or drawn otherwise is sent as it is
_PHOTOS, _LARGEST_PHOTO = {"image/jpeg", "image/png"}, 10_000_000


def send_files(chat: int, message: Outgoing, markup: dict[str, object], line: Line) -> list[str]:
    """The ids of the messages, in order; the words and what stands under them go with the first. Raises OutsideFailed.

    A failure behind the first is "unknown", whatever it was: sent again, what was said already would be said twice.
    """
    said: list[str] = []
    for method, kind, content in _forms(chat, message, markup):
        try:
            said.append(name_of(ask(method, None, line, form=(kind, content))))
        except OutsideFailed as failure:
            if said:
                raise OutsideFailed("unknown", failure.code, failure.message, status=failure.status) from failure
            raise
    return said


def name_of(result: object) -> str:
    """The id of a message that was taken; "" where Telegram tells none."""
    identity = result.get("message_id") if isinstance(result, dict) else None
    return str(identity) if isinstance(identity, int) else ""


def _forms(chat: int, message: Outgoing, markup: dict[str, object]) -> Iterator[tuple[str, str, bytes]]:
    for nth, file in enumerate(message.files):
        fields = {"chat_id": str(chat)}
        if nth == 0 and message.text.strip():
            fields["caption"] = message.text
        if nth == 0 and markup:
            fields["reply_markup"] = json.dumps(markup, ensure_ascii=False)
        photo = _is_photo(file)
        yield "sendPhoto" if photo else "sendDocument", *file_form("photo" if photo else "document", file, fields)


def _is_photo(file: File) -> bool:
    return file.mime in _PHOTOS and len(file.content) <= _LARGEST_PHOTO
