"""Tracking: sources, what landed, what was told in partitions by day, what was refused; who keeps sources."""

from django.db import migrations, models

_TOLD = """
    CREATE TABLE tracking_told (
        day date NOT NULL,
        id uuid NOT NULL,
        source uuid NOT NULL,
        leaf uuid NOT NULL,
        received_at timestamptz NOT NULL,
        payload text,
        PRIMARY KEY (day, id)
    ) PARTITION BY RANGE (day);
    CREATE INDEX tracking_told_leaf ON tracking_told (leaf);
"""
# Bodies are stored as they come: compressing what lives for seconds costs more than its bytes.
_LANDED = """
    ALTER TABLE tracking_landed ALTER COLUMN body SET STORAGE EXTERNAL;
    ALTER TABLE tracking_landed SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
"""
_GIVE = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'tracking.keep', 'company' FROM staff_role r
     WHERE r.code = ANY (ARRAY['owner', 'manager'])
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'tracking.keep')
"""


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0007_moving_in")]
    operations = [
        migrations.CreateModel(
            name="TrackingSource",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                (
                    "kind",
                    models.CharField(choices=[("site", "Site"), ("app", "App"), ("server", "Server")], max_length=8),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "tracking_source"},
        ),
        migrations.CreateModel(
            name="Landed",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.UUIDField()),
                ("received_at", models.DateTimeField()),
                ("route", models.CharField(max_length=10)),
                ("body", models.BinaryField()),
            ],
            options={"db_table": "tracking_landed"},
        ),
        migrations.CreateModel(
            name="RefusedEvent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.UUIDField()),
                ("received_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=24)),
                ("message", models.TextField()),
                ("leaf", models.UUIDField(null=True)),
                ("body", models.TextField(null=True)),
            ],
            options={
                "db_table": "tracking_refused",
                "indexes": [models.Index(fields=["received_at", "id"], name="tracking_refused_age")],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_TOLD, "DROP TABLE tracking_told")],
            state_operations=[
                migrations.CreateModel(
                    name="Told",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("day", models.DateField()),
                        ("source", models.UUIDField()),
                        ("leaf", models.UUIDField()),
                        ("received_at", models.DateTimeField()),
                        ("payload", models.TextField(null=True)),
                    ],
                    options={"db_table": "tracking_told"},
                )
            ],
        ),
        migrations.RunSQL(_LANDED, migrations.RunSQL.noop),
        migrations.RunSQL(_GIVE, migrations.RunSQL.noop),
    ]
