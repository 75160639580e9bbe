"""Quotes say which promotions priced them, baskets hold coupons, price lists may be of touchpoints and segments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0015_promotions")]

    operations = [
        migrations.AddField(
            model_name="basket",
            name="coupons",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="order",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="segments",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="touchpoints",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="quote",
            name="reasons",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="quote",
            name="uses",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="quoteline",
            name="given",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
