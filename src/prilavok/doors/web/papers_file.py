"""A file of goods is brought onto a paper of stock: looked at row by row first, then taken."""

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.queries import read_paper
from prilavok.domains.stock.types import PaperView
from prilavok.doors.web.papers import check_right, show_paper, space_of
from prilavok.doors.web.parts.goods_sheet import (
    GoodsFileUnfit,
    SheetLine,
    name_of_goods,
    open_goods,
    pack_goods,
    read_goods,
    unpack_goods,
)
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.take_goods_file import take_goods_rows
from prilavok.kit import clock
from prilavok.kit.errors import Refused


@needs("stock.see")
@require_POST
def goods_file(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """Look at a file row by row, with why each cannot be taken; with `take` the rows that can be go onto the paper."""
    found = read_paper(paper)
    arriving = found.state == "sent" and found.kind == "transfer"
    check_right(request, found.kind, found.head.to_place if arriving else found.place)
    taking = request.POST.get("act") == "take"
    try:
        rows = unpack_goods(request.POST.get("rows", "")) if taking else open_goods(*_sent(request))
    except Refused as refused:
        return show_paper(request, paper, status=422, file_refused=refused.say(gettext))
    packed = pack_goods(rows)
    lines = read_goods(rows, currency=read_place(found.place).currency)
    whys = _put(request, found, lines, packed, rehearsal=not taking)
    good = [one for one in lines if one.number not in whys]
    if not taking:
        shown = {
            "paper": found,
            "space": space_of(request),
            "address": reverse(f"{space_of(request)}:paper", args=[paper]),
            "lines": [(one, whys[one.number].say(gettext) if one.number in whys else "") for one in lines],
            "good": len(good),
            "bad": len(whys),
            "rows": packed,
        }
        return render(request, "papers/file.html", shown)
    told = ngettext("%(count)s row is on the paper.", "%(count)s rows are on the paper.", len(good))
    messages.success(request, told % {"count": len(good)})
    return HttpResponseRedirect(reverse(f"{space_of(request)}:paper", args=[paper]))


def _put(
    request: HttpRequest, paper: PaperView, lines: list[SheetLine], packed: str, *, rehearsal: bool
) -> dict[int, Refused]:
    whys = {one.number: one.why for one in lines if one.why is not None}
    rows = [one.row for one in lines if one.row is not None]
    name = name_of_goods(packed)
    refused = take_goods_rows(paper.id, rows, name=name, rehearsal=rehearsal, actor=actor_here(request), at=clock.now())
    return whys | refused


def _sent(request: HttpRequest) -> tuple[Path, str]:
    file = request.FILES.get("file")
    if not isinstance(file, TemporaryUploadedFile):
        raise GoodsFileUnfit("none")
    return Path(file.temporary_file_path()), file.name or ""
