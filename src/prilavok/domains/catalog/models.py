"""Tables of what is shown and what is sold."""

from django.db import models


class Category(models.Model):
    """One shelf of the catalogue's tree; `path` is the codes from the root, joined by `/`."""

    id = models.UUIDField(primary_key=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200, unique=True)
    name = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_category"


class Product(models.Model):
    """What is shown: one card of the catalogue."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)
    name = models.JSONField()
    description = models.JSONField(default=dict)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    brand = models.CharField(max_length=80, blank=True)
    maker = models.CharField(max_length=80, blank=True)
    generated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_product"


class Unit(models.TextChoices):
    """The smallest unit a variant is counted in; quantities are whole numbers of it."""

    PIECE = "piece"
    GRAM = "gram"
    MILLILITRE = "millilitre"
    MILLIGALLON = "milligallon"


class Variant(models.Model):
    """What is sold, priced and counted (SKU). kind: `gift` is money on a card: never in stock, never discounted."""

    class Kind(models.TextChoices):
        GOODS = "goods"
        GIFT = "gift"

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=60, unique=True)
    barcode = models.CharField(max_length=40, null=True)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    package = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.GOODS, db_default=Kind.GOODS)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_variant"
        indexes = [
            models.Index(fields=["barcode"], name="catalog_variant_barcode", condition=models.Q(barcode__isnull=False))
        ]
