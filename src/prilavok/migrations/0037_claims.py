"""Claims and what gives goods anew; settlements of legal entities for goods handed over, their rule and papers."""

from typing import Any

from django.db import migrations, models
from django.db.models.deletion import PROTECT

_COMPANY = {
    "owner": "claims.open claims.decide settlements.close payments.waiting payments.match",
    "manager": "claims.open claims.decide settlements.close payments.waiting payments.match",
    "operator": "claims.open",
}
_PLACE = {"cashier": "claims.open claims.decide"}
_GIVE = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, %s FROM staff_role r, unnest(string_to_array(%s, ' ')) AS given (verb)
     WHERE r.code = %s AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""
# By when the law wants an answer; where it says nothing of a kind, the shop's own word can be added on the screen.
_TERM = """
    INSERT INTO orders_claim_term (id, country, wanted, days, basis, valid_from)
    SELECT gen_random_uuid(), %s, kind, %s, %s, %s FROM unnest(string_to_array(%s, ' ')) AS kind
"""
_TERMS = (
    ("KZ", 10, "KZ 274-IV, art. 42-4", "2021-01-01 00:00+06", "replacement money repair reduction"),
    ("RU", 7, "RU 2300-1, art. 21", "2000-01-01 00:00+03", "replacement"),
    ("RU", 10, "RU 2300-1, art. 22", "2000-01-01 00:00+03", "money reduction"),
    ("RU", 45, "RU 2300-1, art. 20", "2008-01-01 00:00+03", "repair"),
)


def fill(apps: Any, schema_editor: Any) -> None:
    """The terms of two countries, and who may do what."""
    with schema_editor.connection.cursor() as cursor:
        for country, days, basis, since, kinds in _TERMS:
            cursor.execute(_TERM, [country, days, basis, since, kinds])
        for scope, given in (("company", _COMPANY), ("place", _PLACE)):
            for role, verbs in given.items():
                cursor.execute(_GIVE, [scope, verbs, role])


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0036_lots"),
    ]

    # fmt: off
    operations = [
        migrations.CreateModel(
            name="SettlementRule",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("basis", models.CharField(max_length=8)),
                ("share", models.PositiveIntegerField()), ("sends", models.BooleanField()),
                ("valid_from", models.DateTimeField()), ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={"db_table": "orders_settlement_rule"},
        ),
        migrations.AddField(model_name="settlement", name="order", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="settlement", name="place", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="settlement", name="shipment", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="shipment", name="claim", field=models.UUIDField(null=True)),
        migrations.AlterField(
            model_name="settlement",
            name="of",
            field=models.ForeignKey(
                null=True, on_delete=PROTECT, related_name="+", to="prilavok.return"
            ),
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("state", models.CharField(max_length=8)),
                ("wanted", models.CharField(max_length=12)), ("words", models.TextField(blank=True)),
                ("touchpoint", models.CharField(max_length=12)), ("opened_kind", models.CharField(max_length=16)),
                ("opened_by", models.UUIDField(null=True)), ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()), ("basis", models.CharField(blank=True, max_length=60)),
                ("outcome", models.CharField(blank=True, max_length=12)), ("why", models.TextField(blank=True)),
                ("decided_by", models.UUIDField(null=True)), ("decided_at", models.DateTimeField(null=True)),
                ("place", models.UUIDField(null=True)), ("change", models.UUIDField(null=True)),
                ("shipment", models.UUIDField(null=True)), ("until", models.DateField(null=True)),
                ("ready_at", models.DateTimeField(null=True)), ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("leaf", models.ForeignKey(on_delete=PROTECT, related_name="+", to="prilavok.leaf")),
                ("order", models.ForeignKey(on_delete=PROTECT, related_name="+", to="prilavok.order")),
            ],
            options={"db_table": "orders_claim"},
        ),
        migrations.CreateModel(
            name="ClaimLine",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("quantity", models.BigIntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("claim", models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="prilavok.claim")),
                ("line", models.ForeignKey(on_delete=PROTECT, related_name="+", to="prilavok.line")),
                ("variant", models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="+", to="prilavok.variant")),
            ],
            options={"db_table": "orders_claim_line"},
        ),
        migrations.CreateModel(
            name="ClaimTerm",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("country", models.CharField(max_length=2)), ("wanted", models.CharField(max_length=12)),
                ("days", models.PositiveSmallIntegerField()), ("basis", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateTimeField()), ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "orders_claim_term",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("country", "wanted"),
                        name="orders_claim_term_now",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SettlementLine",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("line", models.UUIDField()),
                ("quantity", models.BigIntegerField()), ("amount", models.BigIntegerField()),
                ("settlement", models.ForeignKey(on_delete=PROTECT, related_name="+", to="prilavok.settlement")),
                ("variant", models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="+", to="prilavok.variant")),
            ],
            options={"db_table": "orders_settlement_line"},
        ),
        migrations.CreateModel(
            name="SettlementPaper",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=40, unique=True)), ("one", models.UUIDField()),
                ("other", models.UUIDField()), ("currency", models.CharField(max_length=3)),
                ("until", models.DateTimeField()), ("rows", models.IntegerField()),
                ("one_owes", models.BigIntegerField()), ("other_owes", models.BigIntegerField()),
                ("made_by", models.UUIDField(null=True)), ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "orders_settlement_paper",
                "indexes": [models.Index(fields=["made_at", "id"], name="orders_settlement_paper_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("one__lt", models.F("other")),
                            ("one_owes__gte", 0),
                            ("other_owes__gte", 0),
                            ("rows__gt", 0),
                        ),
                        name="orders_settlement_paper_fits",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="settlement",
            name="paper",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=PROTECT,
                related_name="+",
                to="prilavok.settlementpaper",
            ),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(
                condition=models.Q(("order__isnull", False)), fields=["order"], name="orders_settlement_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("shipment", "kind"), name="orders_settlement_handed_once"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "handed"), ("of", None), ("order__isnull", False), ("shipment__isnull", False)),
                    models.Q(("kind__in", ["money", "goods"]), ("of__isnull", False), ("shipment", None)),
                    _connector="OR",
                ),
                name="orders_settlement_of_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["net", "paid"]), ("share__gte", 1), ("share__lte", 20000)),
                name="orders_settlement_rule_fits",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(condition=models.Q(("state", "open")), fields=["due_at", "id"], name="orders_claim_due"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["opened_at", "id"], name="orders_claim_time"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("decided_at", None), ("outcome", ""), ("state", "open")),
                    models.Q(("closed_at", None), ("outcome__in", ["replacement", "repair"]), ("state", "waiting")),
                    models.Q(
                        ("closed_at__isnull", False), ("state", "closed"), models.Q(("outcome", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="orders_claim_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimline",
            constraint=models.UniqueConstraint(fields=("claim", "line"), name="orders_claim_line_once"),
        ),
        migrations.AddConstraint(
            model_name="claimline",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="orders_claim_line_some"),
        ),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("quantity__gt", 0)), name="orders_settlement_line_some"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
