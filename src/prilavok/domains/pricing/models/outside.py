"""Tables of what systems of others show and fetch."""

from django.db import models


class Outside(models.Model):
    """A system of others that shows our prices: it tells what it shows (`tells`), or fetches them from us (`reads`).

    code: its own name, or the id of the staff member whose token it reads with. lag_minutes: how long it may be behind.
    """

    class Kind(models.TextChoices):
        TELLS = "tells"
        READS = "reads"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.CharField(max_length=40)
    staff = models.UUIDField(null=True)
    lag_minutes = models.PositiveIntegerField()
    heard_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_outside"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="pricing_outside_once")]


class Fetched(models.Model):
    """When an outside system last fetched the prices of a place, or (place empty) of all places."""

    id = models.UUIDField(primary_key=True)
    outside = models.ForeignKey(Outside, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    fetched_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_fetched"
        constraints = [
            models.UniqueConstraint(fields=["outside", "place"], name="pricing_fetched_once", nulls_distinct=False)
        ]


class Shown(models.Model):
    """The price that an outside system said it shows for a place, and since when ours is another (empty: it is ours).

    true_amount: ours for as many units when it was last compared; empty where we sell none there.
    """

    id = models.UUIDField(primary_key=True)
    outside = models.ForeignKey(Outside, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    per = models.IntegerField()
    told_at = models.DateTimeField()
    true_amount = models.BigIntegerField(null=True)
    differs_since = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_shown"
        constraints = [
            models.UniqueConstraint(fields=["place", "variant", "outside"], name="pricing_shown_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0, per__gt=0), name="pricing_shown_amount"),
        ]
        indexes = [
            models.Index(
                fields=["differs_since"], name="pricing_shown_differs", condition=models.Q(differs_since__isnull=False)
            )
        ]
