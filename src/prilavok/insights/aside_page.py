"""What lies aside at a place, with its goods: damaged, or until somebody has checked its quality."""

from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.stock.queries import list_aside
from prilavok.domains.stock.types import AsideView


@dataclass(frozen=True, slots=True)
class AsideRow:
    """Units of a product that are not sold."""

    lies: AsideView
    variant: VariantView


def list_aside_rows(place: UUID) -> list[AsideRow]:
    """What lies aside at the place, what lies longest first."""
    lying = list_aside(place)
    variants = read_variants(list({one.variant for one in lying}))
    return [AsideRow(one, variants[one.variant]) for one in lying]
