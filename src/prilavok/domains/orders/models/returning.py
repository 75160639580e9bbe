"""Tables of goods that came back, and the terms of it. Money in minor units."""

from django.db import models


class Return(models.Model):
    """Goods of an order that came back, confirmed as one change, which has the same id; amounts in minor units.

    amount: what was paid for them. points_amount: of it, given back in points. withheld: of it, kept for points that
    were earned by them and are spent. money: the rest, given back the way it came or (exchanged) paid for other goods.
    outside: why the terms did not allow it; allowed: the ground on which it was taken nevertheless.
    """

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey("Order", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.UUIDField()
    taker = models.UUIDField()
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    points_amount = models.BigIntegerField()
    points_back = models.BigIntegerField()
    points_due = models.BigIntegerField()
    points_taken = models.BigIntegerField()
    withheld = models.BigIntegerField()
    money = models.BigIntegerField()
    exchanged = models.BigIntegerField()
    exchange = models.UUIDField(null=True)
    outside = models.CharField(max_length=20, blank=True)
    allowed = models.CharField(max_length=20, blank=True)
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "orders_return"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    amount=models.F("points_amount") + models.F("withheld") + models.F("money"),
                    points_amount__gte=0,
                    withheld__gte=0,
                    money__gte=0,
                    exchanged__gte=0,
                    exchanged__lte=models.F("money"),
                    points_taken__lte=models.F("points_due"),
                ),
                name="orders_return_adds_up",
            )
        ]
        indexes = [
            models.Index(fields=["taken_at", "id"], name="orders_return_time"),
            models.Index(
                fields=["exchange"], name="orders_return_exchange", condition=models.Q(exchange__isnull=False)
            ),
        ]


class ReturnLine(models.Model):
    """Units of one line that came back, why, and in which condition; amount: minor units that were paid for them."""

    id = models.UUIDField(primary_key=True)
    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("Line", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    condition = models.CharField(max_length=12)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_return_line"
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0, amount__gte=0), name="orders_return_line_some")
        ]


class ReturnTerm(models.Model):
    """For how many days goods of a kind are taken back in a country, from an instant on; days null: not at all.

    goods: a code of rules on goods ("any", "underwear"). quality: `proper` or `faulty`. basis: the law's own place.
    """

    id = models.UUIDField(primary_key=True)
    country = models.CharField(max_length=2)
    goods = models.CharField(max_length=20)
    quality = models.CharField(max_length=8)
    days = models.PositiveSmallIntegerField(null=True)
    basis = models.CharField(max_length=60, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_return_term"
        constraints = [
            models.UniqueConstraint(
                fields=["country", "goods", "quality"],
                condition=models.Q(valid_to__isnull=True),
                name="orders_return_term_now",
            )
        ]


class ReturnGoods(models.Model):
    """Which kind of goods a shelf of the catalogue (and all below it) is, for the terms of returns; dated."""

    id = models.UUIDField(primary_key=True)
    category = models.CharField(max_length=200)
    goods = models.CharField(max_length=20)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "orders_return_goods"
        constraints = [
            models.UniqueConstraint(
                fields=["category"], condition=models.Q(valid_to__isnull=True), name="orders_return_goods_now"
            )
        ]
