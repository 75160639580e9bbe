"""Tables of gift cards; what is on them are accounts of the ledger."""

from django.db import models


class GiftCard(models.Model):
    """One gift card. code: sealed, and only for as long as it may be shown; code_lookup: the digest it is found by.

    tail: the last digits, by which people speak of it. amount: what was paid for it, minor units. order: the sale it
    came of, null where staff issued it. leaf: whose own page shows it. replaces: the card whose balance it took over.
    """

    class State(models.TextChoices):
        ACTIVE = "active"
        BLOCKED = "blocked"
        REPLACED = "replaced"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True)
    code = models.BinaryField(null=True)
    code_lookup = models.BinaryField(unique=True)
    tail = models.CharField(max_length=4)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    legal_entity = models.UUIDField()
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.UUIDField(null=True)
    leaf = models.ForeignKey("Leaf", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(max_length=16, blank=True)
    ends_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    issued_by = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "giftcards_card"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="giftcards_card_amount")]
        indexes = [
            models.Index(fields=["tail", "-id"], name="giftcards_card_tail"),
            models.Index(fields=["order"], name="giftcards_card_order", condition=models.Q(order__isnull=False)),
            models.Index(fields=["leaf"], name="giftcards_card_leaf", condition=models.Q(leaf__isnull=False)),
            models.Index(
                fields=["ends_at"],
                name="giftcards_card_ends",
                condition=models.Q(state="active", ends_at__isnull=False),
            ),
            models.Index(fields=["issued_at"], name="giftcards_card_shown", condition=models.Q(code__isnull=False)),
        ]


class GiftGoods(models.Model):
    """A variant that is sold as gift cards. free: its line is one card of the line's amount, else each piece is one.

    days: for how long a card of it is good; null: as the law or the shop's rule for the country says.
    """

    variant = models.OneToOneField("Variant", primary_key=True, on_delete=models.PROTECT, related_name="+")
    free = models.BooleanField()
    days = models.IntegerField(null=True)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "giftcards_goods"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__isnull=True) | models.Q(days__gt=0), name="giftcards_goods_days"
            )
        ]


class GiftTerm(models.Model):
    """For how many days gift cards issued in a country are good, from an instant on; days null: they have no end."""

    id = models.UUIDField(primary_key=True)
    country = models.CharField(max_length=2)
    days = models.IntegerField(null=True)
    basis = models.CharField(max_length=60, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "giftcards_term"
        constraints = [
            models.UniqueConstraint(
                fields=["country"], name="giftcards_term_one", condition=models.Q(valid_to__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(days__isnull=True) | models.Q(days__gt=0), name="giftcards_term_days"
            ),
        ]
