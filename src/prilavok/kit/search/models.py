"""Tables of folded keys by which people, goods and orders are found, and of the words in them."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Reverse

_CUSTOMERS, _OTHERS = Q(kind="customer"), ~Q(kind="customer")
_WITH_DIGITS = Q(folded__regex="[0-9]")
_WORDS = Func(Func(F("folded"), Value(" "), function="string_to_array"), function="array_to_tsvector")


class SearchEntry(models.Model):
    """One folded text of one field of one subject, with the version of the folding that wrote it.

    Customers are by far the most: what looks for a product must not go through their entries.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    subject = models.UUIDField()
    field = models.CharField(max_length=16)
    folded = models.TextField()
    sort = models.BinaryField()
    version = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_search_entry"
        indexes = [
            GinIndex(_WORDS, name="kit_search_words", condition=_CUSTOMERS),
            GinIndex(_WORDS, name="kit_search_other_words", condition=_OTHERS),
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="kit_search_digits", condition=_CUSTOMERS & _WITH_DIGITS),
            GinIndex(
                OpClass("folded", "gin_trgm_ops"), name="kit_search_other_digits", condition=_OTHERS & _WITH_DIGITS
            ),
            models.Index(F("kind"), OpClass("folded", "text_pattern_ops"), name="kit_search_begins"),
            models.Index(
                F("kind"),
                OpClass(Reverse("folded"), "text_pattern_ops"),
                name="kit_search_ends",
                condition=_WITH_DIGITS,
            ),
            models.Index(fields=["subject"], name="kit_search_subject"),
            models.Index(fields=["version"], name="kit_search_version"),
        ]


class SearchWord(models.Model):
    """A word without digits that entries of a kind have: a misspelt one is looked for among these few, not among all.

    A word may stand twice where two wrote it at once: nobody waits for another to write theirs.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    word = models.TextField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_search_word"
        indexes = [
            GinIndex(fields=["word"], name="kit_search_word_pieces", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["kind", "word"], name="kit_search_word_exact"),
        ]
