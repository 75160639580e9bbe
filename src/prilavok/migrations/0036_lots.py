"""Lots and serial numbers: how goods are told apart, the lots there are, and those on papers; with the rights."""

import django.db.models.deletion
from django.db import migrations, models

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, v.verb, 'company'
      FROM staff_role r CROSS JOIN (VALUES ('stock.lots'), ('stock.overrule')) AS v (verb)
     WHERE r.code IN ('owner', 'manager')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = v.verb)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0035_at_the_door"),
    ]

    operations = [
        migrations.AddField(
            model_name="stockpaperentry",
            name="lot",
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name="StockLot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60)),
                ("serial", models.BooleanField()),
                ("best_before", models.DateField(null=True)),
                ("made_on", models.DateField(null=True)),
                ("first_at", models.DateTimeField()),
                ("blocked_at", models.DateTimeField(null=True)),
                ("blocked_by", models.UUIDField(null=True)),
                ("block_reason", models.CharField(default="", max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "variant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.variant",
                    ),
                ),
            ],
            options={
                "db_table": "stock_lot",
            },
        ),
        migrations.CreateModel(
            name="StockPaperLot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("units", models.BigIntegerField()),
                ("arrived", models.BigIntegerField(null=True)),
                (
                    "lot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.stocklot",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="prilavok.stockpaper",
                    ),
                ),
            ],
            options={
                "db_table": "stock_paper_lot",
            },
        ),
        migrations.CreateModel(
            name="StockTracking",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("category", models.CharField(default="", max_length=200)),
                ("way", models.CharField(max_length=6)),
                ("at_till", models.BooleanField(default=False)),
                ("stop_days", models.PositiveIntegerField(default=0)),
                ("warn_days", models.PositiveIntegerField(default=7)),
                ("warranty_months", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.UUIDField(null=True)),
                (
                    "variant",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.variant",
                    ),
                ),
            ],
            options={
                "db_table": "stock_tracking",
            },
        ),
        migrations.AddIndex(
            model_name="stocklot",
            index=models.Index(fields=["code"], name="stock_lot_code"),
        ),
        migrations.AddIndex(
            model_name="stocklot",
            index=models.Index(
                condition=models.Q(("best_before__isnull", False)), fields=["best_before"], name="stock_lot_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklot",
            constraint=models.UniqueConstraint(fields=("variant", "code"), name="stock_lot_once"),
        ),
        migrations.AddConstraint(
            model_name="stocklot",
            constraint=models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="stock_lot_named"),
        ),
        migrations.AddConstraint(
            model_name="stockpaperlot",
            constraint=models.UniqueConstraint(fields=("paper", "lot"), name="stock_paper_lot_once"),
        ),
        migrations.AddConstraint(
            model_name="stockpaperlot",
            constraint=models.CheckConstraint(condition=models.Q(("units__gte", 0)), name="stock_paper_lot_units"),
        ),
        migrations.AddConstraint(
            model_name="stocktracking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("category", ""), ("variant__isnull", False)),
                    models.Q(models.Q(("variant__isnull", True)), models.Q(("category", ""), _negated=True)),
                    _connector="OR",
                ),
                name="stock_tracking_goods",
            ),
        ),
        migrations.AddConstraint(
            model_name="stocktracking",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["none", "lot", "serial"])), name="stock_tracking_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocktracking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("variant__isnull", False)), fields=("variant",), name="stock_tracking_variant"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocktracking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("category", ""), _negated=True),
                fields=("category",),
                name="stock_tracking_category",
            ),
        ),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
