"""Goods come back: returns, terms of returns, settlements of legal entities, refunds; rights for them."""

from typing import Any

from django.db import migrations, models
from django.db.models import CheckConstraint, F, ForeignKey, Index, Q, UniqueConstraint
from django.db.models.deletion import PROTECT

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


def _of(table: str, **more: Any) -> "ForeignKey[models.Model, models.Model]":
    return ForeignKey(on_delete=PROTECT, related_name="+", to=f"prilavok.{table}", **more)


def _sums(*names: str) -> "list[tuple[str, models.Field[int, int]]]":
    return [(name, models.BigIntegerField()) for name in names]


_PAID = ("attempt", "of", "moved")
_ID: Any = ("id", models.UUIDField(primary_key=True, serialize=False))


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0021_stock_papers")]

    operations = [
        migrations.CreateModel(
            name="Refund",
            fields=[
                _ID,
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
                ("place", _of("place", db_index=False, null=True)),
            ],
            options={
                "db_table": "payments_refund",
                "indexes": [
                    Index(fields=["order"], name="payments_refund_order"),
                    Index(
                        condition=Q(("state__in", ["asked", "unknown"])),
                        fields=["asked_at"],
                        name="payments_refund_open",
                    ),
                ],
                "constraints": [CheckConstraint(condition=Q(("amount__gt", 0)), name="payments_refund_amount")],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                _ID,
                ("order", _of("order")),
                ("place", _of("place", db_index=False)),
                ("seller", models.UUIDField()),
                ("taker", models.UUIDField()),
                ("currency", models.CharField(max_length=3)),
                *_sums("amount", "points_amount", "points_back", "points_due", "points_taken", "withheld", "money"),
                *_sums("exchanged"),
                ("exchange", models.UUIDField(null=True)),
                ("outside", models.CharField(blank=True, max_length=20)),
                ("allowed", models.CharField(blank=True, max_length=20)),
                ("taken_by", models.UUIDField(null=True)),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "db_table": "orders_return",
                "indexes": [
                    Index(fields=["taken_at", "id"], name="orders_return_time"),
                    Index(condition=Q(("exchange__isnull", False)), fields=["exchange"], name="orders_return_exchange"),
                ],
                "constraints": [
                    CheckConstraint(
                        condition=Q(
                            ("amount", F("points_amount") + F("withheld") + F("money")),
                            ("exchanged__gte", 0),
                            ("exchanged__lte", F("money")),
                            ("money__gte", 0),
                            ("points_amount__gte", 0),
                            ("points_taken__lte", F("points_due")),
                            ("withheld__gte", 0),
                        ),
                        name="orders_return_adds_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                _ID,
                ("of", _of("return")),
                ("line", _of("line", db_index=False)),
                ("variant", _of("variant", db_index=False)),
                *_sums("quantity", "amount"),
                ("reason", models.CharField(max_length=20)),
                ("condition", models.CharField(max_length=12)),
            ],
            options={
                "db_table": "orders_return_line",
                "constraints": [
                    CheckConstraint(
                        condition=Q(("amount__gte", 0), ("quantity__gt", 0)), name="orders_return_line_some"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                _ID,
                ("of", _of("return")),
                ("kind", models.CharField(max_length=8)),
                ("debtor", models.UUIDField()),
                ("creditor", models.UUIDField()),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "orders_settlement",
                "indexes": [Index(fields=["made_at", "id"], name="orders_settlement_time")],
                "constraints": [
                    UniqueConstraint(fields=("of", "kind"), name="orders_settlement_once"),
                    CheckConstraint(
                        condition=Q(("amount__gt", 0), Q(("debtor", F("creditor")), _negated=True)),
                        name="orders_settlement_owed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnTerm",
            fields=[
                _ID,
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
                "constraints": [
                    UniqueConstraint(
                        condition=Q(("valid_to__isnull", True)),
                        fields=("country", "goods", "quality"),
                        name="orders_return_term_now",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnGoods",
            fields=[
                _ID,
                ("category", models.CharField(max_length=200)),
                ("goods", models.CharField(max_length=20)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "orders_return_goods",
                "constraints": [
                    UniqueConstraint(
                        condition=Q(("valid_to__isnull", True)), fields=("category",), name="orders_return_goods_now"
                    )
                ],
            },
        ),
        migrations.AddField("order", "returned_amount", models.BigIntegerField(db_default=0, default=0)),
        *(migrations.AddField("paymenttransaction", name, models.UUIDField(null=True)) for name in _PAID),
        migrations.AddField("receipt", "of", models.UUIDField(null=True)),
        migrations.RemoveConstraint("receipt", "receipts_receipt_once"),
        migrations.AddConstraint(
            "receipt",
            UniqueConstraint(fields=("order", "kind", "of"), name="receipts_receipt_one", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            "order",
            CheckConstraint(
                condition=Q(("returned_amount__gte", 0), ("returned_amount__lte", F("paid_amount"))),
                name="orders_order_returned",
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
