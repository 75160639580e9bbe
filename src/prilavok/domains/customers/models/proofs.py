"""Tables of documents that staff looked at, of national numbers, of who is not to come back, and of likeness."""

from django.db import models


class DocumentCheck(models.Model):
    """Staff looked at a customer's document: what kind it was, never its number. It opens until `ends_at`, to them."""

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey("Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    checked_by = models.UUIDField()
    place = models.UUIDField(null=True)
    checked_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "customers_document_check"
        indexes = [models.Index(fields=["customer", "checked_at"], name="customers_document_check_of")]


class NationalNumber(models.Model):
    """A number a state gave a person, sealed; the leaf's identifier has its keyed digest, by which it is found."""

    id = models.UUIDField(primary_key=True)
    leaf = models.OneToOneField("Leaf", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    sealed = models.BinaryField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_national_number"


class NumberUse(models.Model):
    """That numbers of a kind are taken, from and to: by the law of which country, on which ground, who said so."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    country = models.CharField(max_length=2)
    ground = models.CharField(max_length=16)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_number_use"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(valid_to__isnull=True), name="customers_number_use_now"
            )
        ]


class ErasedIdentifier(models.Model):
    """The keyed digest of an identifier that was erased: a list that names it again does not bring the person back."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32)
    erased_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "customers_erased_identifier"
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="customers_erased_identifier_once")]


class JoinSetting(models.Model):
    """From which confidence (in millionths) people are joined by themselves, and how many a day; from and to."""

    id = models.UUIDField(primary_key=True)
    millionths = models.PositiveIntegerField()
    most = models.PositiveSmallIntegerField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_join_setting"
        constraints = [
            models.UniqueConstraint(
                fields=["valid_to"],
                condition=models.Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="customers_join_setting_now",
            ),
            models.CheckConstraint(
                condition=models.Q(millionths__gte=990_000, millionths__lte=999_999, most__gte=1, most__lte=1_000),
                name="customers_join_setting_bounds",
            ),
        ]


class LikenessModel(models.Model):
    """What a comparison of all known people learnt: shares by level, as numbers; the latest one judges newcomers."""

    id = models.UUIDField(primary_key=True)
    learnt = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "customers_likeness_model"
