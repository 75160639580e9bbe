"""Table of keys that callers gave to their changing calls, with the answer they got."""

from django.db import models


class Answered(models.Model):
    """One call of one caller: the hash of its body and, once done, the answer to repeat."""

    id = models.UUIDField(primary_key=True)
    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    body_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    result = models.UUIDField(null=True)
    began_at = models.DateTimeField()
    keep_for_ever = models.BooleanField(default=False, db_default=False)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_answered"
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="kit_answered_once")]
        indexes = [models.Index(fields=["began_at"], name="kit_answered_age")]
