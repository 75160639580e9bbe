"""Tables of what was agreed: orders and their lines. Money in minor units, quantities in the variant's unit."""

from django.db import models

from prilavok.domains.orders.models.claiming import Claim as Claim
from prilavok.domains.orders.models.claiming import ClaimLine as ClaimLine
from prilavok.domains.orders.models.claiming import ClaimTerm as ClaimTerm
from prilavok.domains.orders.models.returning import Return as Return
from prilavok.domains.orders.models.returning import ReturnGoods as ReturnGoods
from prilavok.domains.orders.models.returning import ReturnLine as ReturnLine
from prilavok.domains.orders.models.returning import ReturnTerm as ReturnTerm
from prilavok.domains.orders.models.settling import Settlement as Settlement
from prilavok.domains.orders.models.settling import SettlementLine as SettlementLine
from prilavok.domains.orders.models.settling import SettlementPaper as SettlementPaper
from prilavok.domains.orders.models.settling import SettlementRule as SettlementRule
from prilavok.kit.columns import Origin


class Order(models.Model):
    """What was agreed with a customer, at whatever touchpoint.

    list_amount: at list prices. discount_amount: the shop's own discounts. amount: what the shop receives
    (list less discounts). coupon_amount: of that, what the makers' coupons pay. paid_amount: what the customer paid.
    returned_amount: of that, what was given back for goods that came back.
    The three states are derived by `orders.rules` and written by nothing else.
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=60, unique=True)
    source = models.UUIDField()
    source_key = models.CharField(max_length=80)
    touchpoint = models.CharField(max_length=12)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    line_count = models.IntegerField()
    list_amount = models.BigIntegerField()
    discount_amount = models.BigIntegerField()
    amount = models.BigIntegerField()
    coupon_amount = models.BigIntegerField()
    paid_amount = models.BigIntegerField()
    returned_amount = models.BigIntegerField(default=0, db_default=0)
    commercial = models.CharField(max_length=12)
    payment = models.CharField(max_length=12)
    fulfilment = models.CharField(max_length=12)
    placed_at = models.DateTimeField()
    local_day = models.DateField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=8, choices=Origin.choices)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_order"
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="orders_order_once"),
            models.CheckConstraint(
                condition=models.Q(amount=models.F("list_amount") - models.F("discount_amount")),
                name="orders_order_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_amount__gte=0, returned_amount__lte=models.F("paid_amount")),
                name="orders_order_returned",
            ),
        ]
        indexes = [
            models.Index(fields=["placed_at", "id"], name="orders_order_time"),
            models.Index(fields=["leaf", "placed_at"], name="orders_order_leaf"),
            models.Index(fields=["place", "placed_at"], name="orders_order_place"),
            models.Index(fields=["local_day"], name="orders_order_day"),
        ]


class Line(models.Model):
    """One line of an order.

    kind: `goods`; `amount` (money without counted goods); `coupon` (a maker's coupon taken, no goods);
    `void` (scanned, neither goods nor money).
    """

    class Kind(models.TextChoices):
        GOODS = "goods"
        AMOUNT = "amount"
        COUPON = "coupon"
        VOID = "void"

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()
    handed_over = models.BigIntegerField(default=0)
    cancelled = models.BigIntegerField(default=0)
    returned = models.BigIntegerField(default=0)
    list_amount = models.BigIntegerField()
    promotion_amount = models.BigIntegerField()
    match_amount = models.BigIntegerField()
    amount = models.BigIntegerField()
    coupon_amount = models.BigIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "orders_line"
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="orders_line_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0)
                & models.Q(handed_over__gte=0, cancelled__gte=0, returned__gte=0)
                & models.Q(quantity__gte=models.F("handed_over") + models.F("cancelled"))
                & models.Q(handed_over__gte=models.F("returned")),
                name="orders_line_counters",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    amount=models.F("list_amount") - models.F("promotion_amount") - models.F("match_amount")
                ),
                name="orders_line_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["variant"], name="orders_line_variant")]


class Doubt(models.Model):
    """An order that looks like the same wish as an earlier one; wanted: what somebody said, "" while nobody has."""

    id = models.UUIDField(primary_key=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    alike = models.CharField(max_length=10)
    found_at = models.DateTimeField()
    wanted = models.CharField(max_length=6, default="")
    settled_at = models.DateTimeField(null=True)
    actor_kind = models.CharField(max_length=16, default="")
    actor = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_doubt"


class Change(models.Model):
    """One confirmed set of acts on an order, with what it did to the sums; `key` makes a repeat the same change."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=120)
    acts = models.JSONField()
    amount_before = models.BigIntegerField()
    amount_after = models.BigIntegerField()
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "orders_change"
        constraints = [models.UniqueConstraint(fields=["order", "key"], name="orders_change_once")]
