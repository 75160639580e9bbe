"""The editor of a draft: every button sends the whole form, and nothing typed is lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prilavok.domains.audiences.queries import list_segments
from prilavok.domains.places.queries import name_places
from prilavok.domains.promotions.errors import PromotionMoved, PromotionUnfit
from prilavok.domains.promotions.queries import read_promotion
from prilavok.domains.promotions.types.keeping import PromotionView
from prilavok.doors.web.office.promotion_draft import PARTS, PICKED, Draft, draft_of, empty_draft, read_draft
from prilavok.doors.web.office.promotion_said import WRONG, said_of
from prilavok.doors.web.office.promotion_words import DAYS, PromotionTeller
from prilavok.doors.web.office.promotions import Saying, saying
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.lists import Choice
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.doors.web.parts.workplaces import Text
from prilavok.flows.keep_promotion import save_draft
from prilavok.insights.promoted_goods import NamedGoods, find_goods, name_goods
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.words import LANGUAGES, say

#: the fields of each kind; those of the others go along unseen, so that trying a kind out loses nothing
_SHOWN = {
    "percent": ("share",),
    "off_each": ("amount", "per"),
    "fixed_price": ("amount", "per"),
    "off_together": ("amount",),
    "some_free": ("every", "free", "share"),
    "set_price": ("amount", "part_quantity", *PARTS),
    "steps": ("by", "step_from", "step_share"),
    "gift": ("quantity", "gift"),
    "points": ("times", "extra"),
}
_OF_ACTS = tuple(dict.fromkeys(name for names in _SHOWN.values() for name in names))
_LIMITS = ("least_amount", "least_quantity", "per_order", "per_customer", "in_all")


@dataclass(frozen=True, slots=True)
class Picker:
    """A field of goods. chosen: what is in it; found: what the search found; typed: what was searched for."""

    name: str
    title: Text
    chosen: list[NamedGoods]
    found: list[NamedGoods]
    typed: str


@dataclass(slots=True)
class _Tried:
    """What became of a button."""

    refusal: str = ""
    status: int = 200
    theirs: Saying | None = None
    find: str = ""
    told: Saying | None = None


@needs("promotions.change")
def new(request: HttpRequest) -> HttpResponseBase:
    """A promotion that is not there yet."""
    return _edit(request, None)


@needs("promotions.change")
def edit(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """What a promotion shall say next."""
    return _edit(request, read_promotion(promotion))


def _edit(request: HttpRequest, found: PromotionView | None) -> HttpResponseBase:
    zone = zone_for(request, staff_of(request))()
    currencies = sorted({one.currency for one in name_places().values()}) or ["KZT"]
    said = (found.draft or (found.holding.said if found.holding else None)) if found else None
    tried, seen = _Tried(), found.version if found else 0
    if said is not None:
        currencies = sorted({*currencies, said.conditions.currency})
    if request.method == "POST":
        draft = read_draft(request.POST)
        typed = request.POST.get("seen", "")
        seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else seen
        act = request.POST.get("act", "look")
        if act == "save":
            answer = _save(request, found, draft, seen, zone, currencies, tried)
            if answer is not None:
                return answer
            seen = read_promotion(found.id).version if found and tried.status == 412 else seen
        else:
            _change(draft, act, tried)
            _look(draft, zone, currencies, tried)
    elif found is not None and said is not None:
        draft = draft_of(found.code, found.name, said, zone)
    else:
        draft = empty_draft(currencies[0], zone, clock.now())
    context = _context(request, found, draft, tried, currencies) | {"seen": seen, "zone": zone}
    return render(request, "office/promotion_editor.html", context, status=200 if _is_part(request) else tried.status)


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _change(draft: Draft, act: str, tried: _Tried) -> None:
    """Do what the button says: find.reach, pick.reach.p:…, drop.reach.p:…, row.step, unrow.step.0."""
    verb, _dot, rest = act.partition(".")
    where, _dot, key = rest.partition(".")
    if verb == "find" and where in PICKED:
        tried.find = where
    elif verb == "pick":
        draft.pick(where, key)
    elif verb == "drop":
        draft.drop(where, key)
    elif verb == "row":
        draft.add_row(where)
    elif verb == "unrow" and key.isascii() and key.isdigit() and len(key) < 3:
        draft.drop_row(where, int(key))


def _look(draft: Draft, zone: str, currencies: list[str], tried: _Tried) -> None:
    """What the form would say as it stands; half a form is no mistake before it is saved."""
    said = said_of(draft, zone, currencies)
    draft.wrong.clear()
    if said is not None:
        tried.told = saying(PromotionTeller([said.conditions]), said)


def _save(
    request: HttpRequest,
    found: PromotionView | None,
    draft: Draft,
    seen: int,
    zone: str,
    currencies: list[str],
    tried: _Tried,
) -> HttpResponseBase | None:
    said = said_of(draft, zone, currencies)
    name = {one: draft.texts[f"name_{one}"] for one in LANGUAGES if draft.texts[f"name_{one}"]}
    if not name:
        draft.wrong["name_ru"] = WRONG["name"][1]
    if found is None and not draft.texts["code"]:
        draft.wrong["code"] = WRONG["code"][1]
    tried.status, tried.refusal = 422, str(_("Nothing was saved yet. Look at the marked fields."))
    if said is None or draft.wrong:
        return None
    who = actor_here(request)
    code = found.code if found else draft.texts["code"]
    try:
        kept = save_draft(
            found.id if found else None, code, name, said, seen=seen if found else None, actor=who, at=clock.now()
        )
    except PromotionUnfit as unfit:
        place, sentence = WRONG.get(unfit.what, ("name_ru", unfit.say()))
        draft.wrong[place] = sentence
    except PromotionMoved as moved:
        tried.status, tried.refusal = 412, moved.say()
        theirs = read_promotion(found.id) if found else None
        told = (theirs.draft or (theirs.holding.said if theirs.holding else None)) if theirs else None
        tried.theirs = saying(PromotionTeller([told.conditions]), told) if told else None
    except Refused as refused:
        tried.refusal = refused.say()
    else:
        address = reverse("office:promotion", args=[kept.id])
        return HttpResponse(headers={"HX-Redirect": address}) if _is_part(request) else HttpResponseRedirect(address)
    return None


def _context(
    request: HttpRequest, found: PromotionView | None, draft: Draft, tried: _Tried, currencies: list[str]
) -> dict[str, object]:
    known = name_goods({key for name in PICKED for key in draft.lists[name]})
    texts, lists = draft.texts, draft.lists

    def picker(name: str, title: Text) -> Picker:
        typed = request.POST.get(f"find.{name}", "").replace("\x00", "").strip()[:80]
        offered = find_goods(typed, variants_only=name == "gift") if tried.find == name else []
        chosen = [known[key] for key in lists[name] if key in known]
        return Picker(name, title, chosen, [one for one in offered if one.key not in lists[name]], typed)

    language = get_language() or "ru"
    return {
        "about": found,
        "draft": draft,
        "texts": texts,
        "wrong": draft.wrong,
        "wrong_act": [
            (name, draft.wrong[name])
            for name in (*_OF_ACTS, "kind", "currency")
            if name in draft.wrong and name in texts
        ],
        "wrong_limits": [(name, draft.wrong[name]) for name in _LIMITS if name in draft.wrong],
        "kept": list(_unseen(draft)),
        "refusal": tried.refusal,
        "theirs": tried.theirs,
        "told": tried.told,
        "find": tried.find,
        "names": [(one, texts[f"name_{one}"]) for one in LANGUAGES],
        "kinds": NAMES["promotion_act"].items(),
        "currencies": currencies,
        "reach": picker("reach", _("These goods")),
        "but": picker("but", _("But not these")),
        "gift": picker("gift", _("The gift")),
        "parts": [
            (nth, quantity, picker(PARTS[nth], _("Goods of this part")))
            for nth, quantity in enumerate(lists["part_quantity"])
        ],
        "steps": [(nth, *pair) for nth, pair in enumerate(zip(lists["step_from"], lists["step_share"], strict=True))],
        "days": [(str(nth), title, str(nth) in lists["days"]) for nth, title in enumerate(DAYS)],
        "touchpoints": [(code, title, code in lists["touchpoints"]) for code, title in NAMES["touchpoint"].items()],
        "places": [
            (str(one.id), say(one.name, language), str(one.id) in lists["places"]) for one in name_places().values()
        ],
        "segments": _segments(lists["segments"], language),
        "segments_not": _segments(lists["segments_not"], language),
        "pers": [Choice("1", _("for one piece")), Choice("1000", _("for one kilogram or litre"))]
        + ([Choice(texts["per"], texts["per"])] if texts["per"] not in ("", "1", "1000") else []),
    }


def _unseen(draft: Draft) -> Iterator[tuple[str, str]]:
    kind = draft.texts["kind"]
    hidden = [name for name in _OF_ACTS if name not in _SHOWN.get(kind, ())]
    hidden += ["reach"] if draft.texts["whole"] or kind == "set_price" else []
    hidden += ["but", "whole"] if kind == "set_price" else []
    for name in hidden:
        for value in draft.lists.get(name, [draft.texts.get(name, "")]):
            yield name, value


def _segments(chosen: list[str], language: str) -> list[tuple[str, str, bool]]:
    return [(str(one.id), say(one.name, language), str(one.id) in chosen) for one in list_segments()]
