"""Tables of the one event row, of behaviour, and of those who read them in order."""

from django.db import models

from prilavok.kit.columns import CurrentTransaction, Origin, TransactionId


class Head(models.Model):
    """What an event and a piece of behaviour have in common."""

    id = models.UUIDField(primary_key=True)
    xid = TransactionId(db_default=CurrentTransaction(output_field=TransactionId()))
    verb = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=24)
    subject = models.UUIDField()
    place = models.UUIDField(null=True)
    connection = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    cause = models.UUIDField(null=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    facts = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Event(Head):
    """A fact we recorded, `noun.verbed`: outbox, timeline, trigger and raw fact in one row."""

    class Meta:
        app_label = "prilavok"
        db_table = "kit_event"
        indexes = [
            models.Index(fields=["xid", "id"], name="kit_event_order"),
            # A life is paged through and counted in the index alone: its rows are touched only where they are shown.
            models.Index(
                fields=["leaf", "occurred_at", "id"],
                include=["verb", "origin"],
                name="kit_event_life",
                condition=models.Q(leaf__isnull=False),
            ),
            models.Index(fields=["subject"], name="kit_event_subject"),
        ]


class Behaviour(Head):
    """What people do on sites and apps, and what reached them there; words lie in an erasable payload."""

    payload = models.JSONField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_behaviour"
        indexes = [
            models.Index(fields=["xid", "id"], name="kit_behaviour_order"),
            models.Index(
                fields=["leaf", "occurred_at", "id"],
                include=["verb", "origin"],
                name="kit_behaviour_life",
                condition=models.Q(leaf__isnull=False),
            ),
        ]


class Reader(models.Model):
    """How far one reader of the events has come, and on which cluster that was true."""

    name = models.CharField(primary_key=True, max_length=40)
    cluster = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField(default=1)
    xid = models.BigIntegerField(default=0)
    last = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_reader"
