"""Sales of a till we did not make: reported after they happened, each with an outcome of its own."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import VariantKey
from prilavok.domains.orders.types import LARGEST, Sale, SaleLine
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.doors.api.askers import caller, place_of
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.routes import declare
from prilavok.doors.api.shapes import AskedInstant, Code, Fit, Shape
from prilavok.flows.report_sale import Outcome, Report, report_sales, report_sales_once
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import whole
from prilavok.kit.ids import new_id

router = Router(tags=["sales"])
_SOURCES = UUID("7d6f1f0e-6a41-4d8e-9c57-3b1a5f0c2e94")  # the name space of tills that report here
_NOBODY = UUID(int=0)
_CLOCKS_DIFFER = timedelta(minutes=5)
MOST_UNITS = 10**9  # of one line, in its smallest unit: a thousand tonnes by the gram
MOST_SALES = 100
MOST_LINES = 200

Whole = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
Reason = Literal[
    "sale.place_unknown",
    "sale.place_forbidden",
    "sale.currency_differs",
    "sale.in_future",
    "sale.product_unknown",
    "sale.impossible",
    "sale.card_unknown",
]
SENTENCES: Mapping[str, object] = {
    "sale.place_unknown": _("There is no place of this code."),
    "sale.place_forbidden": _("You may record sales at your own place only."),
    "sale.currency_differs": _("The place sells in another currency."),
    "sale.in_future": _("The sale has not happened yet: check the till's clock."),
    "sale.product_unknown": _("One of the SKUs is not in the catalogue."),
    "sale.impossible": _("A line cannot be: discounts exceed its price, or it counts over a thousand million units."),
    "sale.card_unknown": _("Nobody has this loyalty card."),
}


class ReportedLine(Shape):
    """Quantity in the variant's smallest unit; amounts in minor units of the sale's currency.

    list_amount: at list price. promotion_amount and match_amount: the shop's discounts (its promotions, and what it
    adds to a maker's coupon). coupon_amount: what makers' coupons pay of the line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sku: Code
    quantity: Whole
    list_amount: Whole
    promotion_amount: Whole = 0
    match_amount: Whole = 0
    coupon_amount: Whole = 0


class ReportedSale(Shape):
    """A sale that has happened: goods handed over, money taken. receipt: the till's own key of it, for ever.

    card: the loyalty card that was scanned; without one the sale waits on a leaf of its own to be claimed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    receipt: Annotated[str, StringConstraints(min_length=1, max_length=80), Fit]
    place: Code
    at: AskedInstant
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    method: Literal["cash", "card", "transfer", "instalment", "outside", "unstated"]
    card: Code | None = None
    lines: Annotated[list[ReportedLine], Field(min_length=1, max_length=MOST_LINES)]


class ReportedSales(Shape):
    """source: which system of tills reports; its name and the receipt's key name a sale for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]
    sales: Annotated[list[ReportedSale], Field(min_length=1, max_length=MOST_SALES)]


class SaleOutcome(Shape):
    """What became of one sale. order, number: of the stored order where it is new or known."""

    receipt: str
    outcome: Literal["new", "known", "refused"]
    order: UUID | None = None
    number: str | None = None
    code: Reason | None = None
    detail: str | None = None


class SalesOutcomes(Shape):
    """One outcome for each sale, in the order in which they were sent."""

    outcomes: list[SaleOutcome]


def reported_sales(
    request: HttpRequest,
    sales: ReportedSales,
    idempotency_key: CallKey = None,
) -> HttpResponse:
    """Record finished sales, 1 to 100 at once; a refused one never undoes its neighbours."""
    actor, at = caller(request), clock.now()
    reader = _Reader(
        sales, {place.code: place for place in name_places().values()}, place_of(actor, "sales.record"), at
    )
    reports, refused = reader.read()
    who = Actor("staff", actor.id)
    source = uuid5(_SOURCES, sales.source)

    def written(outcomes: Mapping[str, Outcome]) -> bytes:
        return _told(sales.sales, outcomes, refused).model_dump_json().encode()

    if idempotency_key is None:
        return _json(written(report_sales(reports, source=source, actor=who, at=at)))
    answer = report_sales_once(
        reports, source=source, actor=who, at=at, key=idempotency_key, body=request.body, written=written
    )
    response = _json(whole(answer).body)
    response.headers["Idempotent-Replayed"] = "true" if answer.replayed else "false"
    return response


declare(router, "POST", "/sales", reported_sales, needs="sales.record", gives=SalesOutcomes)


def _json(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/json")


def _told(
    sales: Sequence[ReportedSale], outcomes: Mapping[str, Outcome], refused: Mapping[str, Reason]
) -> SalesOutcomes:
    told, met = [], set[str]()
    for sale in sales:
        outcome = outcomes.get(sale.receipt)
        code = refused.get(sale.receipt) or (outcome.refused if outcome else None)
        if code or outcome is None:
            told.append(
                SaleOutcome.model_validate(
                    {"receipt": sale.receipt, "outcome": "refused", "code": code, "detail": str(SENTENCES[str(code)])}
                )
            )
        else:
            # A key that stands twice in one call is one sale: new at its first mention, known from then on.
            new = outcome.new and sale.receipt not in met
            told.append(
                SaleOutcome(
                    receipt=sale.receipt, outcome="new" if new else "known", order=outcome.order, number=outcome.number
                )
            )
        met.add(sale.receipt)
    return SalesOutcomes(outcomes=told)


class _Reader:
    """Makes reports of what was sent; a sale that names what is not there is refused by itself."""

    def __init__(
        self, sent: ReportedSales, places: Mapping[str, PlaceName], own: UUID | None | bool, at: datetime
    ) -> None:
        self.sent, self.places, self.own, self.at = sent, places, own, at
        self.source = uuid5(_SOURCES, sent.source)
        self.variants = list_variant_keys(list({line.sku for sale in sent.sales for line in sale.lines}))

    def read(self) -> tuple[list[Report], dict[str, Reason]]:
        """The reports, and by receipt why others are refused. Of equal keys the first mention counts."""
        reports: list[Report] = []
        refused: dict[str, Reason] = {}
        met: set[str] = set()
        for sale in self.sent.sales:
            if sale.receipt in met:
                continue
            met.add(sale.receipt)
            read = self._sale(sale)
            if isinstance(read, Sale):
                reports.append(Report(read, sale.method, sale.card or ""))
            else:
                refused[sale.receipt] = read
        return reports, refused

    def _sale(self, sale: ReportedSale) -> Sale | Reason:
        place = self.places.get(sale.place)
        if place is None:
            return "sale.place_unknown"
        if self.own is not None and self.own != place.id:
            return "sale.place_forbidden"
        if sale.currency != place.currency:
            return "sale.currency_differs"
        if sale.at > self.at + _CLOCKS_DIFFER:
            return "sale.in_future"
        lines = [_line(line, self.variants) for line in sale.lines]
        if None in lines:
            return "sale.product_unknown"
        known = tuple(line for line in lines if line is not None)
        if any(line.impossible or line.quantity > MOST_UNITS for line in known):
            return "sale.impossible"
        return Sale(
            id=new_id(sale.at),
            number=number_of(self.source, sale.receipt),
            source=self.source,
            source_key=sale.receipt,
            touchpoint="till",
            place=place.id,
            leaf=_NOBODY,
            currency=sale.currency,
            placed_at=sale.at,
            local_day=sale.at.astimezone(ZoneInfo(place.zone)).date(),
            lines=known,
        )


def _line(line: ReportedLine, variants: Mapping[str, VariantKey]) -> SaleLine | None:
    key = variants.get(line.sku)
    if key is None:
        return None
    return SaleLine(
        key.id, line.quantity, line.list_amount, line.promotion_amount, line.match_amount, line.coupon_amount
    )


def number_of(source: UUID, receipt: str) -> str:
    """What people say of a reported sale's order: made from its key, so that a repeat has the same (75 bits)."""
    digest = base64.b32encode(uuid5(source, receipt).bytes).decode()
    return f"S-{digest[:5]}-{digest[5:10]}-{digest[10:15]}"
