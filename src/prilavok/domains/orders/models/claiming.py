"""Tables of claims: what is wrong with goods that were handed over, what is wanted, what was decided and by when."""

from django.db import models


class Claim(models.Model):
    """Something is wrong with goods of an order. words: the customer's, why: the answer; both of somebody's leaf.

    change: the order change that carried it out. shipment: of a replacement.
    """

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey("Order", on_delete=models.PROTECT, related_name="+")
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8)
    wanted = models.CharField(max_length=12)
    words = models.TextField(blank=True)
    touchpoint = models.CharField(max_length=12)
    opened_kind = models.CharField(max_length=16)
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    basis = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    why = models.TextField(blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    place = models.UUIDField(null=True)
    change = models.UUIDField(null=True)
    shipment = models.UUIDField(null=True)
    until = models.DateField(null=True)
    ready_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_claim"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", outcome="", decided_at=None, closed_at=None)
                | models.Q(state="waiting", outcome__in=["replacement", "repair"], closed_at=None)
                | (models.Q(state="closed", closed_at__isnull=False) & ~models.Q(outcome="")),
                name="orders_claim_state",
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="orders_claim_due", condition=models.Q(state="open")),
            models.Index(fields=["opened_at", "id"], name="orders_claim_time"),
        ]


class ClaimLine(models.Model):
    """Units of one line that are claimed, and what is wrong with them."""

    id = models.UUIDField(primary_key=True)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey("Line", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()
    reason = models.CharField(max_length=20)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_claim_line"
        constraints = [
            models.UniqueConstraint(fields=["claim", "line"], name="orders_claim_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="orders_claim_line_some"),
        ]


class ClaimTerm(models.Model):
    """In how many days a claim of a kind is answered in a country, from an instant on. basis: the law's own place."""

    id = models.UUIDField(primary_key=True)
    country = models.CharField(max_length=2)
    wanted = models.CharField(max_length=12)
    days = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=60, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_claim_term"
        constraints = [
            models.UniqueConstraint(
                fields=["country", "wanted"], condition=models.Q(valid_to__isnull=True), name="orders_claim_term_now"
            )
        ]
