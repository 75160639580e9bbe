"""Small pieces of pages that stand there by dozens: badges, and the lines of a choice."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from prilavok.doors.web.parts.lists import Choice
from prilavok.doors.web.parts.names import name_of, tone_of


def state(code: str, kind: str) -> SafeString:
    """A state as a badge: `{% state order.payment "payment" %}`."""
    return badge(tone_of(kind, code), str(name_of(kind, code)))


def badge(kind: str, text: str = "") -> SafeString:
    """`parts/badge.html` of a kind with a text of a closed list: each is drawn once."""
    return (_badge if settings.DEBUG else _badge_once)(kind, text, get_language() or "ru")


def _badge(kind: str, text: str, _language: str) -> SafeString:
    return SafeString(get_template("parts/badge.html").render({"kind": kind, "text": text}))


_badge_once = lru_cache(2_000)(_badge)


def options(choices: Iterable[Choice], chosen: str) -> SafeString:
    """The lines of a <select>; a list of places may be long."""
    return SafeString(
        "".join(
            [
                f'<option value="{escape(one.value)}"{" selected" if one.value == chosen else ""}>'
                f"{escape(str(one.title))}</option>"
                for one in choices
            ]
        )
    )
