"""Which pieces lie in a parcel, as others see them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PackedPiece:
    """Units of a variant in a parcel that bear one lot or serial number.

    code: "" for units of which somebody who may decided that they go without.
    """

    variant: UUID
    code: str
    units: int
