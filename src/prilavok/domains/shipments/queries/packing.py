"""Questions to what was packed."""

from uuid import UUID

from prilavok.domains.shipments.types.packing import PackedPiece
from prilavok.kit.pages import Condition, read_rows


def packed_in(shipment: UUID) -> list[PackedPiece]:
    """The lots and serial numbers that were said of a parcel, as far as they were."""
    return read_rows(
        "variant, code, units",
        "shipments_piece",
        row=PackedPiece,
        where=[Condition("shipment_id = %s::uuid", shipment)],
        rest="ORDER BY variant, code",
    )
