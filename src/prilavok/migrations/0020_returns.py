"""Goods come back: returns, terms of returns, settlements of legal entities, refunds; rights for them."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

_COMPANY = {
    "owner": "orders.return orders.return_outside orders.return_terms settlements.see",
    "manager": "orders.return orders.return_outside orders.return_terms settlements.see",
}
_PLACE = {"cashier": "orders.return"}
_GIVE = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, %s FROM staff_role r, unnest(string_to_array(%s, ' ')) AS given (verb)
     WHERE r.code = %s AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""
# What the law of two countries says in general; a shop says which of its shelves are which kind of goods.
_TERM = """
    INSERT INTO orders_return_term (id, country, goods, quality, days, basis, valid_from)
    SELECT gen_random_uuid(), %s, kind, %s, %s, %s, %s FROM unnest(string_to_array(%s, ' ')) AS kind
"""
_TERMS = (
    ("KZ", "proper", 14, "KZ 274-IV, art. 30", "2010-05-04 00:00+06", "any"),
    ("KZ", "faulty", 730, "KZ 274-IV, art. 15, 16", "2010-05-04 00:00+06", "any"),
    ("KZ", "proper", None, "KZ 274-IV, art. 30", "2010-05-04 00:00+06", "food medicine underwear metered living"),
    ("RU", "proper", 14, "RU 2300-1, art. 25", "2000-01-01 00:00+03", "any"),
    ("RU", "faulty", 730, "RU 2300-1, art. 18, 19", "2000-01-01 00:00+03", "any"),
    (
        "RU",
        "proper",
        None,
        "RU 2300-1, art. 25; 2463",
        "2021-01-01 00:00+03",
        "food medicine hygiene perfumery underwear metered jewellery living technical household_chemistry furniture"
        " books",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0019_tracking_cost")]

    operations = [
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("order", models.UUIDField()),
                ("of", models.UUIDField(null=True)),
                ("attempt", models.UUIDField()),
                ("connection", models.UUIDField()),
                ("charge", models.CharField(max_length=120)),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("done", "Done"), ("refused", "Refused"), ("unknown", "Unknown")],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("outside_id", models.CharField(blank=True, max_length=120)),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payments_refund",
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("seller", models.UUIDField()),
                ("taker", models.UUIDField()),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("points_amount", models.BigIntegerField()),
                ("points_back", models.BigIntegerField()),
                ("points_due", models.BigIntegerField()),
                ("points_taken", models.BigIntegerField()),
                ("withheld", models.BigIntegerField()),
                ("money", models.BigIntegerField()),
                ("exchanged", models.BigIntegerField()),
                ("exchange", models.UUIDField(null=True)),
                ("outside", models.CharField(blank=True, max_length=20)),
                ("allowed", models.CharField(blank=True, max_length=20)),
                ("taken_by", models.UUIDField(null=True)),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "db_table": "orders_return",
            },
        ),
        migrations.CreateModel(
            name="ReturnGoods",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("category", models.CharField(max_length=200)),
                ("goods", models.CharField(max_length=20)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "orders_return_goods",
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("quantity", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("condition", models.CharField(max_length=12)),
            ],
            options={
                "db_table": "orders_return_line",
            },
        ),
        migrations.CreateModel(
            name="ReturnTerm",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("country", models.CharField(max_length=2)),
                ("goods", models.CharField(max_length=20)),
                ("quality", models.CharField(max_length=8)),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("basis", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "orders_return_term",
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=8)),
                ("debtor", models.UUIDField()),
                ("creditor", models.UUIDField()),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "orders_settlement",
            },
        ),
        migrations.RemoveConstraint(
            model_name="receipt",
            name="receipts_receipt_once",
        ),
        migrations.AddField(
            model_name="order",
            name="returned_amount",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="paymenttransaction",
            name="attempt",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="paymenttransaction",
            name="moved",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="paymenttransaction",
            name="of",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="receipt",
            name="of",
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned_amount__gte", 0), ("returned_amount__lte", models.F("paid_amount"))),
                name="orders_order_returned",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                fields=("order", "kind", "of"), name="receipts_receipt_one", nulls_distinct=False
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prilavok.place",
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="order",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.order"),
        ),
        migrations.AddField(
            model_name="return",
            name="place",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.place"
            ),
        ),
        migrations.AddConstraint(
            model_name="returngoods",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("category",), name="orders_return_goods_now"
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="line",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.line"
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="of",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.return"
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="variant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.variant"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnterm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("country", "goods", "quality"),
                name="orders_return_term_now",
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="of",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.return"
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["order"], name="payments_refund_order"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("state__in", ["asked", "unknown"])),
                fields=["asked_at"],
                name="payments_refund_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payments_refund_amount"),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["taken_at", "id"], name="orders_return_time"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("points_amount"), "+", models.F("withheld")
                            ),
                            "+",
                            models.F("money"),
                        ),
                    ),
                    ("exchanged__gte", 0),
                    ("exchanged__lte", models.F("money")),
                    ("money__gte", 0),
                    ("points_amount__gte", 0),
                    ("points_taken__lte", models.F("points_due")),
                    ("withheld__gte", 0),
                ),
                name="orders_return_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("quantity__gt", 0)), name="orders_return_line_some"
            ),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(fields=["made_at", "id"], name="orders_settlement_time"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("of", "kind"), name="orders_settlement_once"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), models.Q(("debtor", models.F("creditor")), _negated=True)),
                name="orders_settlement_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(
                condition=models.Q(("exchange__isnull", False)), fields=["exchange"], name="orders_return_exchange"
            ),
        ),
        *(
            migrations.RunSQL(
                [(_TERM, [country, quality, days, basis, since, goods])],
                migrations.RunSQL.noop,
            )
            for country, quality, days, basis, since, goods in _TERMS
        ),
        *(
            migrations.RunSQL([(_GIVE, [scope, verbs, role])], migrations.RunSQL.noop)
            for scope, roles in (("company", _COMPANY), ("place", _PLACE))
            for role, verbs in roles.items()
        ),
    ]
