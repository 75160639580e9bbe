"""What a cashier chose of a sale that comes back; until it is confirmed it lies nowhere but in the form."""

from dataclasses import dataclass, field, replace
from typing import cast
from uuid import UUID

from django.http import HttpRequest

from prilavok.domains.orders.types.returning import (
    CONDITIONS,
    GROUNDS,
    REASONS,
    BringBack,
    Condition,
    Ground,
    Reason,
)
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.stock.types import LotSaid
from prilavok.doors.web.parts.handed_forms import field_of
from prilavok.doors.web.till.typed import (
    NothingKnown,
    read_pieces,
    read_scan,
    scanned_package,
    units_scanned,
    units_typed,
)
from prilavok.insights.return_page import ReturnPage
from prilavok.insights.sale_page import MEASURED, find_on_shelf
from prilavok.kit.ids import new_id

_MOST_INSTEAD = 50  # kinds of goods in one exchange


@dataclass(frozen=True, slots=True)
class Brought:
    """The choice. key: names the return for ever; instead: other goods wanted.

    version, money, amount (of the other goods): as they were shown.
    """

    key: str
    new_order: UUID
    lines: tuple[BringBack, ...] = ()
    instead: tuple[tuple[UUID, int], ...] = ()
    ground: Ground | None = None
    other_piece: bool = False
    version: int | None = None
    money: int | None = None
    amount: int | None = None
    typed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def fresh(cls) -> "Brought":
        """Nothing is chosen yet."""
        return cls(new_id().hex, new_id())

    @property
    def wanted(self) -> list[PricedWish]:
        """The other goods as stories take them."""
        return [PricedWish(variant, units) for variant, units in self.instead]

    def said(self, line: UUID) -> tuple[str, str, str, str]:
        """How many, why, in which condition and which pieces, as it stands in the form."""
        return (
            self.typed.get(f"units-{line}", ""),
            self.typed.get(f"reason-{line}", ""),
            self.typed.get(f"condition-{line}", ""),
            self.typed.get(f"pieces-{line}", ""),
        )


def read_brought(request: HttpRequest, page: ReturnPage) -> Brought:
    """What stands in the form. Raises NoSuchQuantity, NothingKnown, WeighIt for what was typed or scanned wrongly."""
    post = request.POST
    lines: list[BringBack] = []
    typed: dict[str, str] = {}
    for row in page.rows:
        names = {name: post.get(f"{name}-{row.line.id}", "") for name in ("units", "reason", "condition", "pieces")}
        if post.get("all") and row.left:
            names["units"] = _said(row.left, row.variant.unit)
        typed |= {f"{name}-{row.line.id}": text for name, text in names.items()}
        units = units_typed(names["units"], row.variant.unit) if names["units"].strip() else 0
        if units:
            reason = names["reason"] if names["reason"] in REASONS else REASONS[0]
            condition = names["condition"] if names["condition"] in CONDITIONS else CONDITIONS[0]
            named = read_pieces(names["pieces"])
            lines.append(BringBack(row.line.id, units, cast(Reason, reason), cast(Condition, condition), named))
    ground = post.get("ground", "")
    fresh = Brought.fresh()
    instead = _instead(post.getlist("instead"))
    typed |= {name: post.get(name, "") for variant, _units in instead for name in (field_of(variant),)}
    chosen = Brought(
        key=_uuid(post.get("key", ""), UUID(fresh.key)).hex,
        new_order=_uuid(post.get("new_order", ""), fresh.new_order),
        lines=tuple(lines),
        instead=instead,
        ground=cast(Ground, ground) if ground in GROUNDS else None,
        other_piece=post.get("other_piece") == "1",
        version=_whole(post.get("version", "")),
        money=_whole(post.get("money", "")),
        amount=_whole(post.get("amount", "")),
        typed=typed,
    )
    if (dropped := post.get("drop", "")) and chosen.instead:
        chosen = replace(chosen, instead=tuple(one for one in chosen.instead if str(one[0]) != dropped))
    return _scanned(request, chosen)


def _scanned(request: HttpRequest, chosen: Brought) -> Brought:
    scanned, package = read_scan(request), scanned_package(request)
    if not scanned.code:
        return chosen
    variant = package.variant if package else find_on_shelf(scanned.code)
    if variant is None or len(chosen.instead) >= _MOST_INSTEAD:
        raise NothingKnown(scanned.code)
    units = dict(chosen.instead)
    units[variant.id] = units.get(variant.id, 0) + units_scanned(scanned, variant)
    more = replace(chosen, instead=tuple((one, count) for one, count in units.items() if count > 0))
    return replace(more, typed=chosen.typed | _named(package.said, chosen)) if package and package.said else more


def _named(said: LotSaid, chosen: Brought) -> dict[str, str]:
    """The number of a scanned piece, beside those typed for its goods before."""
    before = read_pieces(chosen.typed.get(field := field_of(said.variant), ""))
    return {field: ", ".join(dict.fromkeys([*before, said.code]))}


def _instead(texts: list[str]) -> tuple[tuple[UUID, int], ...]:
    found: dict[UUID, int] = {}
    for text in texts[:_MOST_INSTEAD]:
        variant, _, units = text.partition(":")
        count = _whole(units)
        if count and (id := _uuid(variant, UUID(int=0))).int:
            found[id] = count
    return tuple(found.items())


def _said(units: int, unit: str) -> str:
    if unit == "piece":
        return str(units)
    return f"{units // MEASURED}.{units % MEASURED:03d}".rstrip("0").rstrip(".")


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else None


def _uuid(text: str, otherwise: UUID) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return otherwise
