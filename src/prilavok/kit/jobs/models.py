"""Tables of work that waits: jobs (and timers, which are jobs with a later hour)."""

from django.db import models


class Job(models.Model):
    """One piece of work to be done once, at or after `run_at`; buried when every try failed."""

    id = models.UUIDField(primary_key=True)
    queue = models.CharField(max_length=24)
    verb = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    tries = models.PositiveSmallIntegerField(default=8, db_default=8)
    made_at = models.DateTimeField()
    error = models.TextField(null=True)
    buried_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_job"
        constraints = [models.UniqueConstraint(fields=["verb", "key"], name="kit_job_once")]
        indexes = [
            models.Index(
                fields=["queue", "run_at", "id"], name="kit_job_due", condition=models.Q(buried_at__isnull=True)
            ),
            models.Index(fields=["buried_at"], name="kit_job_buried", condition=models.Q(buried_at__isnull=False)),
        ]
