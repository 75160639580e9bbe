"""Segments: rules, members with their history, next instants, the scale of fifths; and who may see and change them."""

import django.db.models.deletion
from django.db import migrations, models

_RIGHTS = "segments.change segments.see"
_GIVE = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, 'company'
      FROM staff_role r, unnest(string_to_array(%s, ' ')) AS given (verb)
     WHERE r.code = %s AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0009_consent_and_erasure"),
    ]

    operations = [
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.JSONField()),
                ("rule", models.JSONField()),
                ("size", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "audiences_segment",
            },
        ),
        migrations.CreateModel(
            name="ScoreScale",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("currency", models.CharField(max_length=3)),
                ("measured_at", models.DateTimeField()),
                ("bounds", models.JSONField()),
            ],
            options={
                "db_table": "audiences_scale",
                "indexes": [models.Index(fields=["currency", "-measured_at"], name="audiences_scale_latest")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("customer", models.UUIDField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.CharField(max_length=8)),
                ("left_at", models.DateTimeField(null=True)),
                ("left_by", models.CharField(max_length=8, null=True)),
                (
                    "segment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.segment",
                    ),
                ),
            ],
            options={
                "db_table": "audiences_membership",
                "indexes": [
                    models.Index(fields=["customer"], name="audiences_membership_of"),
                    models.Index(fields=["segment", "entered_at", "id"], name="audiences_membership_entered"),
                    models.Index(
                        condition=models.Q(("left_at__isnull", False)),
                        fields=["segment", "left_at", "id"],
                        name="audiences_membership_left",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("segment", "customer"),
                        name="audiences_member_now",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SegmentTurn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("customer", models.UUIDField()),
                ("turns_at", models.DateTimeField()),
                (
                    "segment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.segment",
                    ),
                ),
            ],
            options={
                "db_table": "audiences_turn",
                "constraints": [models.UniqueConstraint(fields=("segment", "customer"), name="audiences_turn_once")],
                "indexes": [models.Index(fields=["segment", "turns_at"], name="audiences_turn_next")],
            },
        ),
        *(
            migrations.RunSQL([(_GIVE, [_RIGHTS, role])], migrations.RunSQL.noop)
            for role in ("owner", "manager", "marketer")
        ),
    ]
