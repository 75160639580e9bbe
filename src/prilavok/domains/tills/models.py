"""Tables of tills that may sell without a line."""

from django.db import models


class Till(models.Model):
    """One device that may sell without a line. nth: its number in the company, by which its receipts are numbered.

    told_at: when it was last told goods and prices. withdrawn_at: from then on it is told nothing any more.
    """

    id = models.UUIDField(primary_key=True)
    nth = models.PositiveIntegerField(unique=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    told_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "tills_till"


class Pin(models.Model):
    """By which digits somebody opens a till that has no line; a salted digest, never the digits."""

    staff = models.OneToOneField("Staff", primary_key=True, on_delete=models.CASCADE, related_name="+")
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    rounds = models.PositiveIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "tills_pin"


class Lease(models.Model):
    """What was taken from the shared whole for one till alone: one use of a promotion or coupon, units of goods, a part
    of a gift card (units: minor units of the place's currency), points of somebody.

    until: the till uses it no later. ended: how it ended (used, back, over), "" while it is out. sale: what used it.
    holder: the gift card, or the leaf whose points they are. digest: of the code it is found by at the till, slow and
    salted; "" for what needs none and once it has ended.
    """

    id = models.UUIDField(primary_key=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    promotion = models.UUIDField(null=True)
    coupon = models.UUIDField(null=True)
    code = models.CharField(max_length=40, default="")
    variant = models.UUIDField(null=True)
    units = models.BigIntegerField()
    lent_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=8, default="")
    sale = models.UUIDField(null=True)
    holder = models.UUIDField(null=True)
    salt = models.CharField(max_length=32, default="", db_default="")
    digest = models.CharField(max_length=64, default="", db_default="")
    rounds = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        app_label = "prilavok"
        db_table = "tills_lease"
        constraints = [
            models.CheckConstraint(
                name="tills_lease_kind_of",
                condition=models.Q(kind__in=["promotion", "coupon", "goods"])
                | models.Q(kind__in=["gift", "points"], holder__isnull=False),
            ),
            models.CheckConstraint(name="tills_lease_units", condition=models.Q(units__gt=0)),
            models.CheckConstraint(
                name="tills_lease_ended",
                condition=models.Q(ended_at__isnull=True, ended="") | models.Q(ended__in=["used", "back", "over"]),
            ),
        ]
        indexes = [
            models.Index(fields=["till", "id"], name="tills_lease_out", condition=models.Q(ended="")),
            models.Index(fields=["until"], name="tills_lease_due", condition=models.Q(ended="")),
            models.Index(fields=["holder"], name="tills_lease_whose", condition=models.Q(holder__isnull=False)),
        ]


class BroughtSale(models.Model):
    """A sale as a till brought it, by the id that the till gave it, kept for ever: brought again it is the same sale.

    state: recorded, aside (it could not be recorded; `reason` says why) or dropped (staff said it is none). told: what
    the till said, word for word. skew: seconds by which the till's clock was behind ours. known_at: how old its
    knowledge was. reckoned_amount: what we would have charged then, null where it cannot be said. over: uses of limited
    promotions beyond their number. beyond_amount: what was paid by gift cards and points that neither a lease nor the
    card or account had; nobody pays it. note: why staff dropped it.
    """

    id = models.UUIDField(primary_key=True)
    till = models.UUIDField(null=True)
    place = models.UUIDField(null=True)
    cashier = models.UUIDField(null=True)
    number = models.CharField(max_length=40, default="")
    state = models.CharField(max_length=8)
    reason = models.CharField(max_length=60, default="")
    told = models.JSONField()
    sold_at = models.DateTimeField(null=True)
    skew = models.IntegerField(default=0)
    known_at = models.DateTimeField(null=True)
    amount = models.BigIntegerField(null=True)
    reckoned_amount = models.BigIntegerField(null=True)
    over = models.PositiveIntegerField(default=0)
    beyond_amount = models.BigIntegerField(default=0, db_default=0)
    receipt = models.UUIDField(null=True)
    brought_at = models.DateTimeField()
    brought_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    note = models.CharField(max_length=200, default="")

    class Meta:
        app_label = "prilavok"
        db_table = "tills_sale"
        constraints = [
            models.CheckConstraint(
                name="tills_sale_state", condition=models.Q(state__in=["recorded", "aside", "dropped"])
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="tills_sale_aside", condition=models.Q(state="aside")),
            models.Index(fields=["till", "id"], name="tills_sale_of"),
        ]
