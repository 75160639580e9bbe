"""The table of favourites: what each leaf said of a variant."""

from django.db import models


class Favourite(models.Model):
    """A leaf's word on a variant, and what was shown when it was put there.

    added_at: null where this leaf took out what another leaf of its person had put there. gone_at: when it was taken
    out, null while it is there. amount: minor units of `currency` for `per` units; null where it was not sold there.
    there: whether any could be taken at the place then.
    """

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    touchpoint = models.CharField(max_length=12)
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    per = models.BigIntegerField(null=True)
    there = models.BooleanField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "favourites_favourite"
        constraints = [
            models.UniqueConstraint(fields=["leaf", "variant"], name="favourites_once"),
            models.CheckConstraint(
                condition=models.Q(added_at__isnull=False) | models.Q(gone_at__isnull=False), name="favourites_said"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True, per__isnull=True, currency="")
                | models.Q(amount__gte=0, per__gt=0, currency__regex="^[A-Z]{3}$"),
                name="favourites_price",
            ),
        ]
