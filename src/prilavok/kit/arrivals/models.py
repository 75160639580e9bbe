"""Table of what the outside sent, kept raw before it is understood."""

from django.db import models


class Arrival(models.Model):
    """One raw arrival; unique per connection and the provider's own key."""

    id = models.UUIDField(primary_key=True)
    connection = models.UUIDField()
    outside_key = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    read_at = models.DateTimeField(null=True)
    error = models.TextField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_arrival"
        constraints = [models.UniqueConstraint(fields=["connection", "outside_key"], name="kit_arrival_once")]
        indexes = [
            models.Index(fields=["received_at"], name="kit_arrival_unread", condition=models.Q(read_at__isnull=True))
        ]
