"""What is said of the pieces in a parcel while it is packed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.shipments.models import ShipmentPiece
from prilavok.domains.shipments.types.packing import PackedPiece
from prilavok.kit.ids import new_ids
from prilavok.kit.words import wordless


def keep_packed(shipment: UUID, pieces: Sequence[PackedPiece], *, goods: Collection[UUID], at: datetime) -> None:
    """Of these goods exactly these pieces lie in the parcel; what was said of them before holds no more."""
    ShipmentPiece.objects.filter(shipment=shipment, variant__in=list(goods)).delete()
    ShipmentPiece.objects.bulk_create(
        ShipmentPiece(id=id, shipment_id=shipment, variant=one.variant, code=one.code, units=one.units)
        for id, one in zip(new_ids(len(pieces), at), pieces, strict=True)
    )


wordless("shipments_piece", ["code"], "what a maker printed on goods: the code of a lot or a serial number")
