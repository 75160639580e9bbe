"""What the owner alone says of identity: whether national numbers are taken, whether likeness joins by itself."""

from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.domains.customers.queries import (
    count_joined_alike,
    join_rule,
    list_joined_alike,
    number_laws,
    number_use,
    read_customers,
)
from prilavok.domains.staff.queries import read_staff
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.names import NAMES, name_of
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.flows.change_identity_law import join_by_itself, join_nobody, take_no_numbers, take_numbers
from prilavok.kit import clock
from prilavok.kit.errors import Refused

LAW = "customers.law"
_SHOWN = 20  # joins by name


def law_shown(request: HttpRequest) -> dict[str, object]:
    """Both choices as they stand, for the screen of the rules; the forms for the owner alone."""
    at = clock.now()
    today = at.astimezone(ZoneInfo(zone_for(request, staff_of(request))())).date()
    use, rule = number_use(), join_rule()
    who = {one for one in (use and use.set_by, rule and rule.set_by) if one}
    staff = {id: one.name or one.login for id, one in read_staff(sorted(who)).items()}
    joins = list_joined_alike(_SHOWN)
    people = read_customers([one.customer for one in joins])
    return {
        "may_law": scope_of(request, LAW) is not None,
        "use": use,
        "use_by": staff.get(use.set_by) if use and use.set_by else "",
        "laws": [(law, [(ground, name_of("number_ground", ground)) for ground in law.grounds])
                 for law in number_laws(today)],
        "grounds": NAMES["number_ground"],
        "rule": rule,
        "rule_by": staff.get(rule.set_by) if rule and rule.set_by else "",
        "rule_share": f"{Decimal(rule.millionths) / 10_000:f}" if rule else "99.9",
        "joined_today": count_joined_alike(at),
        "joined": [(one, people[one.customer]) for one in joins if one.customer in people],
    }  # fmt: skip


@needs(LAW)
@require_POST
def numbers(request: HttpRequest) -> HttpResponseBase:
    """Take national numbers by a country's law and on a stated ground, or take no more of them."""
    actor, at = actor_here(request), clock.now()
    if request.POST.get("act") == "off":
        take_no_numbers(actor=actor, at=at)
        messages.success(request, gettext("No more IINs are taken. Those known stay until their people are erased."))
        return _back("numbers")
    country, _between, ground = request.POST.get("ground", "").partition(":")
    try:
        take_numbers(country[:2], ground[:16], actor=actor, at=at)
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("IINs are taken from now on, as the law of the country allows."))
    return _back("numbers")


@needs(LAW)
@require_POST
def joins(request: HttpRequest) -> HttpResponseBase:
    """Let likeness join by itself from a confidence on, so many a day; or let it join nobody."""
    actor, at = actor_here(request), clock.now()
    if request.POST.get("act") == "off":
        join_nobody(actor=actor, at=at)
        messages.success(request, gettext("Nobody is joined by likeness alone. What is alike waits for a person."))
        return _back("joins")
    try:
        join_by_itself(
            _millionths(request.POST.get("share", "")), _most(request.POST.get("most", "")), actor=actor, at=at
        )
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("From now on the surest are joined by themselves. Each join can be undone."))
    return _back("joins")


def _millionths(percent: str) -> int:
    """Of a share in percent as people type it; nought, which is refused, where it is none or finer than can be kept."""
    try:
        told = Decimal(percent.strip()[:12].replace(",", ".")) * 10_000
    except InvalidOperation:
        return 0
    return int(told) if told.is_finite() and told == told.to_integral_value() and abs(told) < 10_000_000 else 0


def _most(text: str) -> int:
    told = text.strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 6 else 0


def _back(part: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(f"{reverse('office:identity')}#{part}")
    response.status_code = 303
    return response
