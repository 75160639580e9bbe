"""Codes to sign in that go by a messenger: by which, and whose leaf there each was told."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0042_attributes"),
    ]

    operations = [
        migrations.AddField(
            model_name="code",
            name="by",
            field=models.CharField(db_default="", default="", max_length=16),
        ),
        migrations.AddField(
            model_name="code",
            name="told",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prilavok.leaf",
            ),
        ),
    ]
