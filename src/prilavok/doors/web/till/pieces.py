"""Which pieces lie on the counter: numbers scanned or typed with a sale, kept beside its draft, or with an order."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest

from prilavok.domains.stock.errors import LotBlocked, LotUnfit
from prilavok.domains.stock.queries import find_lots
from prilavok.domains.stock.types import LotSaid
from prilavok.domains.stock.types.lots import LONGEST_CODE
from prilavok.doors.web.parts.rights import scope_of
from prilavok.doors.web.till.drafts import Draft
from prilavok.insights.handed_pieces import check_numbers
from prilavok.insights.pickup_page import PickupPage
from prilavok.insights.told_apart import told_apart

OVERRULE = "stock.overrule"
_KEPT_AS = "till_pieces"
#: sales and orders of which the pieces are remembered: those laid aside, those opened and the one on the counter
_MOST_SALES = 12


@dataclass(frozen=True, slots=True)
class PiecesOf:
    """What a line of the sale is asked for. way: lot or serial. wanted: no sale without. left: units not named yet."""

    variant: UUID
    way: str
    wanted: bool
    named: tuple[LotSaid, ...]
    left: int


def units_of(draft: Draft) -> dict[UUID, int]:
    """What lies on the counter with a sale, by variant."""
    return {UUID(one.variant): one.quantity for one in draft.lines}


def units_to_hand(page: PickupPage) -> dict[UUID, int]:
    """What goes over the counter with an order that waits here, by variant; gift cards are no goods."""
    goods = [row for row in page.rows if row.variant.kind != "gift"]
    return dict(sum((Counter({row.variant.id: row.units}) for row in goods), Counter[UUID]()))


def named_pieces(request: HttpRequest, key: str, units: Collection[UUID]) -> list[LotSaid]:
    """The pieces named with the sale or order of this key, of goods that are still on it."""
    kept = request.session.get(_KEPT_AS, {}).get(key, [])
    return [LotSaid(variant=UUID(of), code=code, units=count) for of, code, count in kept if UUID(of) in units]


def asked_pieces(request: HttpRequest, key: str, units: Mapping[UUID, int]) -> dict[UUID, PiecesOf]:
    """Of the goods that the shop tells apart, or of which a piece is named, what is known."""
    named = named_pieces(request, key, units)
    told = told_apart(units)
    found = {}
    for variant, count in units.items():
        own = tuple(one for one in named if one.variant == variant)
        if variant in told or own:
            way = told[variant].way if variant in told else "lot"
            left = max(count - sum(one.units for one in own), 0)
            found[variant] = PiecesOf(variant, way, variant in told and told[variant].at_till, own, left)
    return found


def name_piece(request: HttpRequest, key: str, units: Collection[UUID], said: LotSaid) -> None:
    """Remember one more of the lot, or the piece. Raises LotUnfit where it is named already, LotBlocked."""
    if any(one.blocked_at for one in find_lots(said.code, variants=[said.variant])):
        raise LotBlocked(said.code)
    named = named_pieces(request, key, units)
    known = next((one for one in named if (one.variant, one.code) == (said.variant, said.code)), None)
    told = told_apart([said.variant]).get(said.variant)
    if known is not None and told is not None and told.way == "serial":
        raise LotUnfit("twice")
    rest = [one for one in named if one is not known]
    keep_pieces(request, key, [*rest, replace(said, units=said.units + (known.units if known else 0))])


def name_scanned(request: HttpRequest, key: str, units: Mapping[UUID, int], said: LotSaid) -> bool:
    """Whether a piece that was scanned is one of these goods, and is named by it. Raises what check_numbers does."""
    asked = asked_pieces(request, key, units).get(said.variant)
    if asked is None or not (asked.left or said.code in {one.code for one in asked.named}):
        return False
    check_numbers([said], overruled=False)
    name_piece(request, key, units, said)
    return True


def name_typed(request: HttpRequest, key: str, units: Mapping[UUID, int], variant: UUID) -> LotSaid | None:
    """What was typed for a line: of a lot all units that are not named yet; None where one was taken off instead.

    Raises LotUnfit.
    """
    code = request.POST.get("code", "").replace("\x00", "").strip()[:200]
    asked = asked_pieces(request, key, units).get(variant)
    if request.POST.get("act") == "out":
        rest = [one for one in named_pieces(request, key, units) if (one.variant, one.code) != (variant, code)]
        keep_pieces(request, key, rest)
    elif asked is not None:
        if not code or len(code) > LONGEST_CODE or not code.isprintable():
            raise LotUnfit("code")
        if not asked.left:
            raise LotUnfit("units")
        return LotSaid(variant=variant, code=code, units=1 if asked.way == "serial" else asked.left)
    return None


def may_overrule(request: HttpRequest) -> bool:
    """Whether who works here may sell and take back without the number that the shop wants."""
    return scope_of(request, OVERRULE) is not None


def keep_pieces(request: HttpRequest, key: str, named: list[LotSaid]) -> None:
    """Remember exactly these pieces with the sale or order."""
    kept = dict(request.session.get(_KEPT_AS, {}))
    kept.pop(key, None)
    kept[key] = [[str(one.variant), one.code, one.units] for one in named]
    request.session[_KEPT_AS] = dict(list(kept.items())[-_MOST_SALES:])
