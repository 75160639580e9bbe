"""Legal entities settle each payment that went through the hands of another than the seller, not only returns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0049_points_end"),
    ]

    # fmt: off
    operations = [
        migrations.AddField(model_name="settlement", name="payment", field=models.UUIDField(null=True)),
        migrations.RemoveConstraint(model_name="settlement", name="orders_settlement_once"),
        migrations.RemoveConstraint(model_name="settlement", name="orders_settlement_of_what"),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("payment", None)), fields=("of", "kind"), name="orders_settlement_of_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("payment",), name="orders_settlement_payment_once"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "handed"), ("of", None), ("order__isnull", False), ("payment", None),
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
