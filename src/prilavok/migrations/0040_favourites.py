"""What customers keep an eye on: each leaf's words on variants, with the price that was shown."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0039_pin"),
    ]

    operations = [
        migrations.CreateModel(
            name="Favourite",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("added_at", models.DateTimeField(null=True)),
                ("gone_at", models.DateTimeField(null=True)),
                ("touchpoint", models.CharField(max_length=12)),
                ("amount", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("per", models.BigIntegerField(null=True)),
                ("there", models.BooleanField(null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.variant",
                    ),
                ),
            ],
            options={
                "db_table": "favourites_favourite",
                "constraints": [
                    models.UniqueConstraint(fields=("leaf", "variant"), name="favourites_once"),
                    models.CheckConstraint(
                        condition=models.Q(("added_at__isnull", False), ("gone_at__isnull", False), _connector="OR"),
                        name="favourites_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__isnull", True), ("currency", ""), ("per__isnull", True)),
                            models.Q(("amount__gte", 0), ("currency__regex", "^[A-Z]{3}$"), ("per__gt", 0)),
                            _connector="OR",
                        ),
                        name="favourites_price",
                    ),
                ],
            },
        ),
    ]
