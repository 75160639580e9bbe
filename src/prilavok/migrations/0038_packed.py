"""Requests that wait to be read say how long they are, since they lie packed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0037_claims")]
    operations = [
        migrations.AddField(
            model_name="landed",
            name="size",
            field=models.IntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunSQL("UPDATE tracking_landed SET size = octet_length(body)", migrations.RunSQL.noop),
    ]
