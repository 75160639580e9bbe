"""The rules of identity: as they stand, what others would make of all evidence, and switching them on."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.domains.customers.queries import list_listed, list_rules, list_trials, read_customers, read_trial
from prilavok.domains.customers.types.identity import DEVICES, KindRule, ListedUse, ListedValue, RuleTrialView, Use
from prilavok.domains.staff.queries import read_staff
from prilavok.doors.web.office.identity_law import law_shown
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.change_identity_rules import change_list, switch_on_rules
from prilavok.flows.try_identity_rules import try_rules
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.phones import read_phone


@needs("customers.rules")
def rules(request: HttpRequest) -> HttpResponseBase:
    """The rules as they stand, and the trials of others."""
    return render(request, "office/identity.html", _shown(request, list_rules(clock.now())))


@needs("customers.rules")
@require_POST
def try_out(request: HttpRequest) -> HttpResponseBase:
    """Have the form's rules tried on all evidence; what comes of it stands at an address of its own."""
    now = list_rules(clock.now())
    asked = _read(now, request.POST)
    try:
        trial = try_rules(_changed(now, asked), actor=actor_here(request), at=clock.now())
    except Refused as refused:
        return render(request, "office/identity.html", _shown(request, asked, refusal=refused.say(gettext)), status=422)
    response = HttpResponseRedirect(reverse("office:tried_identity", args=[trial]))
    response.status_code = 303
    return response


@needs("customers.rules")
def tried(request: HttpRequest, trial: UUID) -> HttpResponseBase:
    """What a trial found, or how far it is: it goes on by itself, and is found here again."""
    found = read_trial(trial)
    if request.headers.get("HX-Request") == "true":
        if found.ended_at is None:
            return render(request, "office/identity_progress.html", {"tried": found})
        return HttpResponse(headers={"HX-Refresh": "true"})
    now = list_rules(clock.now())
    told = {rule.kind: rule for rule in found.changes}
    return render(request, "office/identity.html", _shown(request, [told.get(rule.kind, rule) for rule in now], found))


def _shown(
    request: HttpRequest, asked: Sequence[KindRule], tried: RuleTrialView | None = None, *, refusal: str = ""
) -> dict[str, object]:
    now = list_rules(clock.now())
    trials = list_trials()
    askers = read_staff([one.asked_by for one in trials if one.asked_by is not None])
    return {
        "rules": [(rule, _uses(rule)) for rule in asked],
        "changes": len(_changed(now, asked)),
        "tried": tried,
        "trials": [(one, askers[one.asked_by].name if one.asked_by in askers else "") for one in trials],
        "refusal": refusal,
        "listed": list_listed(),
        "kinds": [rule.kind for rule in now if rule.kind != "person"],
        "whys": NAMES["listed_why"],
        **(_named(tried) if tried else {}),
        **law_shown(request),
    }


@needs("customers.rules")
@require_POST
def switch(request: HttpRequest) -> HttpResponseBase:
    """Switch the form's rules on."""
    now = list_rules(clock.now())
    actor = actor_here(request)
    try:
        changed = switch_on_rules(_changed(now, _read(now, request.POST)), actor=actor, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(
            request,
            gettext("The rules hold from now on; people they judge otherwise are being joined and separated.")
            if changed
            else gettext("These rules held already. Nothing was changed."),
        )
    return _back()


@needs("customers.rules")
@require_POST
def listed(request: HttpRequest) -> HttpResponseBase:
    """Put a line on the list of nobody's identifiers, or take one off."""
    actor = actor_here(request)
    try:
        add = _line(request.POST) if request.POST.get("pattern", "").strip() else None
        changed = change_list(add, request.POST.getlist("line"), actor=actor, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        if changed:
            messages.success(request, gettext("The list was changed."))
        else:
            messages.error(request, gettext("Nothing was named, and nothing was changed."))
    return _back()


def _uses(rule: KindRule) -> list[tuple[str, object]]:
    """What a rule of this kind may say; nothing of the cap, which is always a limit, and a lease only of a device."""
    if rule.kind == "person":
        return []
    return [(use, title) for use, title in NAMES["identity_use"].items() if use != "leased" or rule.kind in DEVICES]


def _read(now: Sequence[KindRule], sent: Mapping[str, str]) -> list[KindRule]:
    """The rules of the form; of kinds it does not name those of now. Numbers belong to a limit alone."""
    return [_told(rule, sent) if f"use-{rule.kind}" in sent else rule for rule in now]


def _told(rule: KindRule, sent: Mapping[str, str]) -> KindRule:
    use = cast(Use, sent[f"use-{rule.kind}"])
    most, days = (
        _number(sent.get(f"{name}-{rule.kind}", "")) if use == "limited" else None for name in ("most", "days")
    )
    return KindRule(rule.kind, use, most, days, f"apart-{rule.kind}" in sent)


def _changed(now: Sequence[KindRule], asked: Sequence[KindRule]) -> list[KindRule]:
    return [rule for rule in asked if rule not in now]


def _number(text: str) -> int | None:
    told = text.strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 6 else None


def _line(sent: Mapping[str, str]) -> ListedValue:
    kind, pattern = sent.get("kind", ""), sent.get("pattern", "").strip().lower()
    if kind == "phone" and not set("*?") & set(pattern):
        pattern = read_phone(pattern).e164
    return ListedValue(kind, pattern, cast(ListedUse, sent.get("use", "")), sent.get("why", ""))


def _named(tried: RuleTrialView) -> dict[str, object]:
    people = read_customers([id for group in tried.joined for id in group] + [id for id, _ in tried.split])
    return {
        "joins": [[people[id] for id in group if id in people] for group in tried.joined],
        "splits": [(people[id], parts) for id, parts in tried.split if id in people],
    }


def _back() -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("office:identity"))
    response.status_code = 303
    return response
