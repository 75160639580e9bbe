"""Long lives and many people: a life is paged through in its index alone; names are found by their words."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

_WORDS = models.Func(
    models.Func(models.F("folded"), models.Value(" "), function="string_to_array"), function="array_to_tsvector"
)
_CUSTOMERS = models.Q(("kind", "customer"))
_OTHERS = models.Q(("kind", "customer"), _negated=True)
_WITH_DIGITS = ("folded__regex", "[0-9]")
_PIECES = django.contrib.postgres.indexes.OpClass("folded", "gin_trgm_ops")
# The words that the entries of before have.
_LEARN = """
    INSERT INTO kit_search_word (id, kind, word)
    SELECT gen_random_uuid(), kind, word FROM (
        SELECT DISTINCT kind, word FROM kit_search_entry, unnest(string_to_array(folded, ' ')) AS word
    ) AS one WHERE word !~ '[0-9]' AND word <> ''
"""
# What an index alone may answer is known of pages that were swept: the latest rows are the ones that are asked for.
_SWEPT = "ALTER TABLE {} SET (autovacuum_vacuum_insert_scale_factor = 0.01)"
_AS_BEFORE = "ALTER TABLE {} RESET (autovacuum_vacuum_insert_scale_factor)"


def _life(name: str) -> models.Index:
    return models.Index(
        condition=models.Q(("leaf__isnull", False)),
        fields=["leaf", "occurred_at", "id"],
        include=("verb",),
        name=name,
    )


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0010_segments")]
    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("word", models.TextField()),
            ],
            options={"db_table": "kit_search_word"},
        ),
        migrations.AddIndex("event", _life("kit_event_life")),
        migrations.AddIndex("behaviour", _life("kit_behaviour_life")),
        migrations.RemoveIndex("event", "kit_event_leaf"),
        migrations.RemoveIndex("behaviour", "kit_behaviour_leaf"),
        migrations.RunSQL(_SWEPT.format("kit_event"), _AS_BEFORE.format("kit_event")),
        migrations.RunSQL(_SWEPT.format("kit_behaviour"), _AS_BEFORE.format("kit_behaviour")),
        migrations.RemoveIndex("searchentry", "kit_search_trigrams"),
        migrations.RemoveIndex("searchentry", "kit_search_exact"),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(_WORDS, name="kit_search_words", condition=_CUSTOMERS),
        ),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(_WORDS, name="kit_search_other_words", condition=_OTHERS),
        ),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(
                _PIECES, name="kit_search_digits", condition=models.Q(("kind", "customer"), _WITH_DIGITS)
            ),
        ),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(
                _PIECES, name="kit_search_other_digits", condition=models.Q(_OTHERS, _WITH_DIGITS)
            ),
        ),
        migrations.AddIndex(
            "searchentry",
            models.Index(
                models.F("kind"),
                django.contrib.postgres.indexes.OpClass("folded", "text_pattern_ops"),
                name="kit_search_begins",
            ),
        ),
        migrations.AddIndex(
            "searchentry",
            models.Index(
                models.F("kind"),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Reverse("folded"), "text_pattern_ops"
                ),
                condition=models.Q(_WITH_DIGITS),
                name="kit_search_ends",
            ),
        ),
        migrations.RunSQL(_LEARN, migrations.RunSQL.noop),
        migrations.AddIndex(
            "searchword",
            django.contrib.postgres.indexes.GinIndex(
                fields=["word"], name="kit_search_word_pieces", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex("searchword", models.Index(fields=["kind", "word"], name="kit_search_word_exact")),
    ]
