"""Tables of outgoing webhooks: who wants to hear which verbs, and every telling."""

from django.db import models


class Subscription(models.Model):
    """An address that wants to be told of verbs. secret: sealed. failing_since: of its eldest untold event."""

    id = models.UUIDField(primary_key=True)
    url = models.TextField()
    verbs = models.JSONField()
    secret = models.BinaryField()
    on = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "hooks_out_subscription"


class Telling(models.Model):
    """One event to one subscription. state: waiting, told, given_up. number: the order of tellings of a subject."""

    id = models.UUIDField(primary_key=True)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.UUIDField()
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=24)
    subject = models.UUIDField()
    occurred_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    attempts = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "hooks_out_telling"
        constraints = [models.UniqueConstraint(fields=["subscription", "event"], name="hooks_out_telling_once")]
        indexes = [
            models.Index(
                fields=["subscription", "subject", "id"],
                name="hooks_out_telling_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["subscription", "-made_at"], name="hooks_out_telling_latest"),
        ]
