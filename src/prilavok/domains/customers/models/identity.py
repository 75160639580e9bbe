"""Tables of the rules of identity, of nobody's identifiers and of suggestions."""

from django.db import models


class IdentityRule(models.Model):
    """What identifiers of a kind may do, from and to; see KindRule. Of kind "person" `most` is the cap in leaves."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    use = models.CharField(max_length=8)
    most = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    apart = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_identity_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(valid_to__isnull=True), name="customers_identity_rule_now"
            ),
            models.CheckConstraint(
                condition=models.Q(use__in=["unique", "limited", "shared", "blocked", "leased"]),
                name="customers_identity_rule_use",
            ),
        ]


class ListedIdentifier(models.Model):
    """Identifiers that are nobody's, from and to; see ListedValue."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    pattern = models.CharField(max_length=120)
    use = models.CharField(max_length=8)
    why = models.CharField(max_length=16)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_listed"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "pattern"], condition=models.Q(valid_to__isnull=True), name="customers_listed_now"
            ),
            models.CheckConstraint(condition=models.Q(use__in=["shared", "blocked"]), name="customers_listed_use"),
        ]


class Suggestion(models.Model):
    """Two leaves that may be one person's, for a person to decide; asked once for a pair.

    alike: of two found by likeness, {"confidence": 0 to 1, "parts": [[column, level, bits], ...]}; codes and numbers.
    """

    id = models.UUIDField(primary_key=True)
    one = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey("Evidence", on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    answer = models.BooleanField(null=True)
    alike = models.JSONField(null=True)
    join = models.ForeignKey("Join", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_suggestion"
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="customers_suggestion_once")]
        indexes = [
            models.Index(
                fields=["made_at", "id"],
                name="customers_suggestion_open",
                condition=models.Q(decided_at__isnull=True),
            )
        ]


class RuleTrial(models.Model):
    """Other rules tried on all evidence: how far it was read, and what was found so far; nothing but ids and numbers.

    changes: rules as KindRule has them, in place of those of `asked_at`. behind: the leaf up to which was read. found:
    {"joins": [[customer, ...], ...], "splits": [[customer, parts], ...], "largest": [leaves, ...]}, some of each.
    """

    id = models.UUIDField(primary_key=True)
    changes = models.JSONField()
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    behind = models.UUIDField()
    expected = models.PositiveIntegerField()
    evidence = models.PositiveIntegerField(default=0)
    joins = models.PositiveIntegerField(default=0)
    splits = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_rule_trial"
