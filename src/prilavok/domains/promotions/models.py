"""Tables of rights to a better price: coupons and their redemptions."""

from django.db import models


class Coupon(models.Model):
    """A maker's or our own coupon; `campaign` is the mailing that brought it."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40)
    campaign = models.UUIDField(null=True)
    origin = models.CharField(max_length=8)

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_coupon"
        constraints = [
            models.UniqueConstraint(fields=["code", "campaign"], name="promotions_coupon_once", nulls_distinct=False)
        ]


class CouponVariant(models.Model):
    """A variant that a coupon is good for."""

    id = models.UUIDField(primary_key=True)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_coupon_variant"
        constraints = [models.UniqueConstraint(fields=["coupon", "variant"], name="promotions_coupon_variant_once")]


class Redemption(models.Model):
    """One use of a coupon; `order` where the order is known beyond doubt."""

    id = models.UUIDField(primary_key=True)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="+", db_index=False)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+")
    order = models.UUIDField(null=True)
    redeemed_on = models.DateField()
    recorded_at = models.DateTimeField()
    source = models.UUIDField()
    source_key = models.CharField(max_length=120)

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_redemption"
        constraints = [models.UniqueConstraint(fields=["source", "source_key"], name="promotions_redemption_once")]
        indexes = [models.Index(fields=["coupon"], name="promotions_redemption_coupon")]
