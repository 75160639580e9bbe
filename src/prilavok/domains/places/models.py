"""Tables of the company's legal entities and places."""

from django.db import models


class LegalEntity(models.Model):
    """Who sells, issues receipts and owes tax."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    kind = models.CharField(max_length=24)
    country = models.CharField(max_length=2)
    tax_number = models.CharField(max_length=20, null=True)
    generated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "places_legal_entity"


class Place(models.Model):
    """A store, warehouse or other spot of ours that holds goods or serves people.

    hours: {"1".."7": [["06:00", "24:00"], ...]} by ISO weekday, local time; days that are otherwise are PlaceDay.
    generated: names of fields that a stated rule made and no source told.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    kind = models.CharField(max_length=16)
    zone = models.CharField(max_length=48)
    hours = models.JSONField(default=dict)
    address = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    generated = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "places_place"


class TaxStanding(models.Model):
    """Whether a legal entity owes value added tax, from a calendar day on until its next row."""

    id = models.UUIDField(primary_key=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+", db_index=False)
    owes = models.BooleanField()
    since = models.DateField()
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "places_tax_standing"
        constraints = [models.UniqueConstraint(fields=["legal_entity", "since"], name="places_tax_standing_once")]


class Sending(models.Model):
    """Whether orders are sent home from a place, and what of it weighs when the sending place is chosen.

    Where it lies, in millionths of a degree. handling: what a parcel costs there, minor units of the place's currency.
    most_waiting: so many orders may wait there at once, null: however many. ahead: see types.Sends.
    """

    id = models.UUIDField(primary_key=True)
    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="+")
    sends = models.BooleanField()
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    handling = models.BigIntegerField(default=0)
    most_waiting = models.PositiveIntegerField(null=True)
    ahead = models.BooleanField(default=False, db_default=False)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "places_sending"
        constraints = [models.CheckConstraint(condition=models.Q(handling__gte=0), name="places_sending_handling")]


class PlaceDay(models.Model):
    """A calendar day on which a place has other hours than its week says, or was said to have the same.

    spans: [["10:00", "16:00"], ...]; none: closed; null: as usual, though the day is off in the country.
    name: what the day is, for customers.
    """

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    spans = models.JSONField(null=True)
    name = models.JSONField(default=dict)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "places_day"
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="places_day_once")]
