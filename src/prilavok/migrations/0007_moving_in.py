"""Lists that people bring: their state, how they are read, and the rows that were taken in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0006_passkeys"),
    ]

    operations = [
        migrations.AddField(
            model_name="importslice",
            name="rows_known",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("running", "Running"),
                    ("done", "Done"),
                    ("refused", "Refused"),
                    ("mapping", "Mapping"),
                    ("checking", "Checking"),
                    ("checked", "Checked"),
                    ("stopped", "Stopped"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="ImportList",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="prilavok.importrun",
                    ),
                ),
                ("file", models.UUIDField()),
                ("subject", models.CharField(max_length=10)),
                ("reader", models.CharField(blank=True, max_length=24)),
                ("columns", models.JSONField()),
                ("mapping", models.JSONField(default=dict)),
                ("settings", models.JSONField(default=dict)),
                ("rows", models.BigIntegerField()),
                ("cursor", models.BigIntegerField(default=0)),
                ("passed", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "imports_list",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject__in", ["customers", "contacts", "orders"])),
                        name="imports_list_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=10)),
                ("columns", models.JSONField()),
                ("settings", models.JSONField()),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "imports_mapping",
                "constraints": [models.UniqueConstraint(fields=("source", "subject"), name="imports_mapping_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=32)),
                (
                    "leaf",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.leaf"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "imports_row",
                "constraints": [models.UniqueConstraint(fields=("source", "subject", "key"), name="imports_row_once")],
            },
        ),
    ]
