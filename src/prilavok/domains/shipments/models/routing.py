"""Tables of which place sends what: the rules by their time, and every choice with its reasons."""

from django.db import models
from django.db.models import Q


class RoutingRule(models.Model):
    """By what the sending place is chosen, from an instant on, for orders of one currency; see types.RoutingRules."""

    id = models.UUIDField(primary_key=True)
    currency = models.CharField(max_length=3)
    split = models.CharField(max_length=8)
    most_parts = models.PositiveSmallIntegerField()
    most_metres = models.IntegerField(null=True)
    parcel_amount = models.BigIntegerField()
    km_amount = models.BigIntegerField()
    waiting_amount = models.BigIntegerField()
    closed_amount = models.BigIntegerField()
    unknown_metres = models.IntegerField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_routing_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["currency"], condition=Q(valid_to=None), name="shipments_routing_rule_one_holds"
            )
        ]


class RoutingChoice(models.Model):
    """Which places were chosen for an order, at what cost, and why each other was not; ids, numbers and codes only."""

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    cause = models.CharField(max_length=8)
    by = models.CharField(max_length=8)
    parts = models.JSONField()
    refused = models.JSONField()
    lacks = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_routing_choice"
        indexes = [models.Index(fields=["order", "made_at"], name="shipments_routing_of")]
