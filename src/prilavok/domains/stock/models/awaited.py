"""Tables of orders that wait for goods that are to come."""

from django.db import models

from prilavok.domains.stock.models.papers import StockPaperLine


class StockAllocation(models.Model):
    """Units of expected goods that are promised to an order, until they are held for it or given back; see AwaitedView.

    line: of which expected goods; None where nobody knows any more when they come. told_on: the day the customer knows,
    None where they were told that nobody knows. keep_until: what is held for the order is kept until then at least.
    """

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(StockPaperLine, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    units = models.BigIntegerField()
    told_on = models.DateField(null=True)
    keep_until = models.DateTimeField()
    ordered_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_allocation"
        indexes = [
            models.Index(
                fields=["place", "variant"],
                name="stock_allocation_open",
                condition=models.Q(held_at__isnull=True, given_back_at__isnull=True),
            ),
            models.Index(fields=["order"], name="stock_allocation_order"),
            models.Index(fields=["line"], name="stock_allocation_line"),
        ]
        constraints = [
            models.CheckConstraint(name="stock_allocation_units", condition=models.Q(units__gt=0)),
            models.CheckConstraint(
                name="stock_allocation_ends_once",
                condition=models.Q(held_at__isnull=True) | models.Q(given_back_at__isnull=True),
            ),
        ]


class StockPreOrder(models.Model):
    """Whether orders may wait for goods expected at a place: for one variant, or (None) for all that says nothing."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    allowed = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_pre_order"
        constraints = [
            models.UniqueConstraint(fields=["place", "variant"], name="stock_pre_order_once", nulls_distinct=False)
        ]
