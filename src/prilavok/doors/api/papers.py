"""Papers of stock: receivings, write-offs, transfers, counts and settings aside are made, confirmed and taken back."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.places.queries import name_places
from prilavok.domains.stock.errors import PaperUnfit
from prilavok.domains.stock.queries import read_paper
from prilavok.domains.stock.types import Goods, LotSaid, PaperHead, PaperKind, PaperView
from prilavok.doors.api.askers import acting_caller, caller
from prilavok.doors.api.paper_shapes import (
    ArrivedLine,
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
from prilavok.doors.api.repeats import CallKey, NeededKey, kept_once
from prilavok.doors.api.routes import declare, page_of, reads
from prilavok.doors.api.shapes import Listed
from prilavok.doors.web.parts.rights import NoRight
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.expect_supply import change_expected, close_expected
from prilavok.flows.receive_transfer import receive
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.insights.stock_papers import RIGHT_OF, list_paper_rows, may_move, read_paper_page
from prilavok.kit import clock
from prilavok.kit.idempotency.answers import whole

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
    idempotency_key: NeededKey,
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
        actor=acting_caller(request),
        at=clock.now(),
    )
    response = HttpResponse(whole(answer).body, content_type="application/json", status=answer.status)
    response.headers["Idempotent-Replayed"] = "true" if answer.replayed else "false"
    return response


def _lots(variant: UUID, line: WantedLine) -> tuple[LotSaid, ...]:
    return tuple(
        LotSaid(
            variant=variant, code=one.code, units=one.quantity, best_before=one.best_before, made_on=one.made_on
        )
        for one in line.lots
    )  # fmt: skip


def confirm_paper(
    request: HttpRequest, paper: UUID, confirming: Confirming, idempotency_key: CallKey = None
) -> HttpResponse:
    """Book a draft, once however often it is called; a transfer is on its way from then on."""
    found, said = read_paper(paper), confirming
    _check(request, found.kind, found.place)

    def story() -> Paper:
        book(paper, seen=said.version, from_holds=said.from_holds, actor=acting_caller(request), at=clock.now())
        return _shape(request, paper)

    return kept_once(request, idempotency_key, story)


def paper_arrived(
    request: HttpRequest, paper: UUID, arriving: Arriving, idempotency_key: CallKey = None
) -> HttpResponse:
    """Say all that arrived of a transfer and book it, once however often it is called."""
    found = read_paper(paper)
    _check(request, found.kind, found.head.to_place)
    came = _summed(arriving.lines)

    def story() -> Paper:
        receive(paper, came, actor=acting_caller(request), at=clock.now())
        return _shape(request, paper)

    return kept_once(request, idempotency_key, story)


def paper_taken_back(request: HttpRequest, paper: UUID, idempotency_key: CallKey = None) -> HttpResponse:
    """Undo a booked paper by a counter-paper, which is the answer; called again, the same."""
    found = read_paper(paper)
    _check(request, found.kind, found.place)

    def story() -> Paper:
        return _shape(request, take_back(paper, actor=acting_caller(request), at=clock.now()).id)

    return kept_once(request, idempotency_key, story)


def paper_expected_otherwise(
    request: HttpRequest, paper: UUID, said: ExpectingOtherwise, idempotency_key: CallKey = None
) -> HttpResponse:
    """Say another day or other units of goods that are expected; what it was stays with the reason."""
    _check(request, "expected", read_paper(paper).place)
    units = _summed(said.lines)

    def story() -> Paper:
        change_expected(
            paper,
            said.due_on,
            units,
            reason=said.reason,
            seen=said.version,
            actor=acting_caller(request),
            at=clock.now(),
        )
        return _shape(request, paper)

    return kept_once(request, idempotency_key, story)


def paper_closed(request: HttpRequest, paper: UUID, idempotency_key: CallKey = None) -> HttpResponse:
    """No more of the expected goods comes, called once or again."""
    _check(request, "expected", read_paper(paper).place)

    def story() -> Paper:
        close_expected(paper, seen=None, actor=acting_caller(request), at=clock.now())
        return _shape(request, paper)

    return kept_once(request, idempotency_key, story)


declare(router, "POST", "/papers", make_paper, needs="stock.see", gives={201: Paper})
declare(router, "POST", "/papers/{paper}/expected", paper_expected_otherwise, needs="stock.expect", gives=Paper)
declare(router, "POST", "/papers/{paper}/close", paper_closed, needs="stock.expect", gives=Paper)
declare(router, "POST", "/papers/{paper}/confirm", confirm_paper, needs="stock.see", gives=Paper)
declare(router, "POST", "/papers/{paper}/arrived", paper_arrived, needs="stock.transfer", gives=Paper)
declare(router, "POST", "/papers/{paper}/take-back", paper_taken_back, needs="stock.see", gives=Paper)


def _check(request: HttpRequest, kind: PaperKind, place: UUID | None) -> None:
    if not may_move(caller(request), kind, place):
        raise NoRight(RIGHT_OF[kind])


def _variants(skus: list[str]) -> dict[str, UUID]:
    keys = list_variant_keys(sorted(set(skus))) if skus else {}
    if missing := [sku for sku in skus if sku not in keys]:
        raise PaperUnfit(missing[0], _("One of the SKUs is not in the catalogue."))
    return {sku: key.id for sku, key in keys.items()}


def _summed(lines: Sequence[ArrivedLine]) -> dict[UUID, int]:
    """Units by variant; two lines of one SKU are together what is said of it."""
    variants, units = _variants([line.sku for line in lines]), dict[UUID, int]()
    for line in lines:
        units[variants[line.sku]] = units.get(variants[line.sku], 0) + line.quantity
    return units


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
    own = "id number kind state place made_at sent_at done_at takes_back taken_back version"
    said = "to_place supplier reason note from_state to_state due_on against"
    return {name: getattr(paper, name) for name in own.split()} | {name: getattr(head, name) for name in said.split()}
