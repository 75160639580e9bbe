"""Codes: from which address on the network each was asked for, as a keyed digest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0012_likeness")]

    operations = [
        migrations.AddField(
            model_name="code",
            name="asker",
            field=models.BinaryField(default=b"", max_length=32),
        ),
    ]
