"""Promotions as versions, coupons and personal offers, each with its uses."""

import django.db.models.deletion
from django.db import migrations, models

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'promotions.change', 'company' FROM staff_role r
     WHERE r.code IN ('owner', 'manager', 'marketer')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'promotions.change')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0014_long_lives"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("name", models.UUIDField()),
            ],
            options={
                "db_table": "promotions_edition",
            },
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.JSONField()),
                ("draft", models.JSONField(null=True)),
                ("draft_since", models.DateTimeField(null=True)),
                ("draft_until", models.DateTimeField(null=True)),
                ("edition", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "promotions_promotion",
            },
        ),
        migrations.CreateModel(
            name="PromotionUse",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("version", models.UUIDField()),
                ("order", models.UUIDField()),
                ("customer", models.UUIDField(null=True)),
                ("amount", models.BigIntegerField()),
                ("nth_in_all", models.IntegerField(null=True)),
                ("nth_of_customer", models.IntegerField(null=True)),
                ("nth_of_coupon", models.IntegerField(null=True)),
                ("used_at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "promotions_use",
            },
        ),
        migrations.CreateModel(
            name="PromotionVersion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("edition", models.PositiveIntegerField()),
                ("conditions", models.JSONField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("actor_kind", models.CharField(max_length=16)),
                ("actor", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "promotions_version",
            },
        ),
        migrations.AddField(
            model_name="coupon",
            name="most_uses",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="coupon",
            name="until",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="PersonalOffer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "leaf",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.leaf",
                    ),
                ),
                (
                    "promotion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.promotion",
                    ),
                ),
            ],
            options={
                "db_table": "promotions_offer",
            },
        ),
        migrations.AddField(
            model_name="coupon",
            name="promotion",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prilavok.promotion",
            ),
        ),
        migrations.AddIndex(
            model_name="coupon",
            index=models.Index(
                condition=models.Q(("promotion__isnull", False)),
                fields=["promotion", "id"],
                name="promotions_coupon_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.UniqueConstraint(
                condition=models.Q(("promotion__isnull", False)), fields=("code",), name="promotions_coupon_code"
            ),
        ),
        migrations.AddField(
            model_name="promotionuse",
            name="coupon",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prilavok.coupon",
            ),
        ),
        migrations.AddField(
            model_name="promotionuse",
            name="leaf",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.leaf"
            ),
        ),
        migrations.AddField(
            model_name="promotionuse",
            name="offer",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prilavok.personaloffer",
            ),
        ),
        migrations.AddField(
            model_name="promotionuse",
            name="promotion",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.promotion"
            ),
        ),
        migrations.AddField(
            model_name="promotionversion",
            name="promotion",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.promotion"
            ),
        ),
        migrations.AddConstraint(
            model_name="personaloffer",
            constraint=models.UniqueConstraint(fields=("leaf", "promotion"), name="promotions_offer_once"),
        ),
        migrations.AddIndex(
            model_name="promotionuse",
            index=models.Index(fields=["leaf"], name="promotions_use_leaf"),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(fields=("order", "promotion"), name="promotions_use_once"),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(fields=("promotion", "nth_in_all"), name="promotions_use_in_all"),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(
                fields=("promotion", "customer", "nth_of_customer"), name="promotions_use_of_customer"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(fields=("coupon", "nth_of_coupon"), name="promotions_use_of_coupon"),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)), fields=("offer",), name="promotions_use_of_offer"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionversion",
            constraint=models.UniqueConstraint(fields=("promotion", "edition"), name="promotions_version_once"),
        ),
        migrations.AddConstraint(
            model_name="promotionversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("promotion",),
                name="promotions_version_now",
            ),
        ),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
