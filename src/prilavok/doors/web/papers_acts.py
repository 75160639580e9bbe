"""What is done to a paper of stock on its screen: goods scanned and typed, undone, booked, taken back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.stock.errors import PaperUnfit, StockShort
from prilavok.domains.stock.queries import paper_lines, read_paper
from prilavok.domains.stock.types import LotSaid, PaperView
from prilavok.doors.web.papers import check_right, head_typed, show_paper, space_of
from prilavok.doors.web.parts.days import day_said
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.doors.web.till.typed import read_amount, read_scan, scanned_package, units_scanned, units_typed
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.expect_supply import begin_receiving, change_expected, close_expected
from prilavok.flows.name_lots import enter_lot, set_lot
from prilavok.flows.receive_transfer import all_came, receive
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.insights.lists.found import find_variants
from prilavok.insights.sale_page import find_on_shelf
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

#: goods of a like name that are offered when no code fits
_OFFERED = 8


class GoodsUnknown(Refused):
    """What was scanned or typed is no product of ours."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "paper.goods_unknown",
            gettext_lazy(
                "“%(text)s” is no product. Scan it again, or type its name, SKU or the number under the bars."
            ),
            text=text[:40],
        )


@needs("stock.see")
@require_POST
def scan(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """Goods by barcode or SKU go onto the paper at once; a name offers what is like it."""
    _mine(request, paper)
    if (package := scanned_package(request)) is not None and package.said is not None:
        key = request.POST.get("key", "")[:60]
        enter_lot(paper, package.said, key=key, actor=actor_here(request), at=clock.now())
        return _again(request, paper, last=package.variant.id)
    scanned = read_scan(request)
    variant = package.variant if package else find_on_shelf(scanned.code)
    if variant is None:
        found = read_variants(find_variants(scanned.code, _OFFERED)[:_OFFERED]) if scanned.code else {}
        if not found:
            raise GoodsUnknown(scanned.code)
        return show_paper(request, paper, found=list(found.values()), times=scanned.times)
    units = units_scanned(scanned, variant)
    key = request.POST.get("key", "")[:60]
    write_stock_paper.enter(paper, variant.id, units, key=key, actor=actor_here(request), at=clock.now())
    return _again(request, paper, last=variant.id)


@needs("stock.see")
@require_POST
def undo(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """What the same person scanned last is taken back."""
    _mine(request, paper)
    write_stock_paper.undo(paper, actor=actor_here(request), at=clock.now())
    return _again(request, paper)


@needs("stock.see")
@require_POST
def line(request: HttpRequest, paper: UUID, variant: UUID) -> HttpResponseBase:
    """Exactly so many of a line, and what they cost; or out with it."""
    _mine(request, paper)
    goods = read_variants([variant]).get(variant)
    if goods is None:
        raise NotFound("variant.unknown", _("There is no such product."))
    out = request.POST.get("act") == "out"
    units = None if out else units_typed(request.POST.get("units", ""), goods.unit)
    cost = read_amount(request.POST.get("cost", ""), request.POST.get("currency", "KZT"))
    write_stock_paper.set_line(
        paper, variant, units, cost=cost, seen=_whole(request.POST.get("version", "")), actor=actor_here(request),
        at=clock.now(),
    )  # fmt: skip
    return _again(request, paper, last=variant)


@needs("stock.see")
@require_POST
def lot(request: HttpRequest, paper: UUID, variant: UUID) -> HttpResponseBase:
    """Exactly so many of a lot, or the piece with a number, stand on the line; none takes it off."""
    _mine(request, paper)
    goods = read_variants([variant]).get(variant)
    if goods is None:
        raise NotFound("variant.unknown", _("There is no such product."))
    post = request.POST
    units = 0 if post.get("act") == "out" else units_typed(post.get("units", "1"), goods.unit)
    code = post.get("code", "").replace("\x00", "").strip()[:200]
    said = LotSaid(variant=variant, code=code, units=units, best_before=day_said(post.get("best_before", "")))
    set_lot(paper, said, actor=actor_here(request), at=clock.now())
    return _again(request, paper, last=variant)


@needs("stock.see")
@require_POST
def head(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """What the paper says beside its goods."""
    found = _mine(request, paper)
    said = head_typed(request)
    if found.kind == "transfer" and said.to_place is None:
        raise PaperUnfit("to_place", gettext_lazy("A transfer goes from one place to another: choose where to."))
    seen = _whole(request.POST.get("version", ""))
    write_stock_paper.say(paper, said, seen=seen, actor=actor_here(request), at=clock.now())
    return _again(request, paper)


@needs("stock.see")
@require_POST
def act(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """Book it, receive it, throw it away, take it up again, take it back."""
    asked = request.POST.get("act", "")
    found = _mine(request, paper, asked)
    if asked not in _ACTS:
        raise PaperUnfit("act", gettext_lazy("There is no such act."))
    try:
        shown, told = _ACTS[asked](request, found)
    except StockShort as short:
        goods = read_variants([lack.variant for lack in short.lacks])
        lacks = [(goods[lack.variant], lack) for lack in short.lacks if lack.variant in goods]
        return show_paper(request, paper, status=422, refusal=short.say(), lacks=lacks)
    if told:
        messages.success(request, told)
    address = reverse(f"{space_of(request)}:paper", args=[shown])
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


Done = tuple[UUID, str]


def _book(request: HttpRequest, paper: PaperView) -> Done:
    seen, by_force = _whole(request.POST.get("version", "")), request.POST.get("from_holds") == "1"
    done = book(paper.id, seen=seen, from_holds=by_force, actor=actor_here(request), at=clock.now())
    if done.kind == "expected":
        return paper.id, _("Confirmed: everybody is told of the same day now.")
    told = _("The goods are on their way.") if done.state == "sent" else _("Booked: stock is what the paper says.")
    return paper.id, told


def _receive(request: HttpRequest, paper: PaperView) -> Done:
    receive(paper.id, actor=actor_here(request), at=clock.now())
    return paper.id, _("Received. Whatever differs became a task.")


def _all_came(request: HttpRequest, paper: PaperView) -> Done:
    all_came(paper.id, actor=actor_here(request), at=clock.now())
    return paper.id, ""


def _throw(request: HttpRequest, paper: PaperView) -> Done:
    seen = _whole(request.POST.get("version", ""))
    write_stock_paper.throw_away(paper.id, seen=seen, actor=actor_here(request), at=clock.now())
    return paper.id, _("The draft is thrown away. It can be taken up again.")


def _take_up(request: HttpRequest, paper: PaperView) -> Done:
    write_stock_paper.take_up(paper.id, actor=actor_here(request), at=clock.now())
    return paper.id, _("It is a draft again.")


def _take_back(request: HttpRequest, paper: PaperView) -> Done:
    back = take_back(paper.id, actor=actor_here(request), at=clock.now())
    return back.id, _("Taken back: this counter-paper moved everything the other way.")


def _bring(request: HttpRequest, paper: PaperView) -> Done:
    made = begin_receiving(paper.id, key=f"bring:{paper.id}:{paper.version}", actor=actor_here(request), at=clock.now())
    return made.id, ""


def _otherwise(request: HttpRequest, paper: PaperView) -> Done:
    goods = read_variants([line.variant for line in paper_lines(paper.id)])
    typed = {one: request.POST.get(f"units-{one}", "") for one in goods}
    units = {one: units_typed(text, goods[one].unit) for one, text in typed.items() if text}
    due = day_said(request.POST.get("due_on", ""))
    if due is None:
        raise PaperUnfit("due_on", gettext_lazy("Say on which day the goods are expected."))
    reason, seen = request.POST.get("reason", "")[:1000], _whole(request.POST.get("version", ""))
    change_expected(paper.id, due, units, reason=reason, seen=seen, actor=actor_here(request), at=clock.now())
    return paper.id, _("Said: everybody is told of this day and number now.")


def _close(request: HttpRequest, paper: PaperView) -> Done:
    seen = _whole(request.POST.get("version", ""))
    close_expected(paper.id, seen=seen, actor=actor_here(request), at=clock.now())
    return paper.id, _("Closed: nothing more is expected by this paper.")


_ACTS: dict[str, Callable[[HttpRequest, PaperView], Done]] = {
    "book": _book,
    "receive": _receive,
    "all_came": _all_came,
    "throw": _throw,
    "take_up": _take_up,
    "take_back": _take_back,
    "bring": _bring,
    "otherwise": _otherwise,
    "close": _close,
}


def _mine(request: HttpRequest, paper: UUID, act: str = "") -> PaperView:
    """The paper, which the person may write where they are. Raises PaperUnknown, NoRight."""
    found = read_paper(paper)
    arriving = found.state == "sent" and act != "take_back"
    there = found.head.to_place if arriving and found.kind == "transfer" else found.place
    check_right(request, "receiving" if act == "bring" else found.kind, there)
    return found


def _again(request: HttpRequest, paper: UUID, last: UUID | None = None) -> HttpResponseBase:
    """The paper's part where htmx asks, else the page."""
    if request.headers.get("HX-Request") == "true":
        return show_paper(request, paper, last=last)
    return HttpResponseRedirect(reverse(f"{space_of(request)}:paper", args=[paper]))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
