"""An order at the counter: take something out, put something in, look what it makes, confirm."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.orders.errors import CostsMovedOn
from prilavok.domains.places.types import PlaceName
from prilavok.domains.promotions.errors import PromotionUsedUp
from prilavok.doors.web.parts.order_rights import may_change
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.counter import go, looked, waiting_under
from prilavok.doors.web.till.drafts import Opened, keep_opened, read_opened
from prilavok.doors.web.till.gifts import entered_for
from prilavok.doors.web.till.order_rows import shown_acts, shown_rows
from prilavok.doors.web.till.pieces import asked_pieces, may_overrule, name_scanned, units_to_hand
from prilavok.doors.web.till.told_here import told_here
from prilavok.doors.web.till.typed import NothingKnown, read_scan, scanned_package, units_scanned
from prilavok.flows.change_at_pickup import Act, confirm_change, preview_change
from prilavok.insights.pickup_page import PickupPage, name_variants, read_pickup_page
from prilavok.insights.sale_page import find_on_shelf
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.money import Money, exact_text, exponent

HAND_OVER = "orders.hand_over"


class NotOpened(Refused):
    """An order is changed and handed over only at the till that its pickup code opened it at."""

    def __init__(self) -> None:
        super().__init__("order.not_opened", _("Type the customer's pickup code first: it opens the order here."))


@needs(HAND_OVER)
@require_GET
def order(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """The order, its change under way, and the money; the panel alone where the live screen asks again."""
    here = place_of(request, HAND_OVER)
    return drawn(request, here, order)


@needs(HAND_OVER)
@require_POST
@told_here(lambda request, order: drawn(request, place_of(request, HAND_OVER), order))
def scan(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """A piece of the order is named; goods are put in (only meant, until it is confirmed); another pickup code opens
    another order.
    """
    here, scanned, package = place_of(request, HAND_OVER), read_scan(request), scanned_package(request)
    variant = package.variant if package else find_on_shelf(scanned.code)
    if (other := waiting_under(request, here, scanned.code, goods=variant is not None)) is not None:
        return go(request, other)
    opened = opened_here(request, here, order)
    if package is not None and package.said is not None:
        page = read_pickup_page(order, place=here, actor=staff_of(request))
        if page.open and name_scanned(request, str(order), units_to_hand(page), package.said):
            return answer(request, here, order)
    if variant is None:
        if entered_for(request, here, scanned.code, order):
            return answer(request, here, order)
        raise NothingKnown(scanned.code)
    keep_opened(request, here.id, order, opened.with_act(variant.id, units_scanned(scanned, variant)))
    return answer(request, here, order)


@needs(HAND_OVER)
@require_POST
def act(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Mean to take a line out, undo one act, or drop the whole change."""
    here = place_of(request, HAND_OVER)
    opened = opened_here(request, here, order)
    meant = request.POST.get("act", "")
    if meant == "drop":
        keep_opened(request, here.id, order, opened.done())
        return answer(request, here, order)
    page = read_pickup_page(order, place=here, actor=staff_of(request))
    variant = _variant_of(request)
    if meant == "undo":
        keep_opened(request, here.id, order, opened.without_act(variant))
    elif meant == "take_out":
        left = sum(row.units for row in page.rows if row.variant.id == variant) + dict(opened.acts).get(str(variant), 0)
        unit = next((row.variant.unit for row in page.rows if row.variant.id == variant), "")
        units = min(left, 1) if unit == "piece" else left
        keep_opened(request, here.id, order, opened.with_act(variant, -max(units, 0)))
    return answer(request, here, order)


@needs(HAND_OVER)
@require_POST
def confirm(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Make the change that was previewed; refused with both sums where the order is not what was looked at."""
    here = place_of(request, HAND_OVER)
    opened = opened_here(request, here, order)
    page = read_pickup_page(order, place=here, actor=staff_of(request))  # refuses an order of another store
    if not opened.acts or request.POST.get("key") != opened.key:
        return answer(request, here, order)  # the other click, or the other tab, has done it already
    if (changed := changed_since(request, page)) is not None:
        return drawn(request, here, order, changed=changed)
    after = request.POST.get("after", "")
    try:
        confirm_change(
            order,
            acts_of(opened),
            key=opened.key,
            version=page.order.version,
            amount=int(after) if after.isascii() and after.isdigit() and len(after) < 18 else None,
            place=here.id,
            actor=actor_here(request),
            at=clock.now(),
        )
    except (CostsMovedOn, PromotionUsedUp) as refused:  # the new sum stands beside it
        return drawn(request, here, order, refusal=refused.say(gettext))
    keep_opened(request, here.id, order, opened.done())
    return answer(request, here, order)


def acts_of(opened: Opened) -> list[Act]:
    """The acts of the change as the story takes them."""
    return [Act("add" if units > 0 else "take_out", UUID(variant), abs(units)) for variant, units in opened.acts]


def opened_here(request: HttpRequest, here: PlaceName, order: UUID) -> Opened:
    """What this till knows of the order. Raises NotOpened where no pickup code opened it here."""
    opened = read_opened(request, here.id, order)
    if opened is None:
        raise NotOpened
    return opened


def changed_since(request: HttpRequest, page: PickupPage) -> tuple[int, int] | None:
    """What the order came to when the form was drawn and what it comes to now, where it was changed between."""
    drawn_at, amount = request.POST.get("version", ""), request.POST.get("amount", "")
    if drawn_at == str(page.order.version):
        return None
    return int(amount) if amount.isdigit() and len(amount) < 18 else 0, page.order.amount


def answer(request: HttpRequest, here: PlaceName, order: UUID) -> HttpResponseBase:
    """The order as it is now: the panel where htmx asks, else its page."""
    if request.headers.get("HX-Request") == "true":
        return drawn(request, here, order)
    return HttpResponseRedirect(reverse("till:order", args=[order]))


def drawn(
    request: HttpRequest,
    here: PlaceName,
    order: UUID,
    *,
    changed: tuple[int, int] | None = None,
    typed: Mapping[str, str] | None = None,
    refusal: str = "",
) -> HttpResponseBase:
    """The page of the order, or its panel. typed: what stands in fields that were filled already."""
    page = read_pickup_page(order, place=here, actor=staff_of(request))
    opened = read_opened(request, here.id, order)
    acts = dict(opened.acts) if opened and page.open else {}
    asked = opened.standing(page.due, clock.now()) if opened and page.open else None
    left = page.due - (asked.amount if asked else 0)
    pieces = asked_pieces(request, str(order), units_to_hand(page)) if opened and page.open else {}
    shown: dict[str, object] = {
        "page": page,
        "rows": shown_rows(page, acts),
        "opened": opened,
        "acts": shown_acts(acts),
        "changed": changed,
        "typed": typed or {},
        "may_take": scope_of(request, "payments.take"),
        "may_cancel": may_change(staff_of(request), page.order.place),
        "pieces": pieces,
        "unnamed": any(one.wanted and one.left for one in pieces.values()),
        "may_overrule": may_overrule(request),
        "may_spend": bool(opened and opened.code),
        "by_document": looked(request, page),
        "decimals": exponent(page.order.currency),
        "asked": asked,
        "ended": opened.asked if opened and page.open and not asked else None,
        "left": left,
        "exact": exact_text(Money(left, page.order.currency)),
    }
    if opened and acts:
        shown |= _previewed(request, here, order, opened)
    if refusal:
        shown["refused"] = refusal
    part = request.headers.get("HX-Request") == "true"
    status = 412 if refusal else 200
    response = render(request, "till/order_panel.html" if part else "till/order.html", shown, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def _previewed(request: HttpRequest, here: PlaceName, order: UUID, opened: Opened) -> dict[str, object]:
    """What the change makes, or why it cannot be made."""
    try:
        preview = preview_change(order, acts_of(opened), place=here.id, actor=actor_here(request), at=clock.now())
    except Refused as refused:
        return {"refused": refused.say(gettext)}
    lacks = [(variant, lack.free) for lack in preview.lacks for variant in name_variants([lack.variant]).values()]
    return {"preview": preview, "difference": preview.amount_after - preview.amount_before, "lacks": lacks}


def _variant_of(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("variant", ""))
    except ValueError:
        raise Refused("variant.unknown", _("There is no such product.")) from None
