"""Value added tax: whether each legal entity owes it, which goods are in which group, and the rates of the laws."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.catalog.queries import list_shelves, products_coded, read_products
from prilavok.domains.places.queries import list_entities
from prilavok.domains.pricing.errors import TaxedGoodsUnknown
from prilavok.domains.pricing.queries import list_taxed_goods, tax_rates
from prilavok.doors.web.office.typed import told_back, typed_day
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.flows.keep_taxes import group_goods, say_standing, ungroup_goods
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_CHANGE = "taxes.change"


@needs("prices.see")
@require_GET
def taxes(request: HttpRequest) -> HttpResponseBase:
    """Who owes the tax, what is taxed how, and by which law."""
    today = clock.now().astimezone(ZoneInfo(zone_for(request, staff_of(request))())).date()
    chosen = asked(request, "taxes", filters=("category",), sorts=(), sort="")
    goods = list_taxed_goods()
    products = read_products([one.product for one in goods if one.product])
    entities = list_entities()
    countries = {one.country for one in entities}
    shown = {
        "entities": [
            (one, one.taxes.on(today), list(zip(one.taxes.days, one.taxes.owes, strict=True))[::-1]) for one in entities
        ],
        "goods": [(one, products.get(one.product) if one.product else None) for one in goods],
        "groups": list(NAMES["tax_group"]),
        "shelves": list_shelves(chosen["category"]),
        "category": chosen["category"],
        "rates": sorted(tax_rates(), key=lambda one: (one.country not in countries, one.country, one.group, one.since)),
        "today": today,
        "may_change": scope_of(request, _CHANGE) is not None,
    }
    return render(request, "office/taxes.html", shown)


@needs(_CHANGE)
@require_POST
def standing(request: HttpRequest, entity: UUID) -> HttpResponseBase:
    """Whether a legal entity owes the tax from a day on."""
    since, owes = typed_day(request.POST.get("since", "")), request.POST.get("owes", "")
    if since is None or owes not in ("yes", "no"):
        messages.error(request, gettext("Say from which day on, and whether the tax is owed."))
        return told_back("office:taxes", "entities")
    try:
        say_standing(entity, owes=owes == "yes", since=since, actor=actor_here(request), at=clock.now())
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. What was sold before keeps the tax it was sold with."))
    return told_back("office:taxes", "entities")


@needs(_CHANGE)
@require_POST
def group(request: HttpRequest) -> HttpResponseBase:
    """Put a product, by its code, or a shelf in a tax group."""
    code, category = request.POST.get("code", "").strip()[:60], request.POST.get("category", "")[:200]
    products = products_coded(code) if code else []
    try:
        if code and not products:
            raise TaxedGoodsUnknown
        group_goods(
            request.POST.get("group", "")[:12],
            product=products[0] if products else None,
            category=category or None,
            actor=actor_here(request),
            at=clock.now(),
        )
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. It holds for what is sold from now on."))
    return told_back("office:taxes", "goods")


@needs(_CHANGE)
@require_POST
def ungroup(request: HttpRequest, taxed: UUID) -> HttpResponseBase:
    """The goods go by what is above them again."""
    ungroup_goods(taxed, actor=actor_here(request), at=clock.now())
    messages.success(request, gettext("Taken out: the goods go by the shelf above them, or by the general rate."))
    return told_back("office:taxes", "goods")
