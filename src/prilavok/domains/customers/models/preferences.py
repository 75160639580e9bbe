"""Table of preferences: what each leaf said of how to reach its person, where they live, their sizes and birth."""

from django.db import models


class Preference(models.Model):
    """A leaf's last word on one preference. name: of an address, or the kind of a size; "" where there is one of it.

    value: what was said, of an address or a day of birth nothing: those are sealed. Where neither is there it was taken
    back, and that word stands against what other leaves had said before.
    """

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    sealed = models.BinaryField(null=True)
    source = models.CharField(max_length=12)
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    said_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "customers_preference"
        constraints = [
            models.UniqueConstraint(fields=["leaf", "kind", "name"], name="customers_preference_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["reach", "channel", "address", "default", "size", "born"]),
                name="customers_preference_kind",
            ),
        ]
