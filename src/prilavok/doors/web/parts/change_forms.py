"""What is typed to change an order brought home: how much of each product, where to; and what the form shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types import LineAct, OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.types.delivering import Delivering, DeliveryView
from prilavok.doors.web.parts.home_forms import read_delivering
from prilavok.doors.web.shop.amounts import read_amount, write_amount
from prilavok.insights.home_way import zones_with_days

_FIELD = "amount-"
_MOST = 100
_WORDS = ("address", "recipient", "phone", "note")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A product of the form: units that are in the order, and what is typed of how much shall be."""

    variant: VariantView
    units: int
    typed: str

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"{_FIELD}{self.variant.id}"


def read_acts(form: QueryDict, order: UUID) -> list[LineAct]:
    """What is to be added and taken out for the order to hold as much as was typed. Raises AmountUnclear."""
    units, typed = _units(order), _typed(form)
    known = read_variants(list(typed))
    acts = []
    for variant, text in typed.items():
        if variant in known:
            more = read_amount(text or "0", known[variant].unit) - units[variant]
            if more:
                acts.append(LineAct("add" if more > 0 else "take_out", variant, abs(more)))
    return acts


def read_told(form: QueryDict, agreed: DeliveryView) -> Delivering | None:
    """Where it shall go and to whom; None where the form does not ask."""
    if "address" not in form:
        return None
    told = read_delivering(form)
    point = agreed.point if agreed.zone is None and told.zone is None else None
    return Delivering(told.address, told.recipient, told.phone, told.note, told.zone or agreed.zone, point)


def read_version(form: QueryDict, name: str = "version") -> int | None:
    """A whole number that the form was drawn with."""
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def change_fields(
    form: QueryDict, head: OrderView, agreed: DeliveryView, offered: Sequence[UUID], at: datetime
) -> Mapping[str, object]:
    """What the form shows: what was typed, else what is agreed. offered: products that may be put in besides."""
    units, typed = _units(head.id), _typed(form)
    known = read_variants([*units, *typed, *offered])
    rows = [
        ChangeRow(known[one], units[one], typed.get(one, write_amount(units[one], known[one].unit)))
        for one in dict.fromkeys([*units, *typed, *offered])
        if one in known
    ]
    zones = []
    if head.place is not None and agreed.zone is not None:
        amount = sum(line.amount for line in list_lines(head.id) if line.left)
        zones = zones_with_days(read_place(head.place), dict(units), amount, at, touchpoint=head.touchpoint)
    filled: dict[str, object] = {name: getattr(agreed, name) for name in _WORDS} | {"zone": str(agreed.zone or "")}
    return {"rows": rows, "zones": zones, "filled": form if "address" in form else filled}


def _units(order: UUID) -> Counter[UUID]:
    units: Counter[UUID] = Counter()
    for line in list_lines(order):
        if line.left:
            units.update({line.variant: line.left})
    return units


def _typed(form: QueryDict) -> dict[UUID, str]:
    found = {}
    for name in list(form)[:_MOST]:
        if name.startswith(_FIELD):
            try:
                found[UUID(name.removeprefix(_FIELD))] = form.get(name, "").strip()[:20]
            except ValueError:
                continue
    return found
