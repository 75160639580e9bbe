"""Tables of shipments and what of them is picked."""

from django.db import models


class Shipment(models.Model):
    """Goods of one order that wait for the customer at a place (`collect`), or are sent home from it (`deliver`).

    An order is collected at one place, and sent from as many as its goods come from. What a claim gives instead is a
    shipment too, of kind `deliver` or (collected) `instead`; claim: that claim.
    code: the pickup code, sealed; code_lookup: its keyed digest, unique among those that wait at a place.
    keep_until: after it the goods go back to sale. courier: who took it along; tries: how often; why: of the last try
    that failed.
    """

    class State(models.TextChoices):
        PLANNED = "planned"
        PICKING = "picking"
        READY = "ready"
        COLLECTED = "collected"
        CANCELLED = "cancelled"
        ON_WAY = "on_way"
        DELIVERED = "delivered"
        FAILED = "failed"
        RETURNED = "returned"

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    kind = models.CharField(max_length=12, default="collect")
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices)
    code = models.BinaryField(null=True)
    code_lookup = models.BinaryField(max_length=32, null=True)
    planned_at = models.DateTimeField()
    keep_until = models.DateTimeField()
    picking_by = models.UUIDField(null=True)
    ready_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    courier = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    why = models.CharField(max_length=12, default="", db_default="")
    claim = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_shipment"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "code_lookup"],
                condition=models.Q(state__in=["planned", "picking", "ready"]),
                name="shipments_code_once",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(kind="collect"), name="shipments_collected_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "planned_at"],
                name="shipments_waiting",
                condition=models.Q(state__in=["planned", "picking", "ready"]),
            ),
            models.Index(fields=["order"], name="shipments_order"),
            models.Index(
                fields=["place", "sent_at"],
                name="shipments_under_way",
                condition=models.Q(state__in=["on_way", "failed"]),
            ),
            models.Index(fields=["keep_until"], name="shipments_keep", condition=~models.Q(state="collected")),
        ]


class Pick(models.Model):
    """How many units of an order's line the picker has in hand; `short`: how many were not found."""

    id = models.UUIDField(primary_key=True)
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.UUIDField()
    picked = models.BigIntegerField(default=0)
    short = models.BigIntegerField(default=0)
    picked_by = models.UUIDField(null=True)
    picked_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_pick"
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="shipments_pick_once"),
            models.CheckConstraint(condition=models.Q(picked__gte=0, short__gte=0), name="shipments_pick_units"),
        ]
