"""Tables of rights to a better price: coupons and their redemptions."""

from django.db import models


class Coupon(models.Model):
    """A maker's or our own coupon; `campaign` is the mailing that brought it.

    promotion: what it is a right to; of a maker's coupon none. most_uses: in all; null: as often as one likes.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40)
    campaign = models.UUIDField(null=True)
    origin = models.CharField(max_length=8)
    promotion = models.ForeignKey("Promotion", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    most_uses = models.IntegerField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_coupon"
        constraints = [
            models.UniqueConstraint(fields=["code", "campaign"], name="promotions_coupon_once", nulls_distinct=False),
            models.UniqueConstraint(
                fields=["code"], name="promotions_coupon_code", condition=models.Q(promotion__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["promotion", "id"], name="promotions_coupon_of", condition=models.Q(promotion__isnull=False)
            )
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


class Promotion(models.Model):
    """A promotion under its name; what it says is in its versions. draft: conditions that are not given yet.

    edition: the last number a version of it was given.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    draft = models.JSONField(null=True)
    draft_since = models.DateTimeField(null=True)
    draft_until = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_promotion"


class PromotionVersion(models.Model):
    """What a promotion said from the instant it was recorded until the one it was superseded at; never changed.

    since, until: when it is given. superseded_at: null for the version that holds now.
    """

    id = models.UUIDField(primary_key=True)
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="+", db_index=False)
    edition = models.PositiveIntegerField()
    conditions = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_version"
        constraints = [
            models.UniqueConstraint(fields=["promotion", "edition"], name="promotions_version_once"),
            models.UniqueConstraint(
                fields=["promotion"], name="promotions_version_now", condition=models.Q(superseded_at__isnull=True)
            ),
        ]


class Edition(models.Model):
    """One row: a name that is another with each change of what promotions say, so that a reader sees it is behind.

    A name and no number: after a transaction that came to nothing a number would come again for something else.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    name = models.UUIDField()

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_edition"


class PersonalOffer(models.Model):
    """A promotion made to one person, found through the leaf it was made to."""

    id = models.UUIDField(primary_key=True)
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="+", db_index=False)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_offer"
        constraints = [models.UniqueConstraint(fields=["leaf", "promotion"], name="promotions_offer_once")]


class PromotionUse(models.Model):
    """One promotion given on one order; the numbers are the places it took where its uses are limited.

    customer: whose it was at that moment. voided_at: the order was ended, the places are free again (numbers null).
    """

    id = models.UUIDField(primary_key=True)
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.UUIDField()
    order = models.UUIDField()
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.UUIDField(null=True)
    coupon = models.ForeignKey(Coupon, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    offer = models.ForeignKey(PersonalOffer, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    nth_in_all = models.IntegerField(null=True)
    nth_of_customer = models.IntegerField(null=True)
    nth_of_coupon = models.IntegerField(null=True)
    used_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "promotions_use"
        constraints = [
            models.UniqueConstraint(fields=["order", "promotion"], name="promotions_use_once"),
            models.UniqueConstraint(fields=["promotion", "nth_in_all"], name="promotions_use_in_all"),
            models.UniqueConstraint(
                fields=["promotion", "customer", "nth_of_customer"], name="promotions_use_of_customer"
            ),
            models.UniqueConstraint(fields=["coupon", "nth_of_coupon"], name="promotions_use_of_coupon"),
            models.UniqueConstraint(
                fields=["offer"], name="promotions_use_of_offer", condition=models.Q(voided_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["leaf"], name="promotions_use_leaf")]
