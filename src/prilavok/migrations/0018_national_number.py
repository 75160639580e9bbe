"""Checked documents, national numbers, whom no list brings back, joins by themselves, and what likeness learnt."""

import django.db.models.deletion
from django.db import migrations, models

_COMPANY = {
    "owner": "customers.documents customers.law customers.see_numbers",
    "manager": "customers.documents customers.see_numbers",
    "operator": "customers.documents",
}
_PLACE = {"cashier": "customers.documents"}
_GIVE = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, %s FROM staff_role r, unnest(string_to_array(%s, ' ')) AS given (verb)
     WHERE r.code = %s AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""
# By their birthday people are looked for when somebody new arrives.
_BIRTHDAY = """
    CREATE INDEX customers_customer_birthday ON customers_customer ((traits ->> 'birth_date'))
    WHERE traits ->> 'birth_date' <> ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0017_trials_of_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="LikenessModel",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("learnt", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "customers_likeness_model",
            },
        ),
        migrations.CreateModel(
            name="ErasedIdentifier",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("digest", models.BinaryField(max_length=32)),
                ("erased_at", models.DateTimeField()),
            ],
            options={
                "db_table": "customers_erased_identifier",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "digest"), name="customers_erased_identifier_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinSetting",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("millionths", models.PositiveIntegerField()),
                ("most", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "customers_join_setting",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("valid_to",),
                        name="customers_join_setting_now",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("millionths__gte", 990000),
                            ("millionths__lte", 999999),
                            ("most__gte", 1),
                            ("most__lte", 1000),
                        ),
                        name="customers_join_setting_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NationalNumber",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("sealed", models.BinaryField(null=True)),
                (
                    "leaf",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.leaf"
                    ),
                ),
            ],
            options={
                "db_table": "customers_national_number",
            },
        ),
        migrations.CreateModel(
            name="NumberUse",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("country", models.CharField(max_length=2)),
                ("ground", models.CharField(max_length=16)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "customers_number_use",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("kind",),
                        name="customers_number_use_now",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentCheck",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("checked_by", models.UUIDField()),
                ("place", models.UUIDField(null=True)),
                ("checked_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.customer",
                    ),
                ),
            ],
            options={
                "db_table": "customers_document_check",
                "indexes": [models.Index(fields=["customer", "checked_at"], name="customers_document_check_of")],
            },
        ),
        migrations.RunSQL(_BIRTHDAY, "DROP INDEX customers_customer_birthday"),
        *(
            migrations.RunSQL([(_GIVE, [scope, verbs, role])], migrations.RunSQL.noop)
            for scope, roles in (("company", _COMPANY), ("place", _PLACE))
            for role, verbs in roles.items()
        ),
    ]
