"""Tables of what is shown and what is sold."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value


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
    """What is sold, priced and counted (SKU). kind: `gift` is money on a card: never in stock, never discounted.

    facets, measures: what it says of attributes, its own or its card's, as a shelf is narrowed by them: the ids of
    choices and of attributes it says yes to; thousandths by the id of the attribute. Written with what cards say.
    """

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
    facets = ArrayField(models.UUIDField(), default=list, db_default=Value([], ArrayField(models.UUIDField())))
    measures = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_variant"
        indexes = [
            models.Index(fields=["barcode"], name="catalog_variant_barcode", condition=models.Q(barcode__isnull=False))
        ]


class AttributeGroup(models.Model):
    """A heading under which attributes stand on a product's page."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_attribute_group"


class Attribute(models.Model):
    """What can be said of goods. said: how often cards were given other values of it, so that counts may be kept."""

    class Kind(models.TextChoices):
        CHOICE = "choice"
        NUMBER = "number"
        YES_NO = "yes_no"

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    unit = models.JSONField(default=dict)
    group = models.ForeignKey(AttributeGroup, null=True, on_delete=models.PROTECT, related_name="+")
    facet = models.BooleanField(default=False)
    compared = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    said = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_attribute"


class AttributeChoice(models.Model):
    """One value of an attribute that has a closed list of them."""

    id = models.UUIDField(primary_key=True)
    attribute = models.ForeignKey(Attribute, db_index=False, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    name = models.JSONField()
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_attribute_choice"
        constraints = [models.UniqueConstraint(fields=["attribute", "code"], name="catalog_attribute_choice_once")]


class AttributeShelf(models.Model):
    """A department whose goods an attribute is said of, with all below it; without one it is said of all goods."""

    id = models.UUIDField(primary_key=True)
    attribute = models.ForeignKey(Attribute, db_index=False, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, db_index=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_attribute_shelf"
        constraints = [models.UniqueConstraint(fields=["attribute", "category"], name="catalog_attribute_shelf_once")]


class CardAttribute(models.Model):
    """What a card says of an attribute, or (variant) one variant of it instead; one row for each of several choices.

    number: thousandths of the attribute's unit.
    """

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(Product, db_index=False, on_delete=models.CASCADE, related_name="+")
    variant = models.ForeignKey(Variant, null=True, db_index=False, on_delete=models.CASCADE, related_name="+")
    attribute = models.ForeignKey(Attribute, db_index=False, on_delete=models.PROTECT, related_name="+")
    choice = models.ForeignKey(AttributeChoice, null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(null=True)
    yes = models.BooleanField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "catalog_card_attribute"
        indexes = [models.Index(fields=["attribute", "product"], name="catalog_card_attribute_said")]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "attribute", "variant", "choice"],
                nulls_distinct=False,
                name="catalog_card_attribute_once",
            ),
            models.CheckConstraint(
                condition=models.Q(choice__isnull=False, number__isnull=True, yes__isnull=True)
                | models.Q(choice__isnull=True, number__isnull=False, yes__isnull=True)
                | models.Q(choice__isnull=True, number__isnull=True, yes__isnull=False),
                name="catalog_card_attribute_one",
            ),
        ]
