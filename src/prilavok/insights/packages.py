"""What a scan of a package says beside what it is: its lot, its days, its serial number."""

from dataclasses import dataclass
from datetime import datetime

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.stock.queries import find_lots
from prilavok.domains.stock.types import LotSaid
from prilavok.insights.sale_page import find_on_shelf
from prilavok.insights.told_apart import told_apart
from prilavok.kit.gs1 import read_gs1


@dataclass(frozen=True, slots=True)
class Package:
    """The goods, and of which lot or number; said is None where the shop does not tell them apart, or it says none."""

    variant: VariantView
    said: LotSaid | None


def read_package(text: str, at: datetime) -> Package | None:
    """A GS1 code, or the serial number of a piece that is known; None where it is neither, or of no goods of ours."""
    code = read_gs1(text, year=at.year)
    if code is not None:
        variant = next((one for one in map(find_on_shelf, code.codes) if one is not None), None)
        if variant is None:
            return None
        told = told_apart([variant.id]).get(variant.id)
        name = {"lot": code.lot, "serial": code.serial}.get(told.way, "") if told else ""
        if not name:
            return Package(variant, None)
        return Package(
            variant,
            LotSaid(variant=variant.id, code=name, best_before=code.best_before, made_on=code.made_on),
        )
    known = [one for one in find_lots(text.strip()) if one.serial] if text.strip() else []
    if len(known) != 1:
        return None
    [piece] = known
    said = LotSaid(variant=piece.variant, code=piece.code)
    return Package(read_variants([piece.variant])[piece.variant], said)
