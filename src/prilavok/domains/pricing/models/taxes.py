"""Tables of tax: what is in which group, and what orders were sold with."""

from django.db import models


class TaxedGoods(models.Model):
    """The tax group of a product, or of a category with all below it, where it is not the general one."""

    id = models.UUIDField(primary_key=True)
    product = models.UUIDField(null=True, unique=True)
    category = models.CharField(max_length=200, null=True, unique=True)
    tax_group = models.CharField(max_length=12)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_taxed_goods"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(product__isnull=True) ^ models.Q(category__isnull=True),
                name="pricing_taxed_goods_one",
            )
        ]


class OrderTax(models.Model):
    """The rate of tax that the price of a variant includes in an order: of placing it, then of handing it over.

    rate: basis points, 0 without value added tax. An order without a row states nothing of tax.
    """

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    rate = models.IntegerField()
    stated_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_order_tax"
        constraints = [
            models.UniqueConstraint(fields=["order", "variant"], name="pricing_order_tax_once"),
            models.CheckConstraint(condition=models.Q(rate__gte=0), name="pricing_order_tax_rate"),
        ]
