"""Trials of other rules of identity, kept with how far they are; counting of segments: how far, and by lives alone."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# Countings under way go on in lines of several segments.
_LINES = """
    UPDATE kit_job SET facts = jsonb_build_object(
        'segments', jsonb_build_object(facts->>'segment', (facts->>'edition')::int),
        'after', facts->>'after', 'customers', 100, 'judged', 0)
     WHERE verb = 'segments.count' AND facts ? 'edition'
"""


def _life(name: str) -> models.Index:
    return models.Index(
        condition=models.Q(("leaf__isnull", False)),
        fields=["leaf", "occurred_at", "id"],
        include=("verb", "origin"),
        name=name,
    )


def _unchecked() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="prilavok.segment",
    )


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0016_priced_by_promotions")]
    operations = [
        migrations.CreateModel(
            name="RuleTrial",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("changes", models.JSONField()),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("behind", models.UUIDField()),
                ("expected", models.PositiveIntegerField()),
                ("evidence", models.PositiveIntegerField(default=0)),
                ("joins", models.PositiveIntegerField(default=0)),
                ("splits", models.PositiveIntegerField(default=0)),
                ("found", models.JSONField(default=dict)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "customers_rule_trial"},
        ),
        migrations.AddField("segment", "judged", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AlterField("membership", "segment", _unchecked()),
        migrations.AlterField("segmentturn", "segment", _unchecked()),
        migrations.RunSQL(_LINES, migrations.RunSQL.noop),
        migrations.RemoveIndex("event", "kit_event_life"),
        migrations.AddIndex("event", _life("kit_event_life")),
        migrations.RemoveIndex("behaviour", "kit_behaviour_life"),
        migrations.AddIndex("behaviour", _life("kit_behaviour_life")),
    ]
