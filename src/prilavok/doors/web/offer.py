"""Staff write an offer to a customer: it goes where they agreed to offers, at an allowed hour, or not at all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from prilavok.domains.customers.queries import read_customer
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.offer_customer import offer_customer
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.ids import new_id
from prilavok.kit.words import LANGUAGES, check_words

_LONGEST = 1_000  # characters


@needs("offers.send")
def offer(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """The form, and what comes of it; words that were typed are kept where nothing was sent."""
    found, at = read_customer(customer), clock.now()
    typed = {language: request.POST.get(language, "").replace("\x00", "") for language in LANGUAGES}
    if request.method == "POST":
        key = request.POST.get("key", "")[:60] or str(new_id(at))
        try:
            words = check_words(typed, longest=_LONGEST)
            if not words:
                raise Refused("offer.empty", gettext("Write the offer first. Nothing was sent."))
            offer_customer(customer, words, key=key, actor=actor_here(request), at=at)
        except NotFound:
            raise
        except Refused as refused:
            messages.error(request, refused.say(gettext))
        else:
            messages.success(request, gettext("The offer goes out as soon as the hour allows it."))
            response = HttpResponseRedirect(reverse("office:customer", args=[customer]))
            response.status_code = 303
            return response
    shown = {"customer": found, "typed": list(typed.items()), "key": new_id(at), "longest": _LONGEST}
    return render(request, "customer/offer.html", shown)
