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


class Attempt(models.Model):
    """One try to take money through a provider: committed before the call, ended by its answer.

    state: `asked`, then `captured` or `refused`; `unknown` while the provider has not said. Its id is the key the
    provider takes, so that asking again never charges twice.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        CAPTURED = "captured"
        REFUSED = "refused"
        UNKNOWN = "unknown"

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    connection = models.UUIDField()
    method = models.CharField(max_length=16)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(max_length=40, blank=True)
    outside_id = models.CharField(max_length=120, blank=True)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "payments_attempt"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_attempt_amount")]
        indexes = [
            models.Index(fields=["order"], name="payments_attempt_order"),
            models.Index(
                fields=["asked_at"], name="payments_attempt_open", condition=models.Q(state__in=["asked", "unknown"])
            ),
        ]
