"""Keyboards of Viber: what a button says back comes as words of the customer, so it is marked to be told from them."""

import hashlib
import html

from prilavok.adapters.channels.port import Button, Outgoing
from prilavok.adapters.channels.port.taking import Told

#: begins what a button of ours says back
PRESS = "press:"
#: what the button says that shares the phone, where it cannot: it has to say something
ASKED_PHONE = "phone:"
_OPENS = "opens:"


def keyboard_of(message: Outgoing) -> Told:
    """What stands under a message, and what Viber is to give back with whatever is answered to it.

    The latter always: with it a message may also be the one welcome of who opened the chat and has not written yet.
    """
    rows = [_row(one) for one in message.buttons]
    if message.ask_phone:
        rows.append(_button(message.ask_phone, "share-phone", ASKED_PHONE))
    made: Told = {"tracking_data": _OPENS + ",".join(_mark(one.url) for one in message.buttons if one.url)}
    return made | ({"keyboard": {"Type": "keyboard", "DefaultHeight": False, "Buttons": rows}} if rows else {})


def opened_link(text: str, tracked: str) -> bool:
    """Whether the words are the address of a link button: opening it says it."""
    return tracked.startswith(_OPENS) and _mark(text) in tracked.removeprefix(_OPENS).split(",")


def _mark(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def _row(button: Button) -> Told:
    if button.url:
        return _button(button.text, "open-url", button.url)
    return _button(button.text, "reply", PRESS + button.press)


def _button(text: str, action: str, body: str) -> Told:
    # Its text is read as HTML. Silent: what it says back is for us and not shown in the chat.
    said = html.escape(text, quote=False)
    return {"Columns": 6, "Rows": 1, "Text": said, "ActionType": action, "ActionBody": body, "Silent": True}
