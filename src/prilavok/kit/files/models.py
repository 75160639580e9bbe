"""Table of kept files; their bytes lie in the content-addressed folder."""

from django.db import models


class StoredFile(models.Model):
    """One kept file: what it is, whose it is, and until when."""

    id = models.UUIDField(primary_key=True)
    sha256 = models.BinaryField(max_length=32)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    name = models.TextField()
    owner_kind = models.CharField(max_length=24)
    owner = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_stored_file"
        indexes = [
            models.Index(fields=["sha256"], name="kit_stored_file_sha"),
            models.Index(fields=["owner"], name="kit_stored_file_owner"),
        ]
