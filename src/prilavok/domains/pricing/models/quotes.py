"""Tables of what was promised: quotes and their lines."""

from django.db import models


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
    """One line of a quote with the price version it was priced by: `price` minor units for `per` units.

    tax: basis points that the amount includes, 0 without value added tax, null where nothing is stated of it.
    """

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
    tax = models.IntegerField(null=True)
    tax_amount = models.BigIntegerField(default=0, db_default=0)

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
