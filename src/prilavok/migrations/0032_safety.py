"""Goods that touchpoints leave at places, as dated rows; with the right to say so."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'stock.keep_back', 'company' FROM staff_role r
     WHERE r.code IN ('owner', 'manager')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'stock.keep_back')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0031_pre_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="StockSafety",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("category", models.CharField(default="", max_length=200)),
                ("place_kind", models.CharField(default="", max_length=16)),
                (
                    "touchpoints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                ("units", models.BigIntegerField(null=True)),
                ("share", models.PositiveIntegerField(null=True)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.place",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.variant"
                    ),
                ),
            ],
            options={
                "db_table": "stock_safety",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("variant__isnull", True), ("category", ""), _connector="OR"),
                        name="stock_safety_goods",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__isnull", True), ("place_kind", ""), _connector="OR"),
                        name="stock_safety_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("share__isnull", True), ("units__gte", 0)),
                            models.Q(("share__gte", 1), ("share__lte", 10000), ("units__isnull", True)),
                            _connector="OR",
                        ),
                        name="stock_safety_much",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
