"""Questions to what was packed."""

from collections.abc import Collection
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


def packed_elsewhere(codes: Collection[str], *, but: UUID | None) -> set[tuple[UUID, str]]:
    """Which of these lots and numbers lie in parcels that did not reach anybody yet, by variant and code.

    but: leaving out this parcel.
    """
    return set(
        read_rows(
            "p.variant, p.code",
            "shipments_piece p JOIN shipments_shipment s ON s.id = p.shipment_id",
            row=lambda variant, code: (variant, code),
            where=[
                Condition("p.code = ANY(%s::text[])", list(set(codes))),
                Condition("s.ended_at IS NULL"),
                *([Condition("s.id <> %s::uuid", but)] if but else []),
            ],
        )
    )
