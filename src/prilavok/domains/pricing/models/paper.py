"""Tables of paper price tags: the rule of a place, what its shelf is to say, what was confirmed."""

from django.db import models


class Paper(models.Model):
    """The rule of paper price tags at a place: within how many hours of a change each is to be confirmed.

    hours: 0, they are not watched. looked_at, book: until when and by which promotions the shelf was worked out.
    """

    id = models.UUIDField(primary_key=True)
    place = models.OneToOneField("Place", on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField()
    looked_at = models.DateTimeField(null=True)
    book = models.CharField(max_length=64, blank=True)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_paper"


class Shelf(models.Model):
    """What the paper tag of a variant is to say at a place, and since when it is to say so.

    amount: the list price for `per` units; pays: with the promotions that hold all day for everybody.
    """

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    pays = models.BigIntegerField()
    per = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_shelf"
        constraints = [models.UniqueConstraint(fields=["place", "variant"], name="pricing_shelf_once")]


class Tag(models.Model):
    """A paper tag as somebody confirmed it by a scan; the newest that was not taken back is what hangs there."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    pays = models.BigIntegerField()
    per = models.IntegerField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "pricing_tag"
        indexes = [
            models.Index(
                fields=["place", "variant", "-id"],
                name="pricing_tag_hangs",
                condition=models.Q(undone_at__isnull=True),
            )
        ]
