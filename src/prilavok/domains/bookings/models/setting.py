"""Tables of services and of the masters, rooms and tables that give them, with their hours."""

from django.db import models

_LIVE = models.Q(archived_at__isnull=True)


class Bookable(models.Model):
    """What may be booked. before, after: minutes around it in which its seat is not free either.

    step: minutes between the beginnings that are offered. notice: minutes before the beginning until which a customer
    may book; ahead: days; change: minutes before it until which they may move or cancel. grace: minutes after the
    beginning until somebody who has not come has missed it. remind: minutes before it that they are reminded; nought:
    not at all. variant: whose price is its price.
    """

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment"
        CONSULTATION = "consultation"
        FITTING_ROOM = "fitting_room"
        TABLE = "table"

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.JSONField()
    minutes = models.PositiveIntegerField()
    before = models.PositiveIntegerField(default=0)
    after = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField()
    notice = models.PositiveIntegerField(default=0)
    ahead = models.PositiveIntegerField()
    change = models.PositiveIntegerField(default=0)
    grace = models.PositiveIntegerField()
    remind = models.PositiveIntegerField(default=0)
    variant = models.ForeignKey("Variant", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_service"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0, minutes__lte=1440, step__gt=0, step__lte=1440, grace__gt=0)
                & models.Q(before__lte=1440, after__lte=1440, ahead__gt=0, ahead__lte=366),
                name="bookings_service_minutes",
            )
        ]


class Resource(models.Model):
    """A master, a room or a table at a place. seats: how many may be booked at once; holds: people on one of them."""

    class Kind(models.TextChoices):
        MASTER = "master"
        ROOM = "room"
        TABLE = "table"

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.JSONField()
    seats = models.PositiveIntegerField(default=1)
    holds = models.PositiveIntegerField(default=1)
    staff = models.ForeignKey("Staff", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_resource"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seats__gt=0, seats__lte=200, holds__gt=0, holds__lte=200),
                name="bookings_resource_seats",
            )
        ]
        indexes = [models.Index(fields=["place"], name="bookings_resource_at", condition=_LIVE)]


class Given(models.Model):
    """A service that a resource gives."""

    id = models.UUIDField(primary_key=True)
    service = models.ForeignKey(Bookable, on_delete=models.PROTECT, related_name="+", db_index=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_given"
        constraints = [models.UniqueConstraint(fields=["service", "resource"], name="bookings_given_once")]


class WorkingHours(models.Model):
    """A span in which a resource works each week. begins, ends: minutes after the midnight that begins the ISO weekday.

    By the clock of the place; an end above 1440 lies in the next day.
    """

    id = models.UUIDField(primary_key=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+", db_index=False)
    weekday = models.PositiveSmallIntegerField()
    begins = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_hours"
        constraints = [
            models.UniqueConstraint(fields=["resource", "weekday", "begins"], name="bookings_hours_once"),
            models.CheckConstraint(
                condition=models.Q(weekday__gte=1, weekday__lte=7, begins__lt=1440, ends__lte=2880)
                & models.Q(ends__gt=models.F("begins"), ends__lte=models.F("begins") + 1440),
                name="bookings_hours_span",
            ),
        ]


class OtherDay(models.Model):
    """A dated exception: the spans of this day instead of those of its weekday; one without a span is a day off."""

    id = models.UUIDField(primary_key=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    begins = models.PositiveIntegerField(null=True)
    ends = models.PositiveIntegerField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "bookings_other_day"
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "day", "begins"], name="bookings_other_day_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(begins__isnull=True, ends__isnull=True)
                | models.Q(begins__lt=1440, ends__lte=2880)
                & models.Q(ends__gt=models.F("begins"), ends__lte=models.F("begins") + 1440),
                name="bookings_other_day_span",
            ),
        ]
