"""Money is taken: a sale from the shelf is paid, an order is paid and handed over."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from prilavok.domains.payments.types import AttemptView
from prilavok.domains.stock.errors import LotMissing
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.basket_taken import free_basket, kept_basket
from prilavok.doors.web.till.brought_basket import part_of
from prilavok.doors.web.till.counter import answer, go, sale_of
from prilavok.doors.web.till.drafts import DraftChanged, keep_opened, note_sold, read_draft, sold_before
from prilavok.doors.web.till.gifts import gifts_paying, same_gifts
from prilavok.doors.web.till.pickup import answer as answer_order
from prilavok.doors.web.till.pickup import changed_since, drawn, opened_here
from prilavok.doors.web.till.pieces import asked_pieces, may_overrule, named_pieces, units_of, units_to_hand
from prilavok.doors.web.till.points import word_for_points
from prilavok.doors.web.till.typed import read_amount
from prilavok.flows.charge_card import charge_card
from prilavok.flows.end_page import end_page
from prilavok.flows.hand_over_order import hand_over as hand_over_story
from prilavok.flows.keep_gift_card import drop_gift_card
from prilavok.flows.open_page import open_page
from prilavok.flows.points_code import try_points_code
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.take_held import take_held
from prilavok.insights.handed_pieces import check_pieces
from prilavok.insights.pickup_page import read_pickup_page
from prilavok.kit import clock
from prilavok.kit.errors import Refused

TAKE = "payments.take"


class TooLittleGiven(Refused):
    """The cash in the drawer would not pay for it."""

    def __init__(self) -> None:
        super().__init__("payment.too_little", gettext_lazy("The cash given is less than what is to be paid."))


@needs(TAKE)
@require_POST
def pay(request: HttpRequest) -> HttpResponseBase:
    """The sale from the shelf is paid: in cash now, or by the card terminal first."""
    here = place_of(request, TAKE)
    key = request.POST.get("key", "")
    if (sold := sold_before(request, here.id, key)) is not None:
        return go(request, reverse("till:receipt", args=[sold]))
    draft = read_draft(request, here.id)
    sale = sale_of(request, here, draft)
    if not sale.sellable:
        return answer(request, here)
    drawn_as = (draft.key, str(draft.version), str(sale.amount))
    if (key, request.POST.get("version"), request.POST.get("amount")) != drawn_as:
        raise DraftChanged
    same_gifts(request, sale.kept)
    order, actor = UUID(draft.order), actor_here(request)
    units, overruled = units_of(draft), request.POST.get("overruled") == "1" and may_overrule(request)
    named, asked = named_pieces(request, draft.key, units), asked_pieces(request, draft.key, units)
    missing = [] if overruled else [of for of, one in asked.items() if one.wanted and one.left]
    if missing:  # said before a card is charged
        raise LotMissing(missing)
    if request.POST.get("method") == "qr" and sale.due:
        with kept_basket(request, draft) as made:
            made += [open_page(order, sale.due, due=sale.amount, way="qr", back="", currency=here.currency,
                               place=here.id, actor=actor, at=clock.now())]  # fmt: skip
        return answer(request, here)
    if request.POST.get("method") == "card" and sale.due:
        with kept_basket(request, draft) as made:
            charged = charge_card(
                order, sale.due, due=sale.amount, currency=here.currency, place=here.id, actor=actor, at=clock.now()
            )
            made.append(charged)
        if charged.state != "captured":
            return answer(request, here)
        tenders = [*cards([*sale.attempts, charged]), *gifts_paying(sale.by_gifts)]
    else:
        rest = cash_for(request, sale.due, here.currency)
        tenders = [*cards(sale.attempts), *gifts_paying(sale.by_gifts), *rest]
    done = sell(
        [Selling(UUID(line.variant), line.quantity) for line in draft.lines],
        tenders,
        place=here.id,
        key=draft.key,
        leaf=UUID(draft.leaf) if draft.leaf else None,
        who=sale.who,
        coupons=draft.coupons,
        order=order,
        lots=named,
        overruled=overruled,
        part=part_of(draft),
        actor=actor,
        at=clock.now(),
    )
    note_sold(request, here.id, draft.key, done.receipt.id)
    return go(request, reverse("till:receipt", args=[done.receipt.id]))


@needs(TAKE)
@require_POST
def hand_over(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """The order is paid with points, cash or card, and its goods go over the counter."""
    here = place_of(request, TAKE)
    opened = opened_here(request, here, order)
    page = read_pickup_page(order, place=here, actor=staff_of(request))
    if page.receipt is not None:  # the other click, or the other tab, has done it
        return go(request, reverse("till:receipt", args=[page.receipt.id]))
    if not page.open:
        return answer_order(request, here, order)
    if (changed := changed_since(request, page)) is not None:
        return drawn(request, here, order, changed=changed)
    same_gifts(request, page.kept)
    units, overruled = units_to_hand(page), request.POST.get("overruled") == "1" and may_overrule(request)
    named = named_pieces(request, str(order), units)
    check_pieces(units, named, overruled=overruled)  # said before money is taken
    if request.POST.get("method") == "qr" and page.due:
        open_page(order, page.due, way="qr", back="", currency=page.order.currency, place=here.id,
                  actor=actor_here(request), at=clock.now())  # fmt: skip
        return drawn(request, here, order)
    if page.held:
        take_held(order, actor=actor_here(request), at=clock.now())
        page, due = read_pickup_page(order, place=here, actor=staff_of(request)), page.due
        if page.waiting or page.due != due:  # the bank has not said, or has let the money go: nothing is handed over
            return drawn(request, here, order)
    asked, said = word_for_points(request, opened, page)
    left, actor = page.due - (asked.amount if asked else 0), actor_here(request)
    tenders = [*([Paying("points", asked.amount)] if asked else []), *gifts_paying(page.by_gifts)]
    if request.POST.get("method") == "card" and left:
        if asked and said:  # no card is charged for the rest while the points may not be spent
            try_points_code(order, tenders, said, actor=actor, at=clock.now())
            keep_opened(request, here.id, order, opened.told(said.digits))
        charged = charge_card(order, left, currency=page.order.currency, place=here.id, actor=actor, at=clock.now())
        if charged.state != "captured":
            # The points are still to be burned when the terminal has answered: the field keeps what the customer said.
            return drawn(request, here, order)
        tenders += cards([*page.attempts, charged])
    else:
        tenders += [*cards(page.attempts), *cash_for(request, left, page.order.currency)]
    done = hand_over_story(
        order,
        tenders,
        code=opened.code,
        points_code=said,
        key=f"{order}:{page.order.version}",
        lots=named,
        overruled=overruled,
        place=here.id,
        actor=actor,
        at=clock.now(),
    )
    messages.success(request, _("Handed over: %(number)s.") % {"number": page.order.number})
    return go(request, reverse("till:receipt", args=[done.receipt.id]))


@needs(TAKE)
@require_POST
def end_sale_page(request: HttpRequest) -> HttpResponseBase:
    """The sale on the counter shall be paid otherwise than by the QR code that is shown."""
    here = place_of(request, TAKE)
    draft = read_draft(request, here.id)
    end_page(UUID(draft.order), actor=actor_here(request), at=clock.now())
    free_basket(request, draft)
    return answer(request, here)


@needs(TAKE)
@require_POST
def end_order_page(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """The order shall be paid otherwise than by the QR code that is shown."""
    here = place_of(request, TAKE)
    opened_here(request, here, order)
    end_page(order, actor=actor_here(request), at=clock.now())
    return answer_order(request, here, order)


@needs(TAKE)
@require_POST
def drop_gift(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """The gift card shall not pay the sale on the counter after all."""
    here = place_of(request, TAKE)
    order = UUID(read_draft(request, here.id).order)
    drop_gift_card(order, card, actor=actor_here(request), at=clock.now())
    return answer(request, here)


@needs(TAKE)
@require_POST
def drop_order_gift(request: HttpRequest, order: UUID, card: UUID) -> HttpResponseBase:
    """The gift card shall not pay the order after all."""
    here = place_of(request, TAKE)
    opened_here(request, here, order)
    drop_gift_card(order, card, actor=actor_here(request), at=clock.now())
    return answer_order(request, here, order)


def cards(attempts: Sequence[AttemptView]) -> list[Paying]:
    """The card payments that went through, each once, as ways of paying."""
    taken = {one.id: one for one in attempts if one.state == "captured"}
    return [Paying("card", one.amount, attempt=one.id) for one in taken.values()]


def cash_for(request: HttpRequest, left: int, currency: str) -> list[Paying]:
    """What is left is paid in cash. Raises TooLittleGiven."""
    if not left:
        return []
    given = read_amount(request.POST.get("given", ""), currency)
    if given is not None and given < left:
        raise TooLittleGiven
    return [Paying("cash", left, given=given)]
