"""Goods come back at the till: found by the receipt, chosen, looked at, confirmed; others may be taken instead."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.orders.errors import ReturnMovedOn
from prilavok.domains.orders.types.returning import CONDITIONS, GROUNDS, REASONS, Agreed, ReturnView
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.payments.types import Paying
from prilavok.domains.places.types import PlaceName
from prilavok.domains.receipts.queries import list_receipts
from prilavok.doors.web.parts.handed_forms import field_of, is_overruled, read_given
from prilavok.doors.web.parts.rights import NoRight, actor_here, needs, scope_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.brought import Brought, read_brought
from prilavok.doors.web.till.counter import go
from prilavok.doors.web.till.pieces import OVERRULE, may_overrule
from prilavok.doors.web.till.taking import cards, cash_for
from prilavok.flows.charge_rest import charge_rest
from prilavok.flows.exchange_goods import ExchangePlan, exchange_goods, preview_exchange
from prilavok.flows.return_goods import return_goods
from prilavok.insights.gift_lines import in_stock
from prilavok.insights.handed_pieces import GivenPieces, ask_pieces, check_pieces
from prilavok.insights.pickup_page import name_variants
from prilavok.insights.pieces import prove_pieces, sold_pieces
from prilavok.insights.return_page import ReturnPage, find_sold, read_return_page
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.money import Money, exact_text, exponent

TAKE_BACK = "orders.return"
OUTSIDE = "orders.return_outside"


@needs(TAKE_BACK)
@require_GET
def returns(request: HttpRequest) -> HttpResponseBase:
    """Find the sale by the number of its receipt or order."""
    number = request.GET.get("number", "").replace("\x00", "")[:60]
    here = place_of(request, TAKE_BACK)
    found = find_sold(number)
    if found is not None:
        return HttpResponseRedirect(reverse("till:return", args=[found]))
    status = 404 if number.strip() else 200
    return render(request, "till/returns.html", {"number": number, "place": here}, status=status)


@needs(TAKE_BACK)
@require_GET
def one_return(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """The sale with what may come back of it."""
    return _drawn(request, place_of(request, TAKE_BACK), read_return_page(order), Brought.fresh())


@needs(TAKE_BACK)
@require_POST
def look(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """What the choice would make; nothing is changed."""
    page = read_return_page(order)
    return _drawn(request, place_of(request, TAKE_BACK), page, read_brought(request, page))


@needs(TAKE_BACK)
@require_POST
def confirm(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Take the goods back as it was shown; the receipt of it is shown next."""
    here, page = place_of(request, TAKE_BACK), read_return_page(order)
    brought = read_brought(request, page)
    if brought.ground and scope_of(request, OUTSIDE) is None:
        raise NoRight(OUTSIDE)
    if brought.other_piece and not may_overrule(request):
        raise NoRight(OVERRULE)
    agreed = Agreed(brought.version, brought.money, brought.ground, brought.amount, brought.other_piece)
    if not brought.instead:
        taken = return_goods(
            order, brought.lines, agreed, key=brought.key, place=here.id, actor=actor_here(request), at=clock.now()
        )
    else:
        swapped = _swap(request, here, page, brought, agreed)
        if swapped is None:
            return _drawn(request, here, page, brought)
        taken = swapped
    messages.success(request, gettext("Taken back: %(number)s.") % {"number": page.order.number})
    receipt = next(one for one in list_receipts([order]) if one.of == taken.id)
    return go(request, reverse("till:receipt", args=[receipt.id]))


def _swap(
    request: HttpRequest, here: PlaceName, page: ReturnPage, brought: Brought, agreed: Agreed
) -> ReturnView | None:
    """Exchange; None where the card that was to pay the difference did not."""
    order, actor, at = page.order.id, actor_here(request), clock.now()
    tenders: list[Paying] = []
    lots, overruled = read_given(request, _asked(brought)), is_overruled(request)
    if page.order.version == brought.version:  # otherwise it was done before, or is refused
        plan = preview_exchange(order, brought.lines, brought.wanted, place=here.id, actor=actor, at=at)
        if plan.to_pay and scope_of(request, "payments.take") is None:
            raise NoRight("payments.take")
        if brought.amount not in (None, plan.amount):
            raise ReturnMovedOn
        prove_pieces(order, brought.lines, plan.back.lines, overruled=brought.other_piece)  # said before a card pays
        check_pieces(in_stock(dict(brought.instead)), lots, overruled=overruled)
        by_card = request.POST.get("method") == "card"
        paid, left = charge_rest(
            brought.new_order, plan.to_pay, by_card=by_card, currency=here.currency, place=here.id, actor=actor, at=at
        )
        if left and by_card:
            return None
        tenders = [*paid, *cash_for(request, left, here.currency)]
    return exchange_goods(
        order,
        brought.lines,
        brought.wanted,
        tenders,
        agreed,
        new_order=brought.new_order,
        key=brought.key,
        place=here.id,
        actor=actor,
        at=clock.now(),
        lots=lots,
        overruled=overruled,
    )


def _asked(brought: Brought) -> tuple[GivenPieces, ...]:
    """Of what is taken instead: the goods of which the lot or number is asked."""
    return ask_pieces(in_stock(dict(brought.instead)))


def _drawn(request: HttpRequest, here: PlaceName, page: ReturnPage, brought: Brought) -> HttpResponseBase:
    shown: dict[str, object] = {
        "page": page,
        "place": here,
        "brought": brought,
        "rows": [(row, *brought.said(row.line.id)) for row in page.rows],
        "reasons": REASONS,
        "conditions": CONDITIONS,
        "grounds": GROUNDS,
        "may_decide": scope_of(request, OUTSIDE),
        "pieces": sold_pieces(page.order.id),
        "may_overrule": may_overrule(request),
        "may_take": scope_of(request, "payments.take"),
        "decimals": exponent(page.order.currency),
        "given": [(one, brought.typed.get(field_of(one.variant.id), "")) for one in _asked(brought)],
        "instead": [(variant, units) for id, units in brought.instead for variant in name_variants([id]).values()],
    }
    if brought.lines:
        shown |= _looked(request, here, page, brought)
    part = request.headers.get("HX-Request") == "true"
    response = render(request, "till/return_panel.html" if part else "till/return.html", shown)
    response.headers["Vary"] = "HX-Request"
    return response


def _looked(request: HttpRequest, here: PlaceName, page: ReturnPage, brought: Brought) -> dict[str, object]:
    """What it would make, or why it cannot be."""
    try:
        plan: ExchangePlan = preview_exchange(
            page.order.id, brought.lines, brought.wanted, place=here.id, actor=actor_here(request), at=clock.now()
        )
    except (Refused, NotFound) as refused:
        return {"refused": refused.say(gettext)}
    attempts = list_attempts(brought.new_order)
    left = plan.to_pay - sum(one.amount for one in cards(attempts))
    return {
        "plan": plan,
        "back": plan.back,
        "left": left,
        "waiting": next((one for one in attempts if one.is_open), None),
        "turned_down": attempts[-1] if attempts and attempts[-1].state == "refused" else None,
        "exact": exact_text(Money(max(left, 0), page.order.currency)),
    }
