"""By when parcels are at the door: terms of bringing, days off, what is promised of a parcel; waiting to be sent."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0034_compared"),
    ]

    operations = [
        migrations.AddField(
            model_name="promised",
            name="home_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="promised",
            name="leaves_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="sending",
            name="ahead",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="DoorTime",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("cut_off", models.PositiveSmallIntegerField()),
                ("leaves", models.PositiveSmallIntegerField()),
                ("least", models.PositiveSmallIntegerField()),
                ("most", models.PositiveSmallIntegerField()),
                ("until", models.PositiveSmallIntegerField()),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
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
                    "zone",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.deliveryzone",
                    ),
                ),
            ],
            options={
                "db_table": "shipments_door_time",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cut_off__lte", models.F("leaves")),
                            ("least__lte", models.F("most")),
                            ("leaves__lte", 1440),
                            ("until__lte", 1440),
                        ),
                        name="shipments_door_time_numbers",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("place", "zone"),
                        name="shipments_door_time_one_holds",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoBringingDay",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
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
            ],
            options={
                "db_table": "shipments_no_bringing",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "day"), name="shipments_no_bringing_once", nulls_distinct=False
                    )
                ],
            },
        ),
    ]
