"""Tables of payments: append-only transactions."""

from django.db import models


class PaymentTransaction(models.Model):
    """One transaction of a payment. method `unstated`: the source does not say how it was paid."""

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    kind = models.CharField(max_length=10)
    method = models.CharField(max_length=16)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=8)

    class Meta:
        app_label = "prilavok"
        db_table = "payments_transaction"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gte=0), name="payments_transaction_amount")]
        indexes = [models.Index(fields=["order"], name="payments_transaction_order")]
