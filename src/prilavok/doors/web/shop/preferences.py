"""How to reach me, where I live, what fits me: said on the own page by who is signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.customers.queries import opens, read_preferences
from prilavok.doors.web.parts.preference_forms import preference_fields, read_preferences_form
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other, show
from prilavok.flows.keep_preference import keep_preferences

_HERE = "/shop/me/preferences"


@for_shoppers
@require_safe
def preferences(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """What they said, and the forms to say it anew; for who has proven enough to be shown what is personal."""
    if shopper.customer is None or opens(shopper.leaf).see_personal != "yes":
        return redirect("shop:me")
    return show(
        request, shopper, "shop/preferences.html", dict(preference_fields(read_preferences(shopper.leaves)))
    )  # fmt: skip


@for_shoppers
@require_POST
def keep(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Keep what the form says; an empty field takes back."""
    said = read_preferences_form(request.POST)
    keep_preferences(shopper.leaf, said, source="own_page", actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("Kept. We hold to it from now on."))
    return see_other(request, _HERE)
