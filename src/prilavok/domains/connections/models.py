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


class Health(models.Model):
    """How a connection was found when it was last looked at.

    listens: its provider posts to us, as the provider says. waiting: what it has not told us yet. trouble: a code of
    what goes wrong, "" where nothing does; since: since when that is so.
    """

    connection = models.OneToOneField(Connection, primary_key=True, on_delete=models.PROTECT, related_name="+")
    listens = models.BooleanField()
    waiting = models.IntegerField()
    trouble = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    looked_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "connections_health"
