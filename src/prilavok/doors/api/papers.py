"""Papers of stock: receivings, write-offs, transfers, counts and settings aside are made, confirmed and taken back."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Header, Query, Router
from pydantic import StringConstraints

from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.places.queries import name_places
from prilavok.domains.stock.errors import PaperUnfit
from prilavok.domains.stock.queries import read_paper
from prilavok.domains.stock.types import Goods, LotSaid, PaperHead, PaperKind, PaperView
from prilavok.doors.api.askers import caller
from prilavok.doors.api.paper_shapes import (
    Arriving,
    Confirming,
    ExpectingOtherwise,
    Paper,
    PaperBrief,
    PaperLine,
    PaperLot,
    PapersAsked,
    WantedLine,
    WantedPaper,
)
from prilavok.doors.api.routes import declare, page_of, reads, show
from prilavok.doors.api.shapes import Listed
from prilavok.doors.web.parts.rights import NoRight
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.expect_supply import change_expected, close_expected
from prilavok.flows.receive_transfer import receive
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.insights.stock_papers import RIGHT_OF, list_paper_rows, may_move, read_paper_page
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

router = Router(tags=["papers"])


@reads(router, "/papers", needs="stock.see", gives=Listed[PaperBrief])
def list_of_papers(request: HttpRequest, asked: Query[PapersAsked]) -> Listed[PaperBrief]:
    """Papers of stock, the latest made first."""
    return page_of(
        "papers",
        asked,
        lambda after, limit: list_paper_rows(
            kind=asked.kind or "", state=asked.state or "", place=asked.place, after=after, limit=limit
        ),
        lambda row: PaperBrief.model_validate(_head(row.paper)),
    )


@reads(router, "/papers/{paper}", needs="stock.see", gives=Paper, versioned=True)
def one_paper(request: HttpRequest, paper: UUID) -> Paper:
    """One paper with its lines."""
    return _shape(request, paper)


def make_paper(
    request: HttpRequest,
    wanted: WantedPaper,
    idempotency_key: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$"),
        Header(alias="Idempotency-Key", description="Names the call: sent again, it gets the same answer."),
    ],
) -> HttpResponse:
    """Make a draft; nothing moves before it is confirmed."""
    if wanted.place not in (places := name_places()) or wanted.to_place not in (None, *places):
        raise PaperUnfit("place", _("There is no such place."))
    _check(request, wanted.kind, wanted.place)
    variants = _variants([line.sku for line in wanted.lines])
    head = PaperHead(
        to_place=wanted.to_place,
        supplier=wanted.supplier,
        reason=wanted.reason,
        note=wanted.note,
        from_state=wanted.from_state,
        to_state=wanted.to_state,
        due_on=wanted.due_on,
        against=wanted.against,
    )
    answer = write_stock_paper.draft_once(
        wanted.kind,
        wanted.place,
        head,
        [Goods(variants[line.sku], line.quantity, line.cost, _lots(variants[line.sku], line)) for line in wanted.lines],
        key=idempotency_key,
        body=request.body,
        written=lambda made: _shape(request, made.id).model_dump_json().encode(),
        actor=_actor(request),
        at=clock.now(),
    )
    response = HttpResponse(answer.body, content_type="application/json", status=answer.status)
    response.headers["Idempotent-Replayed"] = "true" if answer.replayed else "false"
    return response


def _lots(variant: UUID, line: WantedLine) -> tuple[LotSaid, ...]:
    return tuple(
        LotSaid(
            variant=variant, code=one.code, units=one.quantity, best_before=one.best_before, made_on=one.made_on
        )
        for one in line.lots
    )  # fmt: skip


def confirm_paper(request: HttpRequest, paper: UUID, confirming: Confirming) -> HttpResponse:
    """Book a draft, once however often it is called; a transfer is on its way from then on."""
    found = read_paper(paper)
    _check(request, found.kind, found.place)
    said, at = confirming, clock.now()
    book(paper, seen=said.version, from_holds=said.from_holds, actor=_actor(request), at=at)
    return show(request, _shape(request, paper))


def paper_arrived(request: HttpRequest, paper: UUID, arriving: Arriving) -> HttpResponse:
    """Say all that arrived of a transfer and book it, once however often it is called."""
    found = read_paper(paper)
    _check(request, found.kind, found.head.to_place)
    variants = _variants([line.sku for line in arriving.lines])
    came = {variants[line.sku]: line.quantity for line in arriving.lines}
    receive(paper, came, actor=_actor(request), at=clock.now())
    return show(request, _shape(request, paper))


def paper_taken_back(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Undo a booked paper by a counter-paper, which is the answer; called again, the same."""
    found = read_paper(paper)
    _check(request, found.kind, found.place)
    return show(request, _shape(request, take_back(paper, actor=_actor(request), at=clock.now()).id))


def paper_expected_otherwise(request: HttpRequest, paper: UUID, said: ExpectingOtherwise) -> HttpResponse:
    """Say another day or other units of goods that are expected; what it was stays with the reason."""
    _check(request, "expected", read_paper(paper).place)
    variants = _variants([line.sku for line in said.lines])
    units = {variants[line.sku]: line.quantity for line in said.lines}
    change_expected(
        paper, said.due_on, units, reason=said.reason, seen=said.version, actor=_actor(request), at=clock.now()
    )
    return show(request, _shape(request, paper))


def paper_closed(request: HttpRequest, paper: UUID) -> HttpResponse:
    """No more of the expected goods comes, called once or again."""
    _check(request, "expected", read_paper(paper).place)
    close_expected(paper, seen=None, actor=_actor(request), at=clock.now())
    return show(request, _shape(request, paper))


declare(router, "POST", "/papers", make_paper, needs="stock.see", gives={201: Paper})
declare(router, "POST", "/papers/{paper}/expected", paper_expected_otherwise, needs="stock.expect", gives=Paper)
declare(router, "POST", "/papers/{paper}/close", paper_closed, needs="stock.expect", gives=Paper)
declare(router, "POST", "/papers/{paper}/confirm", confirm_paper, needs="stock.see", gives=Paper)
declare(router, "POST", "/papers/{paper}/arrived", paper_arrived, needs="stock.transfer", gives=Paper)
declare(router, "POST", "/papers/{paper}/take-back", paper_taken_back, needs="stock.see", gives=Paper)


def _check(request: HttpRequest, kind: PaperKind, place: UUID | None) -> None:
    if not may_move(caller(request), kind, place):
        raise NoRight(RIGHT_OF[kind])


def _actor(request: HttpRequest) -> Actor:
    return Actor("staff", caller(request).id)


def _variants(skus: list[str]) -> dict[str, UUID]:
    keys = list_variant_keys(sorted(set(skus))) if skus else {}
    if missing := [sku for sku in skus if sku not in keys]:
        raise PaperUnfit(missing[0], _("One of the SKUs is not in the catalogue."))
    return {sku: key.id for sku, key in keys.items()}


def _shape(request: HttpRequest, paper: UUID) -> Paper:
    page = read_paper_page(paper)
    sees_cost = may_move(caller(request), "receiving", page.row.paper.place)
    lines = [
        PaperLine(
            variant=row.variant.id,
            sku=row.variant.sku,
            unit=row.variant.unit,
            quantity=row.line.units,
            arrived=row.line.arrived,
            shown=row.line.shown,
            booked=row.line.booked,
            cost=row.line.cost if sees_cost else None,
            lots=[
                PaperLot(code=one.lot.code, quantity=one.units, best_before=one.lot.best_before, arrived=one.arrived)
                for one in row.lots
            ],  # fmt: skip
        )
        for row in page.lines
    ]
    return Paper.model_validate({**_head(page.row.paper), "lines": lines})


def _head(paper: PaperView) -> dict[str, object]:
    head = paper.head
    return {
        "id": paper.id,
        "number": paper.number,
        "kind": paper.kind,
        "state": paper.state,
        "place": paper.place,
        "to_place": head.to_place,
        "supplier": head.supplier,
        "reason": head.reason,
        "note": head.note,
        "from_state": head.from_state,
        "to_state": head.to_state,
        "due_on": head.due_on,
        "against": head.against,
        "made_at": paper.made_at,
        "sent_at": paper.sent_at,
        "done_at": paper.done_at,
        "takes_back": paper.takes_back,
        "taken_back": paper.taken_back,
        "version": paper.version,
    }
