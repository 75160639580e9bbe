"""Parts of pages that are drawn once and kept: each shows one value and nothing else, and the value is its key."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString

_MOST = 500  # roles by languages by screens


class Keepable(Hashable, Protocol):
    """What a kept part shows. Two that are equal are drawn alike, so all that is shown stands in it."""

    @property
    def language(self) -> str:
        """The language the part is drawn in, whatever the page around it speaks."""
        ...


def kept(name: str, shown: Keepable) -> SafeString:
    """The template `name` drawn with `shown` alone: no request, no signed-in person, no token of a form reach it.

    Drawn anew each time under PRILAVOK_DEBUG, where templates and drawings change beneath.
    """
    return _draw(name, shown) if settings.DEBUG else _draw_once(name, shown)


def _draw(name: str, shown: Keepable) -> SafeString:
    with translation.override(shown.language):
        return SafeString(get_template(name).render({"shown": shown}))


_draw_once = lru_cache(_MOST)(_draw)
