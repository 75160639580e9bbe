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
            models.Index(fields=["source", "id"], name="pricing_version_set", condition=~models.Q(source="seen")),
            models.Index(
                fields=["variant", "price_list"], name="pricing_version_now", condition=models.Q(valid_to__isnull=True)
            ),
        ]


class Quote(models.Model):
    """What a basket costs at a place at an instant: stored, so that placing an order computes no price.

    reasons: what became of each promotion, in ids and codes. uses: the promotions given, as they are to be claimed.
    basket_version: the basket as it was priced. paid_amount: what is to be paid. expires_at: the promise's end.
    """

    id = models.UUIDField(primary_key=True)
    basket = models.UUIDField()
    basket_version = models.PositiveIntegerField()
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    touchpoint = models.CharField(max_length=12)
    line_count = models.IntegerField()
    list_amount = models.BigIntegerField()
    discount_amount = models.BigIntegerField()
    amount = models.BigIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reasons = models.JSONField(default=list, db_default=[])
    uses = models.JSONField(default=list, db_default=[])

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_quote"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount=models.F("list_amount") - models.F("discount_amount")),
                name="pricing_quote_adds_up",
            )
        ]
        indexes = [
            models.Index(fields=["basket", "-made_at"], name="pricing_quote_basket"),
            models.Index(fields=["expires_at"], name="pricing_quote_age"),
        ]


class QuoteLine(models.Model):
    """One line of a quote with the price version it was priced by: `price` minor units for `per` units."""

    id = models.UUIDField(primary_key=True)
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()
    price_version = models.UUIDField()
    price = models.BigIntegerField()
    per = models.IntegerField()
    list_amount = models.BigIntegerField()
    discount_amount = models.BigIntegerField()
    amount = models.BigIntegerField()
    given = models.JSONField(default=list, db_default=[])

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_quote_line"
        constraints = [
            models.UniqueConstraint(fields=["quote", "position"], name="pricing_quote_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="pricing_quote_line_quantity"),
            models.CheckConstraint(
                condition=models.Q(amount=models.F("list_amount") - models.F("discount_amount")),
                name="pricing_quote_line_adds_up",
            ),
        ]
