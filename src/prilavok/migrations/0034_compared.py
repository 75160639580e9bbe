"""Goods that customers put side by side, kept by leaf."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0033_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Compared",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("category", models.UUIDField(null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "leaf",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.leaf",
                    ),
                ),
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
                "db_table": "baskets_compared",
                "constraints": [
                    models.UniqueConstraint(fields=("leaf", "variant"), name="baskets_compared_once"),
                ],
            },
        ),
    ]
