"""Tables of services, resources with their working hours, and bookings with the seats they take."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from prilavok.domains.bookings.models.setting import Bookable, Given, OtherDay, Resource, WorkingHours
from prilavok.kit.columns import Origin

__all__ = ["BookedGoods", "Bookable", "Booking", "Given", "Moved", "OtherDay", "Resource", "Seat", "WorkingHours"]


class Booking(models.Model):
    """One promised time. key: names it among those of its leaf. words: the customer's own.

    miss_at: after it somebody who has not come has missed it. remind_at: null where nobody is reminded.
    """

    class State(models.TextChoices):
        BOOKED = "booked"
        KEPT = "kept"
        MISSED = "missed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    service = models.ForeignKey(Bookable, on_delete=models.PROTECT, related_name="+", db_index=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices)
    party = models.PositiveIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    touchpoint = models.CharField(max_length=12)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    words = models.TextField(null=True)
    made_at = models.DateTimeField()
    made_by_kind = models.CharField(max_length=12)
    made_by = models.UUIDField(null=True)
    miss_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_booking"
        constraints = [
            models.UniqueConstraint(fields=["leaf", "key"], name="bookings_booking_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at"), party__gt=0), name="bookings_booking_span"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "starts_at"], name="bookings_booking_day"),
            models.Index(fields=["leaf", "starts_at"], name="bookings_booking_leaf"),
            models.Index(fields=["miss_at"], name="bookings_booking_due", condition=models.Q(state="booked")),
            models.Index(
                fields=["remind_at"],
                name="bookings_booking_remind",
                condition=models.Q(state="booked", reminded_at__isnull=True, remind_at__isnull=False),
            ),
        ]


class Seat(models.Model):
    """One numbered seat of a resource, taken by a booking for a span; not living once it is free again."""

    id = models.UUIDField(primary_key=True)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+", db_index=False)
    nth = models.PositiveIntegerField()
    span = DateTimeRangeField()
    living = models.BooleanField(default=True)

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_seat"
        constraints = [
            ExclusionConstraint(
                name="bookings_seat_once",
                expressions=[
                    ("resource", RangeOperators.EQUAL),
                    ("nth", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(living=True),
            )
        ]


class Moved(models.Model):
    """From when and whom a booking was moved; where to is told by the next one, at last by the booking itself."""

    id = models.UUIDField(primary_key=True)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    resource = models.UUIDField()
    starts_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_moved"
        constraints = [models.UniqueConstraint(fields=["booking", "version"], name="bookings_moved_once")]


class BookedGoods(models.Model):
    """Units of a variant that wait in the fitting room."""

    id = models.UUIDField(primary_key=True)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_goods"
        constraints = [
            models.UniqueConstraint(fields=["booking", "variant"], name="bookings_goods_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="bookings_goods_units"),
        ]
