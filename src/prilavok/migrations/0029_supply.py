"""Goods set aside as damaged or to be checked, and goods that are expected by a day; with the right to expect them."""

import django.db.models.deletion
from django.db import migrations, models

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'stock.expect', 'company' FROM staff_role r
     WHERE r.code IN ('owner', 'manager')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'stock.expect')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0028_tills"),
    ]

    operations = [
        migrations.CreateModel(
            name="StockSupplyChange",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                ("variant", models.UUIDField(null=True)),
                ("due_on_was", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("units_was", models.BigIntegerField(null=True)),
                ("units", models.BigIntegerField(null=True)),
                ("reason", models.CharField(max_length=500)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "stock_supply_change",
            },
        ),
        migrations.RemoveConstraint(
            model_name="stockpaper",
            name="stock_paper_kind",
        ),
        migrations.AddField(
            model_name="stockpaper",
            name="against",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prilavok.stockpaper",
            ),
        ),
        migrations.AddField(
            model_name="stockpaper",
            name="due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="stockpaper",
            name="from_state",
            field=models.CharField(db_default="", default="", max_length=8),
        ),
        migrations.AddField(
            model_name="stockpaper",
            name="to_state",
            field=models.CharField(db_default="", default="", max_length=8),
        ),
        migrations.AddIndex(
            model_name="stockpaper",
            index=models.Index(
                condition=models.Q(("kind", "expected"), ("state", "sent")),
                fields=["place", "due_on"],
                name="stock_paper_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["receiving", "write_off", "transfer", "count", "set_aside", "expected"])
                ),
                name="stock_paper_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on__isnull", False), ("kind", "expected")),
                    models.Q(models.Q(("kind", "expected"), _negated=True), ("due_on__isnull", True)),
                    _connector="OR",
                ),
                name="stock_paper_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("against__isnull", True), ("kind", "receiving"), _connector="OR"),
                name="stock_paper_brings",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("kind", "set_aside"), _negated=True), ("from_state", ""), ("to_state", "")),
                    models.Q(
                        ("from_state__in", ["goods", "damaged", "check"]), ("kind", "write_off"), ("to_state", "")
                    ),
                    models.Q(
                        models.Q(("from_state", models.F("to_state")), _negated=True),
                        ("from_state__in", ["goods", "damaged", "check"]),
                        ("kind", "set_aside"),
                        ("to_state__in", ["goods", "damaged", "check"]),
                    ),
                    _connector="OR",
                ),
                name="stock_paper_between",
            ),
        ),
        migrations.AddField(
            model_name="stocksupplychange",
            name="paper",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="prilavok.stockpaper"
            ),
        ),
        migrations.AddIndex(
            model_name="stocksupplychange",
            index=models.Index(fields=["paper", "version"], name="stock_supply_change_of"),
        ),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
