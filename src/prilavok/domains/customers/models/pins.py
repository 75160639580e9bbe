"""Table of the PINs by which customers say yes to their points at a till."""

from django.db import models


class CustomerPin(models.Model):
    """A PIN set by a leaf: a slow hash of its keyed digest. tries: wrong ones in a row."""

    id = models.UUIDField(primary_key=True)
    leaf = models.OneToOneField("Leaf", on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_pin"
