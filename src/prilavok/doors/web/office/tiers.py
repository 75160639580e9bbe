"""Tiers of a programme: those it had and has, a form for others, and what these would come to before they are kept."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.loyalty.actions import check_tiers
from prilavok.domains.loyalty.errors import ProgrammeUnknown
from prilavok.domains.loyalty.queries import list_programmes, list_tier_sets
from prilavok.domains.loyalty.types import ProgrammeView, TierRule, TierRules
from prilavok.domains.places.queries import zone_of
from prilavok.doors.web.office.typed import typed_day, whole
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.flows.change_tiers import change_tiers
from prilavok.insights.tier_trial import count_holders, try_tiers
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.money import Money, exact_text, read_money
from prilavok.kit.words import LANGUAGES

_CHANGE = "points.set_up"
_ROWS = 6
_COLUMNS = ("tier", "ru", "kk", "en", "sum", "percent", "keep")
_DEFAULTS = {"days": "365", "warn_days": "14", "since": ""}


@dataclass(slots=True)
class TierForm:
    """The form as it is filled in: what holds for all tiers, and a row of fields for each."""

    head: dict[str, str] = field(default_factory=lambda: dict(_DEFAULTS))
    rows: list[dict[str, str]] = field(default_factory=list)


@needs("points.see")
@require_GET
def tiers(request: HttpRequest, programme: UUID) -> HttpResponseBase:
    """Every set of tiers, the newest first, and the form filled in as the newest says."""
    own = _programme(programme)
    return _shown(request, own, _filled(own, list_tier_sets(programme).get(programme, [])))


@needs(_CHANGE)
@require_POST
def keep(request: HttpRequest, programme: UUID) -> HttpResponseBase:
    """Look at what the filled-in tiers would come to, or have them from now, or from a day, on."""
    own, form, at = _programme(programme), _typed(request), clock.now()
    actor = actor_here(request)
    try:
        said = _rules(form, own)
        if request.POST.get("do") == "keep":
            change_tiers(own.id, said.tiers, days=said.days, warn_days=said.warn_days, since=_since(form), actor=actor,
                         at=at)  # fmt: skip
            messages.success(request, gettext("Kept. Everybody is counted as they begin; nobody is told of it."))
            return redirect("office:tiers", own.id)
        check_tiers(said, at=at)
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
        return _shown(request, own, form)
    return _shown(request, own, form, said, at)


def _shown(
    request: HttpRequest, own: ProgrammeView, form: TierForm, tried: TierRules | None = None, at: datetime | None = None
) -> HttpResponseBase:
    sets, now = list_tier_sets(own.id).get(own.id, []), clock.now()
    trial = try_tiers(own.id, tried, at=at) if tried and at else None
    current = next((one for one in sets if one.valid_from and one.valid_from <= now), None)
    holders = count_holders(own.id)
    shown = {
        "programme": own,
        "sets": sets,
        "now": now,
        "holders": [(one, holders.get(one.tier, 0)) for one in current.tiers if one.tier] if current else [],
        "form": form,
        "rows": [*form.rows, *({} for _nth in range(_ROWS - len(form.rows)))],
        "trial": list(zip(trial.rules.tiers, trial.people, strict=True)) if trial else None,
        "may_change": scope_of(request, _CHANGE) is not None,
    }
    return render(request, "office/tiers.html", shown)


def _programme(programme: UUID) -> ProgrammeView:
    for one in list_programmes():
        if one.id == programme:
            return one
    raise ProgrammeUnknown


def _filled(own: ProgrammeView, sets: list[TierRules]) -> TierForm:
    if not sets:
        return TierForm()
    newest = sets[0]
    rows = [
        {
            "tier": str(one.tier),
            **{language: one.name.get(language, "") for language in LANGUAGES},
            "sum": exact_text(Money(one.threshold, own.currency)),
            "percent": f"{one.times / 100:g}",
            "keep": str(one.keep_days),
        }
        for one in newest.tiers
    ]
    return TierForm({"days": str(newest.days), "warn_days": str(newest.warn_days), "since": ""}, rows)


def _typed(request: HttpRequest) -> TierForm:
    head = {name: request.POST.get(name, "").strip()[:20] for name in _DEFAULTS}
    columns = [[text.strip()[:60] for text in request.POST.getlist(name)[:_ROWS]] for name in _COLUMNS]
    rows = [dict(zip(_COLUMNS, one, strict=True)) for one in zip(*columns, strict=False)]
    return TierForm(head, [one for one in rows if any(one[name] for name in ("ru", "kk", "en", "sum"))])


def _since(form: TierForm) -> date | None:
    day = typed_day(form.head["since"])
    if form.head["since"] and day is None:
        raise Refused("points.day_unclear", _("This is no day of the calendar."))
    return day


def _rules(form: TierForm, own: ProgrammeView) -> TierRules:
    _since(form)
    tiers = tuple(_tier(one, own) for one in form.rows)
    return TierRules(whole(form.head["days"]), whole(form.head["warn_days"] or "0"), zone_of(None), tiers)


def _tier(row: dict[str, str], own: ProgrammeView) -> TierRule:
    try:
        tier = UUID(row["tier"]) if row["tier"] else None
    except ValueError:
        tier = None
    return TierRule(
        tier,
        {language: row[language] for language in LANGUAGES if row[language]},
        read_money("".join(row["sum"].split()).replace(",", "."), own.currency).amount,
        whole(row["percent"] or "100") * 100,
        whole(row["keep"] or "0"),
    )
