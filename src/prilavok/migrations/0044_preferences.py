"""What people said of how they want to be reached, where they live and what fits them; and the right to note it."""

import django.db.models.deletion
from django.db import migrations, models

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'customers.prefer', 'company' FROM staff_role r
     WHERE r.code IN ('owner', 'manager', 'operator')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'customers.prefer')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0043_codes_by_messenger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=40)),
                ("value", models.CharField(max_length=40)),
                ("sealed", models.BinaryField(null=True)),
                ("source", models.CharField(max_length=12)),
                ("actor_kind", models.CharField(max_length=16)),
                ("actor", models.UUIDField(null=True)),
                ("said_at", models.DateTimeField()),
                (
                    "leaf",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.leaf",
                    ),
                ),
            ],
            options={
                "db_table": "customers_preference",
                "constraints": [
                    models.UniqueConstraint(fields=("leaf", "kind", "name"), name="customers_preference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reach", "channel", "address", "default", "size"])),
                        name="customers_preference_kind",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
