"""Table of connections: our own logins with providers, secrets sealed."""

from django.db import models


class Connection(models.Model):
    """One bot, number, mailbox, site or merchant login of ours.

    provider: the adapter's folder ("telegram_bot"). secrets: sealed JSON, null where there are none.
    sandbox: speaks to the provider's sandbox on this machine and to nobody else.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16)
    provider = models.CharField(max_length=40)
    name = models.JSONField()
    settings = models.JSONField(default=dict)
    secrets = models.BinaryField(null=True)
    sandbox = models.BooleanField(default=True)
    on = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "connections_connection"
