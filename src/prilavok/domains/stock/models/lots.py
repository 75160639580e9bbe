"""Tables of lots and serial numbers; how many of them lie where is the ledger's, in the book `lots`."""

from django.db import models


class StockTracking(models.Model):
    """How pieces of a variant or category are told apart; see Tracking. The narrowest row holds."""

    id = models.UUIDField(primary_key=True)
    variant = models.ForeignKey("Variant", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(max_length=200, default="")
    way = models.CharField(max_length=6)
    at_till = models.BooleanField(default=False)
    stop_days = models.PositiveIntegerField(default=0)
    warn_days = models.PositiveIntegerField(default=7)
    warranty_months = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_tracking"
        constraints = [
            models.CheckConstraint(
                name="stock_tracking_goods",
                condition=models.Q(variant__isnull=False, category="")
                | models.Q(models.Q(variant__isnull=True), ~models.Q(category="")),
            ),
            models.CheckConstraint(name="stock_tracking_way", condition=models.Q(way__in=["none", "lot", "serial"])),
            models.UniqueConstraint(
                fields=["variant"], name="stock_tracking_variant", condition=models.Q(variant__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["category"], name="stock_tracking_category", condition=~models.Q(category="")
            ),
        ]


class StockLot(models.Model):
    """A lot of a variant by its code, or one piece by its serial number; see LotView. Never goes."""

    id = models.UUIDField(primary_key=True)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=60)
    serial = models.BooleanField()
    best_before = models.DateField(null=True)
    made_on = models.DateField(null=True)
    first_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True)
    blocked_by = models.UUIDField(null=True)
    block_reason = models.CharField(max_length=500, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_lot"
        indexes = [
            models.Index(fields=["code"], name="stock_lot_code"),
            models.Index(fields=["best_before"], name="stock_lot_ends", condition=models.Q(best_before__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["variant", "code"], name="stock_lot_once"),
            models.CheckConstraint(name="stock_lot_named", condition=~models.Q(code="")),
        ]


class StockPaperLot(models.Model):
    """Units of a lot on a line of a paper; what of the line bears no lot is of the unknown one."""

    id = models.UUIDField(primary_key=True)
    paper = models.ForeignKey("StockPaper", on_delete=models.CASCADE, related_name="+", db_index=False)
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="+", db_index=False)
    units = models.BigIntegerField()
    arrived = models.BigIntegerField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_paper_lot"
        constraints = [
            models.UniqueConstraint(fields=["paper", "lot"], name="stock_paper_lot_once"),
            models.CheckConstraint(name="stock_paper_lot_units", condition=models.Q(units__gte=0)),
        ]
