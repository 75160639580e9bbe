"""Which lots and serial numbers lie in a parcel, said when it is packed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0046_birth"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShipmentPiece",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("variant", models.UUIDField()),
                ("code", models.CharField(max_length=60)),
                ("units", models.BigIntegerField()),
                (
                    "shipment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.shipment",
                    ),
                ),
            ],
            options={
                "db_table": "shipments_piece",
                "constraints": [
                    models.UniqueConstraint(fields=("shipment", "variant", "code"), name="shipments_piece_once"),
                    models.CheckConstraint(condition=models.Q(("units__gt", 0)), name="shipments_piece_units"),
                ],
            },
        ),
    ]
