"""What comes with a message of VK: files by the addresses it gives them out by, and places."""

from collections.abc import Callable, Mapping

from prilavok.adapters.channels.port import Attached, FileKind
from prilavok.adapters.channels.port.taking import Told, parts_of, words_of


def read_things(message: Told) -> tuple[str, tuple[Attached, ...]]:
    """The kind of the first file, else VK's word for the first thing, and all that can be kept; "" for nothing."""
    found = [(words_of(one, "type", 40), one) for one in parts_of(message, "attachments")]
    things = [(kind, one[kind]) for kind, one in found if kind and isinstance(one.get(kind), dict)]
    found_files = [_THINGS[kind](thing) for kind, thing in things if kind in _THINGS]
    files = tuple(one for one in (*found_files, _place(message.get("geo"))) if one is not None)
    return files[0].kind if files else things[0][0] if things else "", files


def _photo(told: Told) -> Attached | None:
    """The largest size there is."""
    sizes = [*parts_of(told, "sizes"), *parts_of({"one": [told.get("orig_photo")]}, "one")]
    largest = max(sizes, key=lambda one: _length(one, "width") * _length(one, "height"), default={})
    return _at_url("photo", largest.get("url"))


def _sticker(told: Told) -> Attached | None:
    images = parts_of(told, "images")
    return _at_url("sticker", max(images, key=lambda one: _length(one, "width"), default={}).get("url"))


def _graffiti(told: Told) -> Attached | None:
    return _at_url("photo", told.get("url"))


def _voice(told: Told) -> Attached | None:
    found = _at_url("voice", told.get("link_ogg"), mime="audio/ogg")
    return found or _at_url("voice", told.get("link_mp3"), mime="audio/mpeg")


def _document(told: Told) -> Attached | None:
    return _at_url("document", told.get("url"), name=words_of(told, "title", 200), size=_length(told, "size"))


def _video(told: Told) -> Attached:
    """VK shows videos and does not give them out; it is named as a message would name it."""
    return Attached("video", _named("video", told), name=words_of(told, "title", 200))


def _audio(told: Told) -> Attached:
    named = " — ".join(filter(None, (words_of(told, "artist", 100), words_of(told, "title", 100))))
    return _at_url("audio", told.get("url"), name=named) or Attached("audio", _named("audio", told), name=named)


def _place(geo: object) -> Attached | None:
    at = geo.get("coordinates") if isinstance(geo, dict) else None
    if not isinstance(at, dict):
        return None
    both = [at.get("latitude"), at.get("longitude")]
    north, east = (float(one) if isinstance(one, int | float) and abs(one) <= 180 else None for one in both)
    return None if north is None or east is None else Attached("place", at=(north, east))


def _at_url(kind: FileKind, url: object, *, name: str = "", mime: str = "", size: int = 0) -> Attached | None:
    text = url if isinstance(url, str) and url.isprintable() and len(url) <= 2_000 else ""
    if not text.startswith(("https://", "http://")):
        return None
    return Attached(kind, text, name=name, mime=mime, size=size)


def _named(kind: str, told: Told) -> str:
    return f"{kind}{_signed(told, 'owner_id')}_{_signed(told, 'id')}"


def _signed(told: Told, name: str) -> int:
    value = told.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53 else 0


def _length(told: Told, name: str) -> int:
    return max(0, _signed(told, name))


_THINGS: Mapping[str, Callable[[Told], Attached | None]] = {
    "photo": _photo,
    "sticker": _sticker,
    "graffiti": _graffiti,
    "audio_message": _voice,
    "doc": _document,
    "video": _video,
    "audio": _audio,
}
