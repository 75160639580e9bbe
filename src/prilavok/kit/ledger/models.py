"""Tables of the one ledger: accounts, guarded balances, immutable moves, daily snapshots."""

from django.db import models

from prilavok.kit.columns import Origin


class Account(models.Model):
    """Where units are: goods at a place, a holder's points, a card; its id is the digest of its name."""

    id = models.UUIDField(primary_key=True)
    book = models.CharField(max_length=12)
    holder = models.UUIDField()
    unit = models.UUIDField()
    state = models.CharField(max_length=16)
    guarded = models.BooleanField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_account"
        constraints = [
            models.UniqueConstraint(fields=["holder", "unit", "book", "state"], name="kit_account_name"),
        ]
        indexes = [models.Index(fields=["unit"], name="kit_account_unit")]


class Balance(models.Model):
    """The guarded sum of a real account: units posted, and of those the units held for somebody."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="+")
    posted = models.BigIntegerField()
    held = models.BigIntegerField(default=0, db_default=0)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_balance"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(held__gte=0, posted__gte=models.F("held")), name="kit_balance_guard"
            )
        ]


class Move(models.Model):
    """One immutable transfer of units from the debit to the credit account, with its cause.

    kind: `post` moves at once; `reserve` holds units on the debit account; `settle` posts (part of) a
    reservation; `void` and `expire` release it. `pending` names the reservation of the latter three.
    """

    class Kind(models.TextChoices):
        POST = "post"
        RESERVE = "reserve"
        SETTLE = "settle"
        VOID = "void"
        EXPIRE = "expire"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    units = models.BigIntegerField()
    cause = models.CharField(max_length=24)
    cause_id = models.UUIDField(null=True)
    pending = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    expires_at = models.DateTimeField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=8, choices=Origin.choices)
    generated = models.BooleanField(default=False, db_default=False)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_move"
        constraints = [
            models.CheckConstraint(condition=models.Q(units__gt=0), name="kit_move_units"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="kit_move_goes_somewhere"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["settle", "void", "expire"], pending__isnull=False)
                | models.Q(kind__in=["post", "reserve"], pending__isnull=True),
                name="kit_move_pending",
            ),
        ]
        indexes = [
            models.Index(fields=["debit", "occurred_at"], name="kit_move_debit"),
            models.Index(fields=["credit", "occurred_at"], name="kit_move_credit"),
            models.Index(fields=["cause_id"], name="kit_move_cause"),
            models.Index(fields=["pending"], name="kit_move_pending_of", condition=models.Q(pending__isnull=False)),
            models.Index(fields=["expires_at"], name="kit_move_expiry", condition=models.Q(expires_at__isnull=False)),
        ]


class Hold(models.Model):
    """What is still open of a reservation; gone when it is settled, voided or expired."""

    move = models.OneToOneField(Move, primary_key=True, on_delete=models.PROTECT, related_name="+")
    units = models.BigIntegerField()
    owner = models.UUIDField()
    expires_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_hold"
        constraints = [models.CheckConstraint(condition=models.Q(units__gt=0), name="kit_hold_units")]
        indexes = [
            models.Index(fields=["expires_at"], name="kit_hold_expiry"),
            models.Index(fields=["owner"], name="kit_hold_owner"),
        ]


class Snapshot(models.Model):
    """An account's balance at the end of one day, so that "on 3 March" is a look-up."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    posted = models.BigIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_snapshot"
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="kit_snapshot_once")]


class LedgerRound(models.Model):
    """One comparison of every account with its moves and open holds, slice by slice. after: the last one compared."""

    id = models.UUIDField(primary_key=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    after = models.UUIDField(null=True)
    accounts = models.BigIntegerField(default=0, db_default=0)
    moves = models.BigIntegerField(default=0, db_default=0)
    found = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_ledger_round"
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="kit_ledger_round_one_open",
            )
        ]


class LedgerDrift(models.Model):
    """An account that did not stand as its moves (posted) or its open holds (held) make it; made: what they make."""

    class Kind(models.TextChoices):
        POSTED = "posted"
        HELD = "held"

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(LedgerRound, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    stands = models.BigIntegerField()
    made = models.BigIntegerField()
    found_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_ledger_drift"
        constraints = [models.UniqueConstraint(fields=["round", "account", "kind"], name="kit_ledger_drift_once")]
