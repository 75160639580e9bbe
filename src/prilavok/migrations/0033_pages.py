"""Payments at a page of a provider, by a link or a QR code, and money that is held before it is taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0032_safety"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="attempt",
            name="payments_attempt_open",
        ),
        migrations.AddField(
            model_name="attempt",
            name="ends_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="attempt",
            name="hold",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="attempt",
            name="link",
            field=models.CharField(blank=True, db_default="", default="", max_length=400),
        ),
        migrations.AddField(
            model_name="attempt",
            name="way",
            field=models.CharField(
                choices=[("terminal", "Terminal"), ("page", "Page"), ("qr", "Qr")],
                db_default="terminal",
                default="terminal",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="whole",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("captured", "Captured"),
                    ("refused", "Refused"),
                    ("unknown", "Unknown"),
                    ("waiting", "Waiting"),
                    ("held", "Held"),
                    ("taking", "Taking"),
                    ("freeing", "Freeing"),
                    ("released", "Released"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("state__in", ["asked", "unknown", "waiting", "held", "taking", "freeing"])),
                fields=["asked_at"],
                name="payments_attempt_open",
            ),
        ),
    ]
