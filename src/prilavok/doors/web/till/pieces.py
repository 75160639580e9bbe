"""Which pieces lie on the counter: serial numbers and lots scanned or typed with the sale, kept beside its draft."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest

from prilavok.domains.stock.errors import LotBlocked, LotUnfit
from prilavok.domains.stock.queries import find_lots
from prilavok.domains.stock.types import LotSaid
from prilavok.doors.web.parts.rights import scope_of
from prilavok.doors.web.till.drafts import Draft
from prilavok.insights.told_apart import told_apart

OVERRULE = "stock.overrule"
_KEPT_AS = "till_pieces"
#: sales of which the pieces are remembered: those laid aside and the one on the counter
_MOST_SALES = 8


@dataclass(frozen=True, slots=True)
class PiecesOf:
    """What a line of the sale is asked for. way: lot or serial. wanted: no sale without. left: units not named yet."""

    variant: UUID
    way: str
    wanted: bool
    named: tuple[LotSaid, ...]
    left: int


def named_pieces(request: HttpRequest, draft: Draft) -> list[LotSaid]:
    """The pieces named with this sale, of goods that are still on it."""
    there = {one.variant for one in draft.lines}
    kept = request.session.get(_KEPT_AS, {}).get(draft.key, [])
    return [LotSaid(variant=UUID(of), code=code, units=units) for of, code, units in kept if of in there]


def asked_pieces(request: HttpRequest, draft: Draft) -> dict[UUID, PiecesOf]:
    """Of each line that the shop tells apart, or of which a piece is named, what is known."""
    named = named_pieces(request, draft)
    told = told_apart([UUID(one.variant) for one in draft.lines])
    found = {}
    for line in draft.lines:
        variant = UUID(line.variant)
        own = tuple(one for one in named if one.variant == variant)
        if variant in told or own:
            way = told[variant].way if variant in told else "lot"
            left = max(line.quantity - sum(one.units for one in own), 0)
            found[variant] = PiecesOf(variant, way, variant in told and told[variant].at_till, own, left)
    return found


def name_piece(request: HttpRequest, draft: Draft, said: LotSaid) -> None:
    """Remember one more of the lot, or the piece. Raises LotUnfit where it is named already, LotBlocked."""
    if any(one.blocked_at for one in find_lots(said.code, variants=[said.variant])):
        raise LotBlocked(said.code)
    named = named_pieces(request, draft)
    known = next((one for one in named if (one.variant, one.code) == (said.variant, said.code)), None)
    told = told_apart([said.variant]).get(said.variant)
    if known is not None and told is not None and told.way == "serial":
        raise LotUnfit("twice")
    rest = [one for one in named if one is not known]
    keep_pieces(request, draft, [*rest, replace(said, units=said.units + (known.units if known else 0))])


def may_overrule(request: HttpRequest) -> bool:
    """Whether who works here may sell and take back without the number that the shop wants."""
    return scope_of(request, OVERRULE) is not None


def keep_pieces(request: HttpRequest, draft: Draft, named: list[LotSaid]) -> None:
    """Remember exactly these pieces with the sale."""
    kept = dict(request.session.get(_KEPT_AS, {}))
    kept.pop(draft.key, None)
    kept[draft.key] = [[str(one.variant), one.code, one.units] for one in named]
    request.session[_KEPT_AS] = dict(list(kept.items())[-_MOST_SALES:])
