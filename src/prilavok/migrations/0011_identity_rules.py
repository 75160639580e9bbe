"""Rules of identity as rows, nobody's identifiers, suggestions, and which evidence holds; with the rights to them."""

import django.db.models.deletion
from django.db import migrations, models

# What every installation begins with; a shop changes it on a screen.
_RULES = """
    INSERT INTO customers_identity_rule (id, kind, use, most, days, apart, valid_from)
    SELECT gen_random_uuid(), kind, use, most, days, apart, '2000-01-01 00:00:00+00'
      FROM (VALUES ('phone', 'limited', 10, 365, true), ('email', 'limited', 10, 365, false),
                   ('card', 'limited', 10, 365, false), ('telegram', 'limited', 10, 365, false),
                   ('marketplace', 'limited', 20, 365, false), ('browser', 'leased', NULL, NULL, false),
                   ('app', 'leased', NULL, NULL, false), ('person', 'limited', 200, NULL, false))
           AS begun (kind, use, most, days, apart)
"""
_LISTED = """
    INSERT INTO customers_listed (id, kind, pattern, use, why, valid_from)
    SELECT gen_random_uuid(), 'email', pattern, 'blocked', 'filler', '2000-01-01 00:00:00+00'
      FROM unnest(ARRAY['test@test.*', 'no@mail.*', 'noreply@*', 'no-reply@*', 'mail@mail.ru', 'qwerty@*'])
           AS p (pattern)
"""
# What was only named holds nobody; what a source's card or a list told of one person does.
_HOLDS = """
    UPDATE customers_evidence e SET holds = false WHERE strength <> 'verified' AND source NOT LIKE 'load:%'
       AND NOT (source LIKE 'import:%' AND EXISTS (
           SELECT FROM customers_leaf_owner one JOIN customers_leaf_owner other USING (customer_id)
            WHERE one.leaf_id = e.one_id AND other.leaf_id = e.other_id AND one.valid_to IS NULL
              AND other.valid_to IS NULL))
"""
_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'customers.rules', 'company' FROM staff_role r
     WHERE r.code IN ('owner', 'manager')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'customers.rules')
"""


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0010_segments")]
    operations = [
        migrations.AddField("evidence", "dropped", models.CharField(db_default="", max_length=8)),
        migrations.AddField("evidence", "holds", models.BooleanField(db_default=True)),
        migrations.CreateModel(
            name="IdentityRule",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("use", models.CharField(max_length=8)),
                ("most", models.PositiveSmallIntegerField(null=True)),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("apart", models.BooleanField(default=False)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "customers_identity_rule",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("kind",),
                        name="customers_identity_rule_now",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("use__in", ["unique", "limited", "shared", "blocked", "leased"])),
                        name="customers_identity_rule_use",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedIdentifier",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("pattern", models.CharField(max_length=120)),
                ("use", models.CharField(max_length=8)),
                ("why", models.CharField(max_length=16)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "customers_listed",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("kind", "pattern"),
                        name="customers_listed_now",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("use__in", ["shared", "blocked"])), name="customers_listed_use"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("why", models.CharField(max_length=12)),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("answer", models.BooleanField(null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.evidence",
                    ),
                ),
                (
                    "join",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.join",
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.leaf",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.leaf"
                    ),
                ),
            ],
            options={
                "db_table": "customers_suggestion",
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=["made_at", "id"],
                        name="customers_suggestion_open",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("one", "other"), name="customers_suggestion_once")],
            },
        ),
        migrations.RunSQL(_HOLDS, migrations.RunSQL.noop),
        migrations.RunSQL(_RULES, migrations.RunSQL.noop),
        migrations.RunSQL(_LISTED, migrations.RunSQL.noop),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
