"""Table of folded keys by which people, goods and orders are found."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchEntry(models.Model):
    """One folded text of one field of one subject, with the version of the folding that wrote it."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    subject = models.UUIDField()
    field = models.CharField(max_length=16)
    folded = models.TextField()
    sort = models.BinaryField()
    version = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_search_entry"
        indexes = [
            GinIndex(fields=["folded"], name="kit_search_trigrams", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["kind", "folded"], name="kit_search_exact"),
            models.Index(fields=["subject"], name="kit_search_subject"),
            models.Index(fields=["version"], name="kit_search_version"),
        ]
