"""Exchanges: goods of an order come back at a place and others are taken instead; only the difference is paid."""

from typing import Annotated
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import StringConstraints

from prilavok.domains.orders.errors import ReturnMovedOn, ReturnOutsideTerms
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.errors import PaymentNotTaken, PaymentUnresolved
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.payments.types import Paying
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.stock.types import LotSaid
from prilavok.doors.api.askers import caller, place_of
from prilavok.doors.api.exchange_shapes import (
    AskedExchange,
    Exchange,
    ExchangePreview,
    ExchangeSale,
    ExchangeWay,
    NewExchange,
)
from prilavok.doors.api.repeats import KEY, KeyMissing, kept_repeatable
from prilavok.doors.api.returns import OUTSIDE, OVERRULE, TAKE_BACK, as_brought, shown_return
from prilavok.doors.api.routes import declare
from prilavok.doors.api.shapes import Amount
from prilavok.doors.web.parts.rights import NoRight
from prilavok.flows.charge_rest import charge_rest
from prilavok.flows.exchange_goods import ExchangePlan, exchange_goods, preview_exchange
from prilavok.insights.gift_lines import in_stock
from prilavok.insights.handed_pieces import check_pieces
from prilavok.insights.pieces import prove_pieces
from prilavok.insights.return_page import past_returns
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor

router = Router(tags=["orders"])
TAKE = "payments.take"


def preview_of_exchange(request: HttpRequest, order: UUID, asked: AskedExchange) -> HttpResponse:
    """What an exchange would make: what is paid or given back, and how. Nothing is changed."""
    actor = caller(request)
    place = _place(actor, asked.place)
    plan = _plan(order, asked, place, Actor("staff", actor.id))
    currency = plan.back.order.currency
    shown = ExchangePreview(
        order=order,
        version=plan.back.order.version,
        money=Amount.of(plan.back.money, currency),
        points_amount=Amount.of(plan.back.points_amount, currency),
        withheld=Amount.of(plan.back.withheld, currency),
        amount=Amount.of(plan.amount, currency),
        to_pay=Amount.of(plan.to_pay, currency),
        given=Amount.of(plan.given, currency),
        ways=[ExchangeWay(method=way.method, amount=Amount.of(way.amount, currency)) for way in plan.ways],
        outside=plan.back.outside,
    )
    return HttpResponse(shown.model_dump_json().encode(), content_type="application/json")


def take_exchange(
    request: HttpRequest,
    order: UUID,
    wanted: NewExchange,
    idempotency_key: Annotated[
        str | None,
        StringConstraints(min_length=1, max_length=120, pattern=r"^[!-~]+$"),
        Header(None, alias=KEY, description="Names the exchange: sent again, it is the same one."),
    ] = None,
) -> HttpResponse:
    """Take goods of an order back at a place and sell others instead; only the difference is paid or given back."""
    actor = caller(request)
    if idempotency_key is None:
        raise KeyMissing
    place = _place(actor, wanted.place)
    if wanted.ground and may(actor, OUTSIDE) is None:
        raise NoRight(OUTSIDE)
    if (wanted.other_piece or wanted.overruled) and may(actor, OVERRULE) is None:
        raise NoRight(OVERRULE)
    return kept_repeatable(
        idempotency_key,
        lambda: _exchanged(actor, order, wanted, place, idempotency_key),
        keys_of=f"exchanges of {order}",
        said=wanted,
    )


def _exchanged(actor: StaffActor, order: UUID, wanted: NewExchange, place: PlaceName, key: str) -> Exchange:
    new_order = uuid5(order, f"exchange:{key}")  # what a card is charged for before the sale is recorded
    taken = exchange_goods(
        order,
        _brought(wanted),
        _instead(wanted),
        _paid(actor, order, wanted, place, new_order),
        Agreed(wanted.version, wanted.money, wanted.ground, wanted.amount, wanted.other_piece),
        new_order=new_order,
        key=key,
        place=place.id,
        actor=Actor("staff", actor.id),
        at=clock.now(),
        lots=_lots(wanted),
        overruled=wanted.overruled,
    )
    [told] = [one for one in past_returns([order]) if one.taken.id == taken.id]
    return Exchange(back=shown_return(told), sold=_sold(new_order))


declare(
    router,
    "POST",
    "/orders/{order}/exchanges/preview",
    preview_of_exchange,
    needs=TAKE_BACK,
    gives=ExchangePreview,
)
declare(router, "POST", "/orders/{order}/exchanges", take_exchange, needs=TAKE_BACK, gives=Exchange)


def _paid(actor: StaffActor, order: UUID, wanted: NewExchange, place: PlaceName, new_order: UUID) -> list[Paying]:
    """What pays the difference; a card is charged here. Nothing is charged for what would be refused after."""
    if read_order(order).version != wanted.version:
        return []  # it was done before, or is refused
    who = Actor("staff", actor.id)
    plan = _plan(order, wanted, place, who)
    if plan.back.outside and not wanted.ground:
        raise ReturnOutsideTerms(plan.back.outside)
    if wanted.money not in (None, plan.back.money) or wanted.amount not in (None, plan.amount):
        raise ReturnMovedOn
    prove_pieces(order, _brought(wanted), plan.back.lines, overruled=wanted.other_piece)
    units = in_stock({one.variant: one.quantity for one in _instead(wanted)})
    check_pieces(units, _lots(wanted), overruled=wanted.overruled)
    if plan.to_pay and may(actor, TAKE) is None:
        raise NoRight(TAKE)
    by_card = wanted.method == "card"
    tenders, left = charge_rest(
        new_order, plan.to_pay, by_card=by_card, currency=place.currency, place=place.id, actor=who, at=clock.now()
    )
    if left and by_card:
        tried = list_attempts(new_order)[-1]
        raise PaymentUnresolved(tried.id) if tried.is_open else PaymentNotTaken(tried.id, tried.state)
    return [*tenders, *([Paying("cash", left)] if left else [])]


def _place(actor: StaffActor, code: str) -> PlaceName:
    """The place of the code, if the caller takes goods back there. Raises NotFound."""
    place = next((one for one in name_places().values() if one.code == code), None)
    if place is None or place_of(actor, TAKE_BACK) not in (None, place.id):
        raise NotFound("place.unknown", _("There is no such place."))
    return place


def _plan(order: UUID, asked: AskedExchange, place: PlaceName, actor: Actor) -> ExchangePlan:
    return preview_exchange(order, _brought(asked), _instead(asked), place=place.id, actor=actor, at=clock.now())


def _brought(asked: AskedExchange) -> list[BringBack]:
    return as_brought(asked.lines)


def _instead(asked: AskedExchange) -> list[PricedWish]:
    units: dict[UUID, int] = {}
    for one in asked.instead:  # two lines of one variant are one demand
        units[one.variant] = units.get(one.variant, 0) + one.quantity
    return [PricedWish(variant, count) for variant, count in units.items()]


def _lots(asked: AskedExchange) -> list[LotSaid]:
    return [
        LotSaid(variant=line.variant, code=one.code, units=one.quantity) for line in asked.instead for one in line.lots
    ]


def _sold(order: UUID) -> ExchangeSale:
    head = read_order(order)
    [receipt] = [one for one in list_receipts([order]) if not one.of]
    return ExchangeSale(
        order=head.id, number=head.number, amount=Amount.of(receipt.amount, receipt.currency), receipt=receipt.number
    )
