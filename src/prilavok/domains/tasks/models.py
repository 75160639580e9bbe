"""Table of tasks."""

from django.db import models


class Task(models.Model):
    """One thing to be done. kind: a code ("stock.count", "hold.lost"); facts: ids, whole numbers and codes."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=120, unique=True)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_kind = models.CharField(max_length=24)
    subject = models.UUIDField()
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "tasks_task"
        indexes = [
            models.Index(fields=["place", "due_at"], name="tasks_open", condition=models.Q(done_at__isnull=True)),
            models.Index(fields=["subject"], name="tasks_about", condition=models.Q(done_at__isnull=True)),
        ]
