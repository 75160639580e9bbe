"""Tables of how places collect: dated terms, spans of the week, exceptions, and the places in slots that are taken."""

from django.db import models


class CollectingTerms(models.Model):
    """How a place collects from a calendar day on, until its next row; see types.Terms."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    minutes = models.PositiveIntegerField()
    capacity = models.PositiveIntegerField()
    lead = models.PositiveIntegerField()
    ahead = models.PositiveIntegerField()
    warn = models.PositiveIntegerField()
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_terms"
        constraints = [
            models.UniqueConstraint(fields=["place", "since"], name="shipments_terms_once"),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0, minutes__lte=1440, capacity__gt=0, lead__lte=44640, ahead__lte=60)
                & models.Q(warn__lte=models.F("lead")),
                name="shipments_terms_numbers",
            ),
        ]


class CollectingSpan(models.Model):
    """A span of a weekday in which goods are collected. begins, ends: minutes after its midnight by the place's clock.

    most: orders in each slot of this span; null: as the terms say.
    """

    id = models.UUIDField(primary_key=True)
    terms = models.ForeignKey(CollectingTerms, on_delete=models.CASCADE, related_name="+", db_index=False)
    weekday = models.PositiveSmallIntegerField()
    begins = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    most = models.PositiveIntegerField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_span"
        constraints = [
            models.UniqueConstraint(fields=["terms", "weekday", "begins"], name="shipments_span_once"),
            models.CheckConstraint(
                condition=models.Q(weekday__gte=1, weekday__lte=7, begins__lt=1440, ends__gt=models.F("begins")),
                name="shipments_span_minutes",
            ),
        ]


class OtherCollectingDay(models.Model):
    """A dated exception: this span instead of those of the weekday; begins null: nothing is collected on the day."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    begins = models.PositiveIntegerField(null=True)
    ends = models.PositiveIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_other_day"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "day", "begins"], name="shipments_other_day_once", nulls_distinct=False
            )
        ]


class SlotPlace(models.Model):
    """One numbered place in a slot, taken by a shipment; not living once it is free again."""

    id = models.UUIDField(primary_key=True)
    shipment = models.ForeignKey("Shipment", on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    nth = models.PositiveIntegerField()
    living = models.BooleanField(default=True)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_slot_place"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "starts_at", "nth"], condition=models.Q(living=True), name="shipments_slot_place_once"
            ),
            models.UniqueConstraint(
                fields=["shipment"], condition=models.Q(living=True), name="shipments_slot_place_one"
            ),
        ]
