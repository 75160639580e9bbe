"""Table of what was promised of shipments."""

from django.db import models


class Promised(models.Model):
    """When the goods of a shipment lie ready, or a parcel is at its door; see types.PromiseView.

    over: the goods lie ready (a parcel: are brought) or are not wanted any more, so nothing is watched."""

    shipment = models.OneToOneField("Shipment", primary_key=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    ready_by = models.DateTimeField()
    warn_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField(null=True)
    leaves_at = models.DateTimeField(null=True)
    home_from = models.DateField(null=True)
    over = models.BooleanField(default=False)

    class Meta:
        app_label = "prilavok"
        db_table = "shipments_promise"
        indexes = [
            models.Index(
                fields=["warn_at"], name="shipments_promise_due", condition=models.Q(told_at__isnull=True, over=False)
            )
        ]
