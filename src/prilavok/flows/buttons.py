"""What the buttons under our messages say."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from prilavok.kit.words import LANGUAGES


def button_text(button: str, language: str) -> str:
    """What a button of the bot says."""
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return {
            "phone": _("Share my phone"),
            "agree": _("Write to me about my orders"),
            "decline": _("Do not write to me"),
            "both": _("Both are wanted"),
            "first": _("Only the earlier one"),
            "second": _("Only the later one"),
            "ahead": _("Order ahead"),
            "booking.change": _("Move or cancel"),
            "booking.cancel": _("Cancel the booking"),
            "booking.leave": _("Leave it as it is"),
            "booking.list": _("My bookings"),
        }[button]


def buttons_of(buttons: Sequence[tuple[str, str]], language: str) -> dict[str, object]:
    """Parts of a message that has these buttons, each its code and what a press of it brings back."""
    return buttons_told([(button_text(code, language), press) for code, press in buttons])


def buttons_told(buttons: Sequence[tuple[str, str]]) -> dict[str, object]:
    """The same of buttons each with its own words."""
    told = [{"text": text, "press": press} for text, press in buttons]
    return {"buttons": told} if told else {}
