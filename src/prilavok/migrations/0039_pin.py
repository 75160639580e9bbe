"""PINs by which customers say yes to their points at a till."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0038_packed"),
    ]

    # fmt: off
    operations = [
        migrations.CreateModel(
            name="CustomerPin",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("hash", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()), ("tries", models.PositiveSmallIntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                ("leaf", models.OneToOneField(on_delete=PROTECT, related_name="+", to="prilavok.leaf")),
            ],
            options={"db_table": "customers_pin"},
        ),
    ]
