"""What systems of others show of our prices: reported up to a thousand at a time, each compared at once."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.places.queries import name_places
from prilavok.domains.pricing.types.outside import ComparedPrice, ToldPrice
from prilavok.doors.api.askers import caller, place_of
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.routes import declare
from prilavok.doors.api.shapes import Code, Instant, Shape
from prilavok.flows.report_shown import MOST_TOLD, report_shown
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once, whole

router = Router(tags=["prices"])
MOST_AMOUNT = 10**12

Reason = Literal["shown.place_unknown", "shown.place_forbidden", "shown.currency_differs", "shown.product_unknown"]
SENTENCES: Mapping[str, object] = {
    "shown.place_unknown": _("There is no place of this code."),
    "shown.place_forbidden": _("You may report for your own place only."),
    "shown.currency_differs": _("The place sells in another currency."),
    "shown.product_unknown": _("There is no such SKU in the catalogue."),
}


class ShownPriceTold(Shape):
    """What the system shows now: amount in minor units of the currency for `per` of the variant's smallest units."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Code
    sku: Code
    amount: Annotated[int, Field(strict=True, ge=0, le=MOST_AMOUNT)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    per: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1


class ShownPricesTold(Shape):
    """source: which system shows them, by its own name; what it said before of the same place and SKU gives way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]
    prices: Annotated[list[ShownPriceTold], Field(min_length=1, max_length=MOST_TOLD)]


class ShownOutcome(Shape):
    """now: ours for as many units, null where we sell none there. since: from when on ours is another."""

    place: str
    sku: str
    outcome: Literal["same", "differs", "refused"]
    now: int | None = None
    since: Instant | None = None
    code: Reason | None = None
    detail: str | None = None


class ShownOutcomes(Shape):
    """One outcome for each price, in the order in which they were sent."""

    outcomes: list[ShownOutcome]


def reported_prices(
    request: HttpRequest,
    told: ShownPricesTold,
    idempotency_key: CallKey = None,
) -> HttpResponse:
    """Say which of our prices a system shows, 1 to 1000 at once; a refused one never undoes its neighbours."""
    asker, at = caller(request), clock.now()
    actor = Actor("staff", asker.id)
    read, refused = _read(told.prices, place_of(asker, "prices.report"))

    def once() -> Answer:
        compared = report_shown(told.source, list(read.values()), actor=actor, at=at) if read else []
        return Answer(200, _written(told.prices, read, refused, compared))

    key = idempotency_key or f"shown {at.isoformat()} {asker.id}"
    answer = whole(answer_once(f"staff {asker.id}", key, request.body, at, once))
    response = HttpResponse(answer.body, content_type="application/json")
    if idempotency_key is not None:
        response.headers["Idempotent-Replayed"] = "true" if answer.replayed else "false"
    return response


declare(router, "POST", "/prices/shown", reported_prices, needs="prices.report", gives=ShownOutcomes)


def _read(prices: Sequence[ShownPriceTold], own: UUID | None | bool) -> tuple[dict[int, ToldPrice], dict[int, Reason]]:
    """By their positions what can be compared, and why the rest cannot."""
    places = {place.code: place for place in name_places().values()}
    variants = list_variant_keys(list({one.sku for one in prices}))
    read: dict[int, ToldPrice] = {}
    refused: dict[int, Reason] = {}
    for nth, one in enumerate(prices):
        place, variant = places.get(one.place), variants.get(one.sku)
        if place is None:
            refused[nth] = "shown.place_unknown"
        elif own is not None and own != place.id:
            refused[nth] = "shown.place_forbidden"
        elif one.currency != place.currency:
            refused[nth] = "shown.currency_differs"
        elif variant is None:
            refused[nth] = "shown.product_unknown"
        else:
            read[nth] = ToldPrice(place.id, variant.id, one.amount, one.per)
    return read, refused


def _written(
    prices: Sequence[ShownPriceTold],
    read: Mapping[int, ToldPrice],
    refused: Mapping[int, Reason],
    compared: Sequence[ComparedPrice],
) -> bytes:
    # Of a place and SKU that stand twice in one call the last mention counts, and is what both are told.
    by_goods = {(one.told.place, one.told.variant): one for one in compared}
    outcomes = []
    for nth, one in enumerate(prices):
        if nth in refused:
            code = refused[nth]
            outcomes.append(
                ShownOutcome(place=one.place, sku=one.sku, outcome="refused", code=code, detail=str(SENTENCES[code]))
            )
        else:
            said = by_goods[(read[nth].place, read[nth].variant)]
            outcomes.append(
                ShownOutcome(
                    place=one.place, sku=one.sku, outcome="differs" if said.since else "same", now=said.true_amount,
                    since=said.since,
                )
            )  # fmt: skip
    return ShownOutcomes(outcomes=outcomes).model_dump_json().encode()
