"""Legal entities settle old pieces too that another firm keeps since it was given others instead by a claim."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0052_value_leases"),
    ]

    # fmt: off
    operations = [
        migrations.RemoveConstraint(model_name="settlement", name="orders_settlement_handed_once"),
        migrations.RemoveConstraint(model_name="settlement", name="orders_settlement_for_what"),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(
                fields=("shipment", "kind", "debtor"), name="orders_settlement_handed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["handed", "goods"]), ("of", None), ("order__isnull", False), ("payment", None),
                        ("shipment__isnull", False),
                    ),
                    models.Q(
                        ("kind__in", ["money", "goods"]), ("of__isnull", False), ("payment", None), ("shipment", None),
                    ),
                    models.Q(
                        ("kind", "money"), ("order__isnull", False), ("payment__isnull", False), ("shipment", None),
                    ),
                    _connector="OR",
                ),
                name="orders_settlement_for_what",
            ),
        ),
    ]
