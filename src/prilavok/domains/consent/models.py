"""Table of consents: every yes and no, append-only; the latest one counts."""

from django.db import models


class Consent(models.Model):
    """One yes or no of a leaf for a channel and a purpose ("orders": news of one's own orders; "offers").

    source: where it was said, a code ("checkout", "telegram_start", "desk"). address: whose, as an HMAC, since the
    value itself is erasable elsewhere.
    """

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=16)
    purpose = models.CharField(max_length=16)
    given = models.BooleanField()
    source = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "consent_consent"
        indexes = [models.Index(fields=["leaf", "purpose", "channel", "-said_at"], name="consent_consent_latest")]
