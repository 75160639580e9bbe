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
