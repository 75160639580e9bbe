"""Points end: rules by which they do, lots of those that will, what moves took of them; the right to say the rules."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'points.set_up', 'company' FROM staff_role r
     WHERE r.code IN ('owner', 'manager')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'points.set_up')
"""


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0048_noes_packed")]

    # fmt: off
    operations = [
        migrations.CreateModel(
            name="EndingRule",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("warn_days", models.PositiveSmallIntegerField()), ("back_days", models.PositiveSmallIntegerField()),
                ("zone", models.CharField(max_length=64)), ("valid_from", models.DateTimeField()),
                ("set_by", models.UUIDField(null=True)),
                ("programme", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT,
                                                related_name="+", to="prilavok.programme")),
            ],
            options={
                "db_table": "loyalty_ending",
                "constraints": [
                    UniqueConstraint(fields=("programme", "valid_from"), name="loyalty_ending_once"),
                    CheckConstraint(condition=Q(("days", None), ("days__gt", 0), _connector="OR"),
                                    name="loyalty_ending_days"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointsLot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("leaf", models.UUIDField()),
                ("order", models.UUIDField(null=True)), ("points", models.BigIntegerField()),
                ("remains", models.BigIntegerField()), ("ends_at", models.DateTimeField()),
                ("warns_at", models.DateTimeField(null=True)),
                ("programme", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT,
                                                related_name="+", to="prilavok.programme")),
            ],
            options={
                "db_table": "loyalty_lot",
                "indexes": [
                    Index(condition=Q(("remains__gt", 0)), fields=["leaf", "ends_at"], name="loyalty_lot_leaf"),
                    Index(condition=Q(("remains__gt", 0)), fields=["ends_at"], name="loyalty_lot_end"),
                    Index(condition=Q(("warns_at__isnull", False)), fields=["warns_at"], name="loyalty_lot_warn"),
                ],
                "constraints": [
                    CheckConstraint(condition=Q(("points__gt", 0), ("points__gte", F("remains")), ("remains__gte", 0)),
                                    name="loyalty_lot_remains"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointsDrawn",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("move", models.UUIDField()),
                ("order", models.UUIDField(null=True)), ("points", models.BigIntegerField()),
                ("back", models.BigIntegerField(db_default=0, default=0)),
                ("lot", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+",
                                          to="prilavok.pointslot")),
            ],
            options={
                "db_table": "loyalty_drawn",
                "indexes": [
                    Index(condition=Q(("order__isnull", False)), fields=["order"], name="loyalty_drawn_order"),
                ],
                "constraints": [
                    CheckConstraint(condition=Q(("back__gte", 0), ("points__gt", 0), ("points__gte", F("back"))),
                                    name="loyalty_drawn_back"),
                ],
            },
        ),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
