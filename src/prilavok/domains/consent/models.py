"""Table of consents: every yes and no, append-only; the latest one counts."""

from django.db import models


class Consent(models.Model):
    """One yes or no of a leaf for a channel and a purpose ("orders": news of one's own orders; "offers").

    source: where it was said, a code ("checkout", "telegram_start", "desk"). address: the leaf of the very contact it
    was said of, null for every address the person proved. told_by: the leaf of whom the row of a list tells that said
    this no, which is kept with the leaf of its contact, whoever has that; null for a word of the leaf itself.
    text_version: which words were agreed to. proof: what shows it (a message, a file, a run of an import). waits: told
    by a file without date, source and text or proof; it counts as nothing until the person says it themselves.
    """

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=16)
    purpose = models.CharField(max_length=16)
    given = models.BooleanField()
    source = models.CharField(max_length=40)
    address = models.UUIDField(null=True)
    told_by = models.UUIDField(null=True)
    text_version = models.CharField(max_length=40, blank=True, default="", db_default="")
    proof = models.UUIDField(null=True)
    waits = models.BooleanField(default=False, db_default=False)
    origin = models.CharField(max_length=8, default="live", db_default="live")
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "consent_consent"
        indexes = [models.Index(fields=["leaf", "purpose", "channel", "-said_at"], name="consent_consent_latest")]
