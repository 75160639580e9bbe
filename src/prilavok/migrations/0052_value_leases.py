"""Parts of gift cards and points are lent to tills that work without a line; what a sale took beyond them is said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0051_tiers"),
    ]

    # fmt: off
    operations = [
        migrations.AddField(model_name="lease", name="holder", field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name="lease", name="salt", field=models.CharField(db_default="", default="", max_length=32)
        ),
        migrations.AddField(
            model_name="lease", name="digest", field=models.CharField(db_default="", default="", max_length=64)
        ),
        migrations.AddField(
            model_name="lease", name="rounds", field=models.PositiveIntegerField(db_default=0, default=0)
        ),
        migrations.AddField(
            model_name="broughtsale", name="beyond_amount", field=models.BigIntegerField(db_default=0, default=0)
        ),
        migrations.RemoveConstraint(model_name="lease", name="tills_lease_kind"),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["promotion", "coupon", "goods"]),
                    models.Q(("holder__isnull", False), ("kind__in", ["gift", "points"])),
                    _connector="OR",
                ),
                name="tills_lease_kind_of",
            ),
        ),
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(
                condition=models.Q(("holder__isnull", False)), fields=["holder"], name="tills_lease_whose"
            ),
        ),
    ]
    # fmt: on
