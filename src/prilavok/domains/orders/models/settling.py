"""Tables of what legal entities owe each other, by which rule, and the papers that close it. Money in minor units."""

from django.db import models


class SettlementPaper(models.Model):
    """Two legal entities have settled all they owed each other in a currency until an instant; never changed.

    one_owes, other_owes: what each owed by the rows it closes.
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=40, unique=True)
    one = models.UUIDField()
    other = models.UUIDField()
    currency = models.CharField(max_length=3)
    until = models.DateTimeField()
    rows = models.IntegerField()
    one_owes = models.BigIntegerField()
    other_owes = models.BigIntegerField()
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "orders_settlement_paper"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other"), rows__gt=0, one_owes__gte=0, other_owes__gte=0),
                name="orders_settlement_paper_fits",
            )
        ]
        indexes = [models.Index(fields=["made_at", "id"], name="orders_settlement_paper_time")]


class Settlement(models.Model):
    """What one legal entity owes another: of a return at the other's store, or since the other handed its goods over.

    kind: `money` was given back or taken in payment for the seller; `goods` of the seller lie in the other's store: by
    a return, or for others that `shipment` gave instead;
    `handed`: the other's goods were handed over for an order of the seller (by `shipment`, from `place`). payment: the
    one transaction that went through the hands of another than the seller; without it, all that a return gave at its
    own counter or moved to other goods. paper: what closed it; a row that is closed is never changed.
    """

    id = models.UUIDField(primary_key=True)
    of = models.ForeignKey("Return", null=True, on_delete=models.PROTECT, related_name="+")
    order = models.UUIDField(null=True)
    shipment = models.UUIDField(null=True)
    payment = models.UUIDField(null=True)
    place = models.UUIDField(null=True)
    kind = models.CharField(max_length=8)
    debtor = models.UUIDField()
    creditor = models.UUIDField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    made_at = models.DateTimeField()
    paper = models.ForeignKey(
        SettlementPaper, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip

    class Meta:
        app_label = "prilavok"
        db_table = "orders_settlement"
        constraints = [
            models.UniqueConstraint(
                fields=["of", "kind"], condition=models.Q(payment=None), name="orders_settlement_of_once"
            ),
            models.UniqueConstraint(fields=["payment"], name="orders_settlement_payment_once"),
            models.UniqueConstraint(fields=["shipment", "kind", "debtor"], name="orders_settlement_handed_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0) & ~models.Q(debtor=models.F("creditor")), name="orders_settlement_owed"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["handed", "goods"], of=None, order__isnull=False, shipment__isnull=False, payment=None
                )
                | models.Q(kind__in=["money", "goods"], of__isnull=False, shipment=None, payment=None)
                | models.Q(kind="money", order__isnull=False, shipment=None, payment__isnull=False),
                name="orders_settlement_for_what",
            ),
        ]
        indexes = [
            models.Index(fields=["made_at", "id"], name="orders_settlement_time"),
            models.Index(
                fields=["order"], name="orders_settlement_order", condition=models.Q(order__isnull=False)
            ),
        ]  # fmt: skip


class SettlementLine(models.Model):
    """Units of an order's line that the other legal entity handed over, and what the seller owes it for them."""

    id = models.UUIDField(primary_key=True)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="+")
    line = models.UUIDField()
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "orders_settlement_line"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, amount__gte=0), name="orders_settlement_line_some"
            )
        ]  # fmt: skip


class SettlementRule(models.Model):
    """At which price legal entities settle goods, from an instant on: a share of what was paid, with tax or without.

    basis: `net` or `paid`. share: in basis points. sends: places of one send orders of another home.
    """

    id = models.UUIDField(primary_key=True)
    basis = models.CharField(max_length=8)
    share = models.PositiveIntegerField()
    sends = models.BooleanField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_settlement_rule"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis__in=["net", "paid"], share__gte=1, share__lte=20_000),
                name="orders_settlement_rule_fits",
            )
        ]
