"""The table of what touchpoints leave on the shelf."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class StockSafety(models.Model):
    """What touchpoints leave at places; see SafetyView. Never changed but by an end."""

    id = models.UUIDField(primary_key=True)
    variant = models.ForeignKey("Variant", null=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=200, default="")
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place_kind = models.CharField(max_length=16, default="")
    touchpoints = ArrayField(models.CharField(max_length=16), default=list)
    units = models.BigIntegerField(null=True)
    share = models.PositiveIntegerField(null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_safety"
        constraints = [
            models.CheckConstraint(
                name="stock_safety_goods", condition=models.Q(variant__isnull=True) | models.Q(category="")
            ),
            models.CheckConstraint(
                name="stock_safety_where", condition=models.Q(place__isnull=True) | models.Q(place_kind="")
            ),
            models.CheckConstraint(
                name="stock_safety_much",
                condition=models.Q(units__gte=0, share__isnull=True)
                | models.Q(units__isnull=True, share__gte=1, share__lte=10_000),
            ),
        ]
