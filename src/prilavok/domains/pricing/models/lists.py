"""Tables of prices: lists and their versions in time."""

from django.db import models


class PriceList(models.Model):
    """A set of price versions for one place or for all (place empty).

    touchpoints, segments: where and for whom it holds, empty: for all. order: of those that fit the highest holds.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)
    name = models.JSONField()
    currency = models.CharField(max_length=3)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+")
    touchpoints = models.JSONField(default=list, db_default=[])
    segments = models.JSONField(default=list, db_default=[])
    order = models.IntegerField(default=0, db_default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_list"


class PriceVersion(models.Model):
    """What `per` units of a variant cost in a list from `valid_from` until the next version of it.

    amount: minor units. `valid_to` is set by the version that follows, and by nothing else.
    """

    class Source(models.TextChoices):
        SET = "set"
        SEEN = "seen"
        EXCHANGE = "exchange"

    id = models.UUIDField(primary_key=True)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    per = models.IntegerField(default=1)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=Source.choices)

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_version"
        constraints = [
            models.UniqueConstraint(fields=["variant", "price_list", "valid_from"], name="pricing_version_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0, per__gt=0), name="pricing_version_amount"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="pricing_version_span",
            ),
        ]
        indexes = [
            models.Index(fields=["price_list", "id"], name="pricing_version_of_list"),
            models.Index(fields=["valid_from"], name="pricing_version_begins"),
            models.Index(fields=["source", "id"], name="pricing_version_set", condition=~models.Q(source="seen")),
            models.Index(
                fields=["variant", "price_list"], name="pricing_version_now", condition=models.Q(valid_to__isnull=True)
            ),
        ]
