"""Tables of the loyalty programme; the points themselves are accounts of the ledger."""

from django.db import models


class Programme(models.Model):
    """The rule by which points are earned: `points` for every whole `per_amount` minor units paid.

    worth: minor units one point pays. most_share: basis points of an order's amount that points may pay.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    currency = models.CharField(max_length=3)
    points = models.IntegerField()
    per_amount = models.BigIntegerField()
    worth = models.BigIntegerField(default=1, db_default=1)
    most_share = models.PositiveSmallIntegerField(default=5_000, db_default=5_000)
    generated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "loyalty_programme"
        constraints = [
            models.CheckConstraint(condition=models.Q(points__gte=0, per_amount__gt=0), name="loyalty_programme_rule")
        ]


class EndingRule(models.Model):
    """When points of a programme end that are earned from an instant on; null days: they do not. Never changed.

    days: full days by the clock of `zone` after the day they were earned on. warn_days: so many days before their end
    it is told, 0: it is not. back_days: points given back, or earned long ago and heard of now, live at least so long.
    """

    id = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    days = models.PositiveSmallIntegerField(null=True)
    warn_days = models.PositiveSmallIntegerField()
    back_days = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "loyalty_ending"
        constraints = [
            models.UniqueConstraint(fields=["programme", "valid_from"], name="loyalty_ending_once"),
            models.CheckConstraint(condition=models.Q(days=None) | models.Q(days__gt=0), name="loyalty_ending_days"),
        ]


class PointsLot(models.Model):
    """Points of a leaf that end at an instant; what its account holds above its lots does not end.

    order: what they were earned by, or given back for. remains: of the points, what was neither spent nor taken back
    and has not ended. warns_at: when their end is to be told, null where it was told or is not.
    """

    id = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    leaf = models.UUIDField()
    order = models.UUIDField(null=True)
    points = models.BigIntegerField()
    remains = models.BigIntegerField()
    ends_at = models.DateTimeField()
    warns_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "loyalty_lot"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(remains__gte=0, points__gte=models.F("remains"), points__gt=0),
                name="loyalty_lot_remains",
            )
        ]
        indexes = [
            models.Index(fields=["leaf", "ends_at"], name="loyalty_lot_leaf", condition=models.Q(remains__gt=0)),
            models.Index(fields=["ends_at"], name="loyalty_lot_end", condition=models.Q(remains__gt=0)),
            models.Index(fields=["warns_at"], name="loyalty_lot_warn", condition=models.Q(warns_at__isnull=False)),
        ]


class PointsDrawn(models.Model):
    """What a move of the ledger took of a lot, never changed but for `back`: of it, what came back with goods.

    order: that it was spent on or taken back of, or the name under which it is lent; null where the lot ended.
    """

    id = models.UUIDField(primary_key=True)
    lot = models.ForeignKey(PointsLot, on_delete=models.PROTECT, related_name="+")
    move = models.UUIDField()
    order = models.UUIDField(null=True)
    points = models.BigIntegerField()
    back = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        app_label = "prilavok"
        db_table = "loyalty_drawn"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(points__gt=0, back__gte=0, points__gte=models.F("back")), name="loyalty_drawn_back"
            )
        ]
        indexes = [
            models.Index(fields=["order"], name="loyalty_drawn_order", condition=models.Q(order__isnull=False)),
        ]


class TierSet(models.Model):
    """Which tiers a programme has from an instant on, and how what was bought is counted. Never changed.

    days: purchases count so many full days by the clock of `zone` after the day they were made on. warn_days: so many
    days before somebody's tier ends it is told, 0: it is not. A set without tiers: there are none from then on.
    """

    id = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    days = models.PositiveSmallIntegerField()
    warn_days = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "loyalty_tier_set"
        constraints = [
            models.UniqueConstraint(fields=["programme", "valid_from"], name="loyalty_tier_set_once"),
            models.CheckConstraint(condition=models.Q(days__gt=0), name="loyalty_tier_set_days"),
        ]


class Tier(models.Model):
    """A tier as one set says it; `tier` is the same in the sets that follow.

    threshold: minor units that are to be spent. times: basis points of the usual points that purchases earn.
    keep_days: full days for which it is kept at least after the day it was last reached on.
    """

    id = models.UUIDField(primary_key=True)
    of_set = models.ForeignKey(TierSet, on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.UUIDField()
    name = models.JSONField()
    threshold = models.BigIntegerField()
    times = models.IntegerField()
    keep_days = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "loyalty_tier"
        constraints = [
            models.UniqueConstraint(fields=["of_set", "tier"], name="loyalty_tier_once"),
            models.UniqueConstraint(fields=["of_set", "threshold"], name="loyalty_tier_threshold"),
            models.CheckConstraint(condition=models.Q(threshold__gt=0, times__gt=0), name="loyalty_tier_rule"),
        ]


class Spent(models.Model):
    """Money that a leaf paid for an order, counted for tiers; minor units. back: of it, what goods that came back took.

    Kept whether there are tiers or not: tiers that come later count what was bought before.
    """

    id = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    leaf = models.UUIDField()
    order = models.UUIDField()
    at = models.DateTimeField()
    amount = models.BigIntegerField()
    back = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        app_label = "prilavok"
        db_table = "loyalty_spent"
        constraints = [
            models.UniqueConstraint(fields=["order", "programme"], name="loyalty_spent_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, back__gte=0, amount__gte=models.F("back")), name="loyalty_spent_back"
            ),
        ]
        indexes = [models.Index(fields=["leaf", "at"], name="loyalty_spent_leaf")]


class TierStanding(models.Model):
    """In which tier a customer was found when last looked at: what lists and segments read, and what was told.

    What a person's tier is follows from their purchases alone. until: when it ends if nothing else is bought.
    told_end: of which end it was told, null: of none. looks_at: when time alone asks for another look.
    """

    id = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.UUIDField()
    tier = models.UUIDField()
    threshold = models.BigIntegerField()
    until = models.DateTimeField()
    told_end = models.DateTimeField(null=True)
    looks_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "loyalty_standing"
        constraints = [models.UniqueConstraint(fields=["customer", "programme"], name="loyalty_standing_once")]
        indexes = [models.Index(fields=["looks_at"], name="loyalty_standing_looks")]
