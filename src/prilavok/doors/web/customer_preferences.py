"""What a customer prefers, as staff see it and write it down when they are told."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.customers.queries import list_leaves, read_customer, read_preferences, standing_check
from prilavok.doors.web.parts.preference_forms import preference_fields, read_preferences_form
from prilavok.doors.web.parts.rights import needs, scope_of, staff_of
from prilavok.flows.note_looks import note_looks
from prilavok.flows.note_preference import note_preferences
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused


@needs("customers.prefer")
@require_GET
def preferences(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """What they said, each with its day and who wrote it down; addresses whole for who may see contacts whole."""
    actor, at = staff_of(request), clock.now()
    found = read_customer(customer)
    raw = scope_of(request, "customers.see_raw") is not None or standing_check(customer, actor.id, at) is not None
    shown = {"customer": found, "masked": not raw, **preference_fields(read_preferences(list_leaves(customer)))}
    note_looks([customer], "customer.page", actor=actor, at=at)
    return render(request, "customer/preferences.html", shown)


@needs("customers.prefer")
@require_POST
def note(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """Keep what the customer told; an empty field takes back."""
    try:
        note_preferences(customer, read_preferences_form(request.POST), actor=staff_of(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Written down. Everybody who works here sees it now."))
    response = HttpResponseRedirect(reverse("office:customer_preferences", args=[customer]))
    response.status_code = 303
    return response
