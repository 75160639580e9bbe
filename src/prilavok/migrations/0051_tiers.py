"""Tiers: sets of them, what was spent by order, where customers stand; what was bought before is counted."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

# What finished purchases were paid with but for points, and the share of it that has not come back since.
_BOUGHT_BEFORE = """
    INSERT INTO loyalty_spent (id, programme_id, leaf, "order", at, amount, back)
    SELECT gen_random_uuid(), p.id, o.leaf_id, o.id,
           coalesce((SELECT min(m.occurred_at) FROM kit_move m WHERE m.cause_id = o.id AND m.cause = 'earn'),
                    o.placed_at),
           o.money, least(o.money, div(o.money::numeric * o.returned, o.paid_amount)::bigint)
    FROM (
        SELECT o.*,
               o.paid_amount - coalesce((SELECT sum(t.amount) FROM payments_transaction t WHERE t."order" = o.id
                                         AND t.method = 'points' AND t.kind = 'capture'), 0) AS money,
               coalesce((SELECT sum(r.amount) FROM orders_return r WHERE r.order_id = o.id), 0) AS returned
        FROM orders_order o WHERE o.commercial = 'completed' AND o.paid_amount > 0
    ) AS o
    JOIN loyalty_programme p ON p.currency = o.currency
    WHERE o.money > 0
"""


def _programme() -> Any:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.programme"
    )


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0050_money_passed")]

    # fmt: off
    operations = [
        migrations.CreateModel(
            name="TierSet",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("days", models.PositiveSmallIntegerField()),
                ("warn_days", models.PositiveSmallIntegerField()), ("zone", models.CharField(max_length=64)),
                ("valid_from", models.DateTimeField()), ("set_by", models.UUIDField(null=True)),
                ("programme", _programme()),
            ],
            options={
                "db_table": "loyalty_tier_set",
                "constraints": [
                    UniqueConstraint(fields=("programme", "valid_from"), name="loyalty_tier_set_once"),
                    CheckConstraint(condition=Q(("days__gt", 0)), name="loyalty_tier_set_days"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("tier", models.UUIDField()),
                ("name", models.JSONField()), ("threshold", models.BigIntegerField()),
                ("times", models.IntegerField()), ("keep_days", models.PositiveSmallIntegerField()),
                ("of_set", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT,
                                             related_name="+", to="prilavok.tierset")),
            ],
            options={
                "db_table": "loyalty_tier",
                "constraints": [
                    UniqueConstraint(fields=("of_set", "tier"), name="loyalty_tier_once"),
                    UniqueConstraint(fields=("of_set", "threshold"), name="loyalty_tier_threshold"),
                    CheckConstraint(condition=Q(("threshold__gt", 0), ("times__gt", 0)), name="loyalty_tier_rule"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Spent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("leaf", models.UUIDField()),
                ("order", models.UUIDField()), ("at", models.DateTimeField()), ("amount", models.BigIntegerField()),
                ("back", models.BigIntegerField(db_default=0, default=0)), ("programme", _programme()),
            ],
            options={
                "db_table": "loyalty_spent",
                "indexes": [Index(fields=["leaf", "at"], name="loyalty_spent_leaf")],
                "constraints": [
                    UniqueConstraint(fields=("order", "programme"), name="loyalty_spent_once"),
                    CheckConstraint(condition=Q(("amount__gt", 0), ("amount__gte", F("back")), ("back__gte", 0)),
                                    name="loyalty_spent_back"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TierStanding",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("customer", models.UUIDField()),
                ("tier", models.UUIDField()), ("threshold", models.BigIntegerField()),
                ("until", models.DateTimeField()), ("told_end", models.DateTimeField(null=True)),
                ("looks_at", models.DateTimeField()), ("programme", _programme()),
            ],
            options={
                "db_table": "loyalty_standing",
                "indexes": [Index(fields=["looks_at"], name="loyalty_standing_looks")],
                "constraints": [UniqueConstraint(fields=("customer", "programme"), name="loyalty_standing_once")],
            },
        ),
        migrations.RunSQL(_BOUGHT_BEFORE, migrations.RunSQL.noop),
    ]
