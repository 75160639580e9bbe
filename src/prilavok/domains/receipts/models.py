"""Table of receipts."""

from django.db import models


class Receipt(models.Model):
    """One receipt as printed: lines and tenders stand in it as they were, amounts in minor units.

    kind: `sale`, or `refund` of the return `of`. fiscal: what a fiscal device answered; null where none is connected,
    which the print says.
    """

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8)
    of = models.UUIDField(null=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    legal_entity = models.UUIDField()
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    lines = models.JSONField()
    tenders = models.JSONField()
    fiscal = models.JSONField(null=True)
    issued_by = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    origin = models.CharField(max_length=8)

    class Meta:
        app_label = "prilavok"
        db_table = "receipts_receipt"
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "of"], nulls_distinct=False, name="receipts_receipt_one")
        ]
