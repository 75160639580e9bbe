"""`/docs/problems`: every problem the house answers with, and an anchor for each slug: where a `type` leads."""

import re
from dataclasses import dataclass
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from prilavok.doors.web.parts.failures import title_of
from prilavok.doors.web.parts.rights import open_to_all
from prilavok.doors.web.parts.workplaces import Text
from prilavok.kit.errors import Said
from prilavok.kit.settings import ROOT

_PAGE = ROOT / "docs" / "problems.md"
_ROW = re.compile(r"^\| `([a-z0-9_.]+)` \| ([0-9]{3}) \| (.+) \|$", re.MULTILINE)
_FACT = re.compile(r"%\(\w+\)s")


@dataclass(frozen=True, slots=True)
class Problem:
    """One line. title: what its status says. sentence: what the asker is told, with … where something is named."""

    slug: str
    status: int
    title: Text
    sentence: str


@open_to_all
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """The whole table, for anybody: it tells nothing of the business."""
    shown = [
        Problem(
            slug,
            status,
            "" if status == 200 else title_of(status),
            _FACT.sub("…", Said(slug, said).say(gettext)).replace("%%", "%"),
        )
        for slug, status, said in _rows()
    ]
    return render(request, "problems.html", {"problems": shown})


@cache
def _rows() -> tuple[tuple[str, int, str], ...]:
    if not _PAGE.exists():  # an installation that came without its docs
        raise Http404
    return tuple((slug, int(status), said) for slug, status, said in _ROW.findall(_PAGE.read_text()))
