"""Passkeys of customers, and what their devices are asked to sign."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0005_rights_of_the_counter")]
    operations = [
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("credential", models.BinaryField(max_length=1023, unique=True)),
                ("public_key", models.BinaryField(max_length=2048)),
                ("signed", models.BigIntegerField()),
                ("label", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "leaf",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.leaf"
                    ),
                ),
            ],
            options={"db_table": "customers_passkey"},
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("challenge", models.BinaryField(max_length=32, unique=True)),
                ("expires_at", models.DateTimeField()),
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
                "db_table": "customers_challenge",
                "indexes": [models.Index(fields=["expires_at"], name="customers_challenge_age")],
            },
        ),
    ]
