"""What two suggested people have alike."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0011_identity_rules")]
    operations = [migrations.AddField("suggestion", "alike", models.JSONField(null=True))]
