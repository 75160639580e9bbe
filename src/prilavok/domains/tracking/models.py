"""Tables of tracking: sources, what landed, what was told (in partitions by day), what was refused."""

from django.db import models


class TrackingSource(models.Model):
    """A site, an app or a server that tells us of behaviour; whoever holds its write key may add, nobody may read."""

    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    kind = models.CharField(max_length=8, choices=[("site", "Site"), ("app", "App"), ("server", "Server")])
    key = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "tracking_source"


class Landed(models.Model):
    """One request, committed before it was acknowledged; gone as soon as it was read.

    body: as it came, or packed. size: bytes of it as it came.
    """

    id = models.UUIDField(primary_key=True)
    source = models.UUIDField()
    received_at = models.DateTimeField()
    route = models.CharField(max_length=10)
    size = models.IntegerField()
    body = models.BinaryField()

    class Meta:
        app_label = "prilavok"
        db_table = "tracking_landed"


class Told(models.Model):
    """One event of a source as it was told, once; partitioned by the day it was received. The key is (day, id)."""

    id = models.UUIDField(primary_key=True)
    day = models.DateField()
    source = models.UUIDField()
    leaf = models.UUIDField()
    received_at = models.DateTimeField()
    payload = models.TextField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "tracking_told"


class RefusedEvent(models.Model):
    """What was sent and could not be taken: why, and as much of it as is needed to mend the sender."""

    id = models.UUIDField(primary_key=True)
    source = models.UUIDField()
    received_at = models.DateTimeField()
    reason = models.CharField(max_length=24)
    message = models.TextField()
    leaf = models.UUIDField(null=True)
    body = models.TextField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "tracking_refused"
        indexes = [models.Index(fields=["received_at", "id"], name="tracking_refused_age")]
