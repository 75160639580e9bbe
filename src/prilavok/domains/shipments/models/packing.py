"""Which pieces lie in a parcel: the lots and serial numbers that were said when it was packed."""

from django.db import models

from prilavok.domains.shipments.models.collecting import Shipment


class ShipmentPiece(models.Model):
    """Units of a variant in a parcel that bear one lot or serial number; see types.packing.PackedPiece."""

    id = models.UUIDField(primary_key=True)
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.UUIDField()
    code = models.CharField(max_length=60)
    units = models.BigIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_piece"
        constraints = [
            models.UniqueConstraint(fields=["shipment", "variant", "code"], name="shipments_piece_once"),
            models.CheckConstraint(condition=models.Q(units__gt=0), name="shipments_piece_units"),
        ]
