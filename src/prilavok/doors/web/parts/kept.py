"""Parts of pages that are drawn once and kept: each shows one value and nothing else, and the value is its key.

What differs from page to page inside a kept part stands in a hole: it is filled in anew each time, and never kept.
"""

import re
from collections.abc import Hashable
from functools import lru_cache
from html import escape
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

_MOST = 1_000  # roles by languages by screens, and the lines of lists
#: signs that no template and no text of a person has; an id in an address must be an id, so its hole is one of nobody
_HOLE = re.compile("\0([a-z_]+)\0|00000000-0000-0000-0000-0000000000([0-9]{2})")


class Keepable(Hashable, Protocol):
    """What a kept part shows. Two that are equal are drawn alike, so all that is shown stands in it."""

    @property
    def language(self) -> str:
        """The language the part is drawn in, whatever the page around it speaks."""
        ...


def kept(name: str, shown: Keepable, /, **holes: object) -> SafeString:
    """The template `name` drawn with `shown` alone: no request, no signed-in person, no token of a form reach it.

    holes: what the part names so and is filled in here, each time: a text, escaped as in any template, or an id, which
    may stand in an address. The template may write a hole out and make addresses of it, nothing else.
    Drawn anew each time under PRILAVOK_DEBUG, where templates and drawings change beneath.
    """
    names = tuple((hole, isinstance(value, UUID)) for hole, value in holes.items())
    drawn = _draw(name, shown, names) if settings.DEBUG else _draw_once(name, shown, names)
    if len(drawn) == 1:
        return SafeString(drawn[0])
    told = {hole: _filled(value) for hole, value in holes.items()}
    return SafeString("".join([told[piece] if nth % 2 else piece for nth, piece in enumerate(drawn)]))


def _filled(value: object) -> str:
    # The standard library's escape is what Django's calls, without asking of each text whether it is safe or lazy.
    kind = type(value)
    if kind is SafeString:
        return cast(SafeString, value)
    if kind is str:
        return escape(cast(str, value))
    return str(value) if kind is UUID else conditional_escape(cast(str, value))


def _draw(name: str, shown: Keepable, names: tuple[tuple[str, bool], ...]) -> tuple[str, ...]:
    """The text between the holes, and, at every second place, the name of the hole."""
    marks = {hole: UUID(int=nth) if is_id else SafeString(f"\0{hole}\0") for nth, (hole, is_id) in enumerate(names)}
    with translation.override(shown.language):
        text = str(get_template(name).render({"shown": shown, **marks}))
    pieces: list[str] = []
    end = 0
    for found in _HOLE.finditer(text):
        pieces += [text[end : found.start()], found[1] or names[int(found[2])][0]]
        end = found.end()
    return (*pieces, text[end:])


_draw_once = lru_cache(_MOST)(_draw)
