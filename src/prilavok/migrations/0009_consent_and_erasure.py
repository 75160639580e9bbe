"""What a consent is proven by, the proof of an erasure, and the rights of those who do both."""

from django.db import migrations, models

_GIVE = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, 'company' FROM staff_role r,
           unnest(ARRAY['customers.audit', 'customers.erase', 'customers.export']) AS given (verb)
     WHERE r.code IN ('owner', 'manager')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""

_GIVE_OFFERS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'offers.send', 'company' FROM staff_role r
     WHERE r.code IN ('owner', 'manager', 'marketer')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'offers.send')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0008_tracking"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="address",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="origin",
            field=models.CharField(db_default="live", default="live", max_length=8),
        ),
        migrations.AddField(
            model_name="consent",
            name="proof",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="text_version",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="consent",
            name="waits",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("customer", models.UUIDField()),
                ("people", models.JSONField()),
                ("leaves", models.JSONField()),
                ("counts", models.JSONField()),
                ("kept", models.JSONField()),
                ("digest", models.BinaryField(max_length=32)),
                ("actor_kind", models.CharField(max_length=16)),
                ("actor", models.UUIDField(null=True)),
                ("erased_at", models.DateTimeField()),
                ("again_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "customers_erasure",
                "indexes": [
                    models.Index(fields=["customer"], name="customers_erasure_of"),
                    models.Index(fields=["erased_at", "id"], name="customers_erasure_age"),
                ],
            },
        ),
        migrations.RunSQL(_GIVE, migrations.RunSQL.noop),
        migrations.RunSQL(_GIVE_OFFERS, migrations.RunSQL.noop),
    ]
