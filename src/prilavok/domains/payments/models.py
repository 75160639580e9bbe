"""Tables of payments: append-only transactions."""

from django.db import models


class PaymentTransaction(models.Model):
    """One transaction of a payment. method `unstated`: the source does not say how it was paid.

    attempt: the card charge that money goes back to, or came of where it was moved; of a gift card,
    the gift card. of: the return it belongs to. moved: the other order, where what was given back of one paid the
    other.
    """

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    kind = models.CharField(max_length=10)
    method = models.CharField(max_length=16)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    attempt = models.UUIDField(null=True)
    of = models.UUIDField(null=True)
    moved = models.UUIDField(null=True)
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

    way: a terminal charges at once; a page, in the customer's browser or by a QR code, waits for them at `link` until
    `ends_at`. hold: the money is only held there, until `ends_at`, to be taken or let go later. state: `asked`, then
    `captured` or `refused`, or `waiting` and `held` before it; `taking` and `freeing` once that was asked for,
    `released` when what was held is free again; `unknown` while the provider has not said. whole: all that was asked
    for where less of it is taken. Its id is the key the provider takes, so that asking again never charges twice.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        CAPTURED = "captured"
        REFUSED = "refused"
        UNKNOWN = "unknown"
        WAITING = "waiting"
        HELD = "held"
        TAKING = "taking"
        FREEING = "freeing"
        RELEASED = "released"

    class Way(models.TextChoices):
        TERMINAL = "terminal"
        PAGE = "page"
        QR = "qr"

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
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.TERMINAL, db_default=Way.TERMINAL)
    hold = models.BooleanField(default=False, db_default=False)
    whole = models.BigIntegerField(null=True)
    link = models.CharField(max_length=400, blank=True, default="", db_default="")
    ends_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "payments_attempt"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_attempt_amount")]
        indexes = [
            models.Index(fields=["order"], name="payments_attempt_order"),
            models.Index(
                fields=["asked_at"],
                name="payments_attempt_open",
                condition=models.Q(state__in=["asked", "unknown", "waiting", "held", "taking", "freeing"]),
            ),
        ]


class Refund(models.Model):
    """Money that a provider is to give back to the card it charged: committed before the call, ended by its answer.

    attempt: our charge; charge: the provider's name of it. state: `asked`, then `done` or `refused`; `unknown` while
    the provider has not said. Its id is the key the provider takes, so that asking again never gives back twice.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        DONE = "done"
        REFUSED = "refused"
        UNKNOWN = "unknown"

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    of = models.UUIDField(null=True)
    attempt = models.UUIDField()
    connection = models.UUIDField()
    charge = models.CharField(max_length=120)
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
        db_table = "payments_refund"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_refund_amount")]
        indexes = [
            models.Index(fields=["order"], name="payments_refund_order"),
            models.Index(
                fields=["asked_at"], name="payments_refund_open", condition=models.Q(state__in=["asked", "unknown"])
            ),
        ]
