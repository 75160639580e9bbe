"""Days on which a place has other hours than its week says."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0040_favourites"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceDay",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("spans", models.JSONField(null=True)),
                ("name", models.JSONField(default=dict)),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.place",
                    ),
                ),
            ],
            options={
                "db_table": "places_day",
                "constraints": [models.UniqueConstraint(fields=("place", "day"), name="places_day_once")],
            },
        ),
    ]
