"""Tables of baskets and their lines; quantities in the variant's smallest unit."""

from django.db import models


class Basket(models.Model):
    """One wish, opened by a leaf and found through its owner.

    order: what it became; of an open one the sale at a till that is being paid with its goods, see baskets_paid_until.

    place: the store the customer looks at and would collect at, null until one is chosen.
    coupons: codes that were entered, the first first.
    version: rises with every change; a quote names the version it priced.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ORDERED = "ordered"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State.choices)
    touchpoint = models.CharField(max_length=12)
    order = models.UUIDField(null=True)
    coupons = models.JSONField(default=list, db_default=[])
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "baskets_basket"
        indexes = [
            models.Index(fields=["leaf"], name="baskets_basket_open", condition=models.Q(state="open")),
            models.Index(fields=["order"], name="baskets_basket_order", condition=models.Q(order__isnull=False)),
        ]


class BasketLine(models.Model):
    """So many units of a variant, who put them in and where; the last hand that changed it is the one named."""

    id = models.UUIDField(primary_key=True)
    basket = models.ForeignKey(Basket, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()
    touchpoint = models.CharField(max_length=12)
    added_by_kind = models.CharField(max_length=16)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "baskets_line"
        constraints = [
            models.UniqueConstraint(fields=["basket", "variant"], name="baskets_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="baskets_line_quantity"),
        ]


class Compared(models.Model):
    """A variant that a leaf put beside others. category: its shelf then, by which the number of them is bounded."""

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.UUIDField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "baskets_compared"
        constraints = [models.UniqueConstraint(fields=["leaf", "variant"], name="baskets_compared_once")]
