"""The day of birth stands among what people say of themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0045_numbers_ahead"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="preference", name="customers_preference_kind"),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["reach", "channel", "address", "default", "size", "born"])),
                name="customers_preference_kind",
            ),
        ),
    ]
