"""A trial before publishing: what a basket would cost with a promotion, where, when and for whom one chooses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prilavok.domains.audiences.queries import list_segments
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.queries import read_promotion
from prilavok.domains.promotions.types.keeping import PromotionView
from prilavok.domains.promotions.types.pricing import Buyer
from prilavok.doors.web.office.promotion_words import PromotionTeller
from prilavok.doors.web.office.promotions import saying
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.parts.rights import needs, staff_of
from prilavok.doors.web.parts.standing import kept_place
from prilavok.doors.web.parts.workplaces import Text
from prilavok.doors.web.shop.amounts import read_amount
from prilavok.insights.price_trial import try_promotion
from prilavok.insights.promoted_goods import VARIANT, NamedGoods, find_goods, goods_of_keys, name_goods
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.words import say

_MOST = 30
_LARGEST = 10**9
WHO = {
    "nobody": _("Nobody we know"),
    "new": _("A known customer who has bought nothing yet"),
    "buyer": _("A known customer who has bought before"),
}


@dataclass(frozen=True, slots=True)
class TriedGoods:
    """One line of the form. wrong: why its quantity cannot be read."""

    goods: NamedGoods
    typed: str
    wrong: str


@needs("promotions.see")
def try_out(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """The form stands in the address, so that a trial can be looked at again and shown to somebody."""
    found = read_promotion(promotion)
    said = found.draft or (found.holding.said if found.holding else None)
    language = get_language() or "ru"
    places = name_places()
    place = _place(request, found, places)
    goods, wishes = _basket(request)
    at, wrong_at = _moment(request, place)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    touchpoint = request.GET.get("touchpoint", "till")
    touchpoint = touchpoint if touchpoint in NAMES["touchpoint"] else "till"
    who = request.GET.get("who", "nobody")
    who = who if who in WHO else "nobody"
    shows = "shows" in request.GET if request.GET else bool(said and said.conditions.right)
    segments = [one for one in list_segments() if str(one.id) in request.GET.getlist("segment")]
    chosen = {one.goods.key for one in goods}
    tried = None
    if place is not None and wishes and not wrong_at and all(not one.wrong for one in goods):
        known = who != "nobody"
        buyer = Buyer(known, int(who == "buyer"), tuple(one.id for one in segments) if known else ())
        tried = try_promotion(found, wishes, place, touchpoint=touchpoint, buyer=buyer, shows=shows, at=at)
    context = {
        "about": found,
        "said": saying(PromotionTeller([said.conditions]), said) if said else None,
        "goods": goods,
        "typed": text,
        "found": [one for one in find_goods(text, variants_only=True) if one.key not in chosen],
        "place": place,
        "places": [(str(one.id), say(one.name, language)) for one in places.values()],
        "touchpoint": touchpoint,
        "touchpoints": NAMES["touchpoint"].items(),
        "who": who,
        "people": WHO.items(),
        "shows": shows,
        "segments": [(str(one.id), say(one.name, language), one in segments) for one in list_segments()],
        "at": request.GET.get("at", "")[:40],
        "wrong_at": wrong_at,
        "tried": tried,
    }
    return render(request, "office/promotion_trial.html", context)


def _place(request: HttpRequest, found: PromotionView, places: dict[UUID, PlaceName]) -> PlaceName | None:
    """That asked for; else one of the promotion's own, the one somebody stands at, or any store."""
    asked = request.GET.get("place", "")
    said = found.draft or (found.holding.said if found.holding else None)
    own = list(said.conditions.places[:1]) if said else []
    stores = [one.id for one in places.values() if one.kind == "store"] or list(places)
    stands = kept_place(request) or staff_of(request).place
    wanted = [*(one for one in places if str(one) == asked), *own, *([stands] if stands else []), *stores]
    return next((places[one] for one in wanted if one in places), None)


def _basket(request: HttpRequest) -> tuple[list[TriedGoods], list[PricedWish]]:
    """Goods and how much of each, side by side; what is just being added has no quantity yet, and is one."""
    keys = [key for key in request.GET.getlist("goods")[:_MOST] if key.startswith(VARIANT)]
    typed = [one[:12] for one in request.GET.getlist("quantity")]
    typed += ["1"] * (len(keys) - len(typed))
    known, goods, wishes = name_goods(keys), [], []
    out = request.GET.get("out", "")
    for key, text in {key: text for key, text in zip(keys, typed, strict=False) if key != out}.items():
        if key in known:
            units, wrong = _units(text, known[key].unit)
            goods.append(TriedGoods(known[key], text, wrong))
            if units:
                wishes.append(PricedWish(goods_of_keys([key]).variants[0], units))
    return goods, wishes


def _units(text: str, unit: str) -> tuple[int, str]:
    try:
        units = read_amount(text, unit)
    except Refused as refused:
        return 0, refused.say()
    return min(units, _LARGEST), ""


def _moment(request: HttpRequest, place: PlaceName | None) -> tuple[datetime, Text]:
    text = request.GET.get("at", "")
    if not text or place is None:
        return clock.now(), ""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None and 2000 <= at.year < 2100:
            return at.replace(tzinfo=ZoneInfo(place.zone)), ""
    except ValueError:
        pass
    return clock.now(), _("Write a day and a time.")
