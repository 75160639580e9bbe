"""What one message of WhatsApp holds, by its type."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from prilavok.adapters.channels.port import Attached, Chosen, FileKind, Incoming, Unreadable
from prilavok.adapters.channels.port.taking import Told, name_in, number_of, part_of, parts_of, words_of
from prilavok.kit.money import exponent

#: how a link of ours carries its token in the words it has the customer send (see start_link of the adapter)
_TOKEN = re.compile(r"\[start:([A-Za-z0-9_-]{1,64})\]")
_MEDIA: Mapping[str, FileKind] = {
    "image": "photo",
    "audio": "audio",
    "video": "video",
    "document": "document",
    "sticker": "sticker",
}
_PHONE = re.compile(r"\+?([0-9]{7,15})")


def content_of(told: Told, who: Incoming) -> Incoming:
    """The row with what the message holds; `other` where this is of no type that we know. Raises Unreadable."""
    named = words_of(told, "type", 40)
    reading = _media if named in _MEDIA else _READINGS.get(named)
    if reading is None:
        return who
    return reading(told, who)


def mark_of(token: str) -> str:
    """How a token stands in the words of a customer."""
    return f"[start:{token}]"


def _text(told: Told, who: Incoming) -> Incoming:
    text = words_of(part_of(told, "text"), "body")
    if found := _TOKEN.search(text):
        rest = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".strip()
        return replace(who, kind="start", token=found[1], text=rest)
    return replace(who, kind="text", text=text) if text.strip() else who


def _media(told: Told, who: Incoming) -> Incoming:
    named = words_of(told, "type", 40)
    part = part_of(told, named)
    kind: FileKind = "voice" if part.get("voice") is True else _MEDIA[named]
    file = Attached(
        kind, name_in(part, "id"), name=words_of(part, "filename", 200), mime=words_of(part, "mime_type", 100)
    )
    return replace(who, kind="media", text=words_of(part, "caption"), media=kind, files=(file,))


def _location(told: Told, who: Incoming) -> Incoming:
    part = part_of(told, "location")
    both = [part.get("latitude"), part.get("longitude")]
    north, east = (float(one) if isinstance(one, int | float) and abs(one) <= 180 else None for one in both)
    if north is None or east is None:
        raise Unreadable("no_latitude")
    words = ", ".join(filter(None, (words_of(part, "name", 500), words_of(part, "address", 500))))
    return replace(who, kind="media", text=words, media="place", files=(Attached("place", at=(north, east)),))


def _contacts(told: Told, who: Incoming) -> Incoming:
    """A phone is theirs where our button asked for it, or where its WhatsApp is the one that sent it."""
    cards = parts_of(told, "contacts")
    phones = parts_of(cards[0], "phones") if cards else []
    first = phones[0] if phones else {}
    number = words_of(first, "wa_id", 40)
    found = _PHONE.fullmatch(re.sub(r"[\s().-]", "", words_of(first, "phone", 60) or number))
    asked = told.get("origin", cards[0].get("origin") if cards else "") == "contact_request"
    alone = len(cards) == 1 and len(phones) == 1 and found is not None
    own = alone and (asked or (bool(number) and who.phone == f"+{number}"))
    return replace(who, kind="contact", phone=f"+{found[1]}" if found else "", own=own)


def _interactive(told: Told, who: Incoming) -> Incoming:
    part = told.get("interactive")
    named = words_of(part, "type", 40) if isinstance(part, dict) else ""
    if not isinstance(part, dict) or named not in {"button_reply", "list_reply"}:
        return who
    reply = part_of(part, named)
    return replace(who, kind="press", text=words_of(reply, "title", 200), pressed=words_of(reply, "id", 256))


def _button(told: Told, who: Incoming) -> Incoming:
    """A quick reply under a template."""
    part = part_of(told, "button")
    return replace(who, kind="press", text=words_of(part, "text", 200), pressed=words_of(part, "payload", 256))


def _order(told: Told, who: Incoming) -> Incoming:
    part = part_of(told, "order")
    goods = tuple(_chosen(one) for one in parts_of(part, "product_items"))
    if not goods:
        raise Unreadable("no_product_items")
    return replace(who, kind="order", text=words_of(part, "text"), goods=goods)


def _chosen(told: Told) -> Chosen:
    product, quantity = name_in(told, "product_retailer_id"), number_of(told, "quantity")
    currency, price = words_of(told, "currency", 3), told.get("item_price")
    if quantity <= 0 or isinstance(price, bool) or not isinstance(price, int | float | str):
        raise Unreadable("no_item_price")
    try:
        minor = Decimal(str(price)).scaleb(exponent(currency))
    except (InvalidOperation, ValueError):
        raise Unreadable("no_item_price") from None
    # An infinite one, one beyond all sums, or part of a coin is no price.
    if not minor.is_finite() or not 0 <= minor < 2**53 or minor != minor.to_integral_value():
        raise Unreadable("no_item_price")
    return Chosen(product, quantity, int(minor), currency)


def _reaction(told: Told, who: Incoming) -> Incoming:
    """A sign put to a message; none where it was taken back."""
    part = part_of(told, "reaction")
    return replace(who, kind="reaction", text=words_of(part, "emoji", 40), about=name_in(part, "message_id"))


def _edit(told: Told, who: Incoming) -> Incoming:
    part = part_of(told, "edit")
    now = content_of({**part_of(part, "message"), "id": told.get("id")}, who)
    about = name_in(part, "original_message_id")
    if now.kind not in {"text", "media"}:
        return replace(who, outside_id="")
    return replace(now, kind="edit", outside_id="", about=about)


def _revoke(told: Told, who: Incoming) -> Incoming:
    about = name_in(part_of(told, "revoke"), "original_message_id")
    return replace(who, kind="removed", outside_id="", about=about)


def _welcome(told: Told, who: Incoming) -> Incoming:
    """They opened the chat with us for the first time and said nothing yet."""
    return replace(who, kind="start")


_READINGS: Mapping[str, Callable[[Told, Incoming], Incoming]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "request_welcome": _welcome,
}
