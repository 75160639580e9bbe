"""Tables of by when parcels are at the door: dated terms, and days on which nothing is brought."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class DoorTime(models.Model):
    """How parcels go from a place (null: from any) to a part of town (null: to any), from an instant on.

    See types.DoorTerms.
    """

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    zone = models.ForeignKey("DeliveryZone", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cut_off = models.PositiveSmallIntegerField()
    leaves = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField()
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_door_time"
        constraints = [
            models.CheckConstraint(
                condition=Q(cut_off__lte=F("leaves"), leaves__lte=1440, until__lte=1440, least__lte=F("most")),
                name="shipments_door_time_numbers",
            ),
            models.UniqueConstraint(
                fields=["place", "zone"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="shipments_door_time_one_holds",
            ),
        ]


class NoBringingDay(models.Model):
    """A calendar day on which nothing is brought from a place; null: from none."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_no_bringing"
        constraints = [
            models.UniqueConstraint(fields=["place", "day"], nulls_distinct=False, name="shipments_no_bringing_once")
        ]
