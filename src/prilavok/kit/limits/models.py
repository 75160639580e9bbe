"""Table of token buckets; UNLOGGED, since a forgotten bucket only forgives."""

from django.db import models


class Bucket(models.Model):
    """Thousandths of tokens left for one key."""

    key = models.CharField(primary_key=True, max_length=200)
    tokens = models.BigIntegerField()
    refilled_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_bucket"
        indexes = [models.Index(fields=["refilled_at"], name="kit_bucket_age")]
