"""Tables of what is brought home: where to, which goods in which parcel, zones and prices. Money in minor units."""

from django.db import models
from django.db.models import F, Q


class ShipmentGoods(models.Model):
    """Units of an order's line that one shipment brings; a shipment that is collected brings the whole order."""

    id = models.UUIDField(primary_key=True)
    shipment = models.ForeignKey("Shipment", on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.UUIDField()
    variant = models.UUIDField()
    units = models.BigIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_goods"
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="shipments_goods_once"),
            models.CheckConstraint(condition=Q(units__gte=0), name="shipments_goods_units"),
        ]


class Delivery(models.Model):
    """Where an order is brought, to whom, and what of the agreed price bringing it is.

    address, recipient, phone, note: sealed; null once they were erased.
    """

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField(unique=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey("DeliveryZone", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    address = models.BinaryField(null=True)
    recipient = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    note = models.BinaryField(null=True)
    pay = models.CharField(max_length=8)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    service = models.UUIDField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_delivery"
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="shipments_delivery_amount")]


class DeliveryZone(models.Model):
    """A part of a town to which orders are brought, with its middle in millionths of a degree."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    latitude = models.IntegerField()
    longitude = models.IntegerField()
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_zone"


class DeliveryPrice(models.Model):
    """What bringing costs into a zone, or up to a distance from the place that sells, from an instant on.

    place: null for every place. service: the variant as which it stands on an order, so that it is taxed and printed.
    """

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey(DeliveryZone, null=True, on_delete=models.PROTECT, related_name="+")
    up_to_metres = models.IntegerField(null=True)
    amount = models.BigIntegerField()
    free_from = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    service = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_delivery_price"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0) & (Q(free_from=None) | Q(free_from__gte=0)), name="shipments_price_amounts"
            ),
            models.CheckConstraint(
                condition=Q(zone=None, up_to_metres__gt=0) | Q(zone__isnull=False, up_to_metres=None),
                name="shipments_price_where",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="shipments_price_dates"
            ),
            models.UniqueConstraint(
                fields=["place", "zone", "up_to_metres", "currency"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="shipments_price_one_holds",
            ),
        ]
