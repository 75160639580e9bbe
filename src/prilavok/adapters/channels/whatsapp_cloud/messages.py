"""What we have to say as WhatsApp's own messages; one of ours may need several of them.

Source: Cloud API, Messages (text, image, document, interactive reply buttons, list, call-to-action URL, template).
"""

from prilavok.adapters.channels.port import Button, File, Outgoing, Template

_MOST_REPLIES, _MOST_ROWS = 3, 10
#: characters of the words of a message with reply buttons or a link, and of any other
_SHORT, _LONG = 1024, 4096
#: what opens a list; the document wants a word there, and nothing says in which language
_OPENS = "☰"
_MB = 1024 * 1024
#: Cloud API, Media, Supported media types: what is shown as it is, and up to how many bytes; all else is a document
_SHOWN = {
    **dict.fromkeys(("image/jpeg", "image/png"), ("image", 5 * _MB)),
    **dict.fromkeys(("video/mp4", "video/3gpp"), ("video", 16 * _MB)),
    **dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), ("audio", 16 * _MB)),
}


def said_as(message: Outgoing, media: tuple[str, ...]) -> list[dict[str, object]]:
    """The messages of WhatsApp that say it, in order. media: the ids of its files. ValueError where none can.

    Words stand beside the last file that may carry them; where buttons or no such file is there, they come after.
    """
    kinds = [_kind(file) for file in message.files]
    plain = not (message.buttons or message.ask_phone or message.template)
    beside = max((place for place, kind in enumerate(kinds) if plain and kind != "audio"), default=None)
    said: list[dict[str, object]] = []
    for place, (file, kind, identity) in enumerate(zip(message.files, kinds, media, strict=True)):
        told = {"id": identity} | ({"filename": file.name} if kind == "document" else {})
        caption = {"caption": message.text} if place == beside and message.text.strip() else {}
        said.append({"type": kind, kind: told | caption})
    if message.template is not None:
        said.append({"type": "template", "template": _template(message.template, message.buttons)})
    elif message.text.strip() and beside is None:
        said.append(_words(message))
    return said


def _kind(file: File) -> str:
    kind, most = _SHOWN.get(file.mime.partition(";")[0].strip().lower(), ("document", 0))
    return kind if len(file.content) <= most else "document"


def _words(message: Outgoing) -> dict[str, object]:
    presses = [one for one in message.buttons if one.press]
    links = [one for one in message.buttons if one.url]
    if message.ask_phone:
        if message.buttons:
            raise ValueError("a message of WhatsApp has buttons or asks for the phone")
        return _interactive("request_contact_info", message.text, {"name": "request_contact_info"}, _SHORT)
    if len(links) == 1 and not presses and len(message.text) <= _SHORT:
        shown = {"display_text": links[0].text, "url": links[0].url}
        return _interactive("cta_url", message.text, {"name": "cta_url", "parameters": shown}, _SHORT)
    # Only one link stands under a message, and alone: others are said in words.
    text = "\n".join([message.text, *(f"{one.text}: {one.url}" for one in links)])
    if not presses:
        return {"type": "text", "text": {"body": _fit(text, _LONG)}}
    if len({one.text for one in presses}) < len(presses) or len({one.press for one in presses}) < len(presses):
        raise ValueError("no two buttons of a message of WhatsApp are the same")
    if len(presses) <= _MOST_REPLIES and len(text) <= _SHORT:
        replies = [{"type": "reply", "reply": {"id": one.press, "title": one.text}} for one in presses]
        return _interactive("button", text, {"buttons": replies}, _SHORT)
    rows = [{"id": one.press, "title": one.text} for one in presses[:_MOST_ROWS]]
    return _interactive("list", text, {"button": _OPENS, "sections": [{"rows": rows}]}, _LONG)


def _interactive(kind: str, text: str, action: dict[str, object], most: int) -> dict[str, object]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": _fit(text, most)}, "action": action}}


def _fit(text: str, most: int) -> str:
    if not 0 < len(text) <= most:
        raise ValueError(f"such a message of WhatsApp has 1 to {most} characters")
    return text


def _template(template: Template, buttons: tuple[Button, ...]) -> dict[str, object]:
    """The approved words; a quick reply of theirs brings back what our button of the same place carries."""
    if any(one.url for one in buttons):
        raise ValueError("a link of a template stands in the template")
    components: list[dict[str, object]] = []
    if template.fills:
        components.append({"type": "body", "parameters": [{"type": "text", "text": one} for one in template.fills]})
    for place, one in enumerate(buttons):
        payload = [{"type": "payload", "payload": one.press}]
        components.append({"type": "button", "sub_type": "quick_reply", "index": str(place), "parameters": payload})
    told: dict[str, object] = {"name": template.name, "language": {"code": template.language}}
    return told | ({"components": components} if components else {})
