"""Gift cards, which goods are sold as such, for how long they are good; and the rights to keep them."""

from django.db import migrations, models

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, given.scope
      FROM staff_role r
      JOIN (VALUES ('owner', 'giftcards.block', 'company'), ('owner', 'giftcards.issue', 'company'),
                   ('owner', 'giftcards.see', 'company'), ('manager', 'giftcards.block', 'company'),
                   ('manager', 'giftcards.issue', 'company'), ('manager', 'giftcards.see', 'company'),
                   ('operator', 'giftcards.block', 'company'), ('operator', 'giftcards.see', 'company'))
           AS given (role, verb, scope) ON given.role = r.code
     WHERE NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0024_taxes_tags_and_watch"),
    ]

    # fmt: off
    operations = [
        migrations.AddField(
            model_name="variant",
            name="kind",
            field=models.CharField(
                choices=[("goods", "Goods"), ("gift", "Gift")], db_default="goods", default="goods", max_length=5),
        ),
        migrations.CreateModel(
            name="GiftGoods",
            fields=[
                ("variant",
                 models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name="+", serialize=False,
                                      to="prilavok.variant")),
                ("free", models.BooleanField()),
                ("days", models.IntegerField(null=True)),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "db_table": "giftcards_goods",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__isnull", True), ("days__gt", 0), _connector="OR"),
                        name="giftcards_goods_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftTerm",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("country", models.CharField(max_length=2)),
                ("days", models.IntegerField(null=True)),
                ("basis", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "giftcards_term",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("country",), name="giftcards_term_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__isnull", True), ("days__gt", 0), _connector="OR"),
                        name="giftcards_term_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftCard",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.BinaryField(null=True)),
                ("code_lookup", models.BinaryField(unique=True)),
                ("tail", models.CharField(max_length=4)),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("legal_entity", models.UUIDField()),
                ("order", models.UUIDField(null=True)),
                ("state",
                 models.CharField(
                     choices=[("active", "Active"), ("blocked", "Blocked"), ("replaced", "Replaced"),
                              ("ended", "Ended")],
                     max_length=8)),
                ("reason", models.CharField(blank=True, max_length=16)),
                ("ends_at", models.DateTimeField(null=True)),
                ("issued_by", models.UUIDField(null=True)),
                ("issued_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("leaf",
                 models.ForeignKey(
                     db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="prilavok.leaf")),
                ("place",
                 models.ForeignKey(
                     db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="prilavok.place")),
                ("replaces",
                 models.OneToOneField(
                     null=True, on_delete=models.PROTECT, related_name="+", to="prilavok.giftcard")),
            ],
            options={
                "db_table": "giftcards_card",
                "indexes": [
                    models.Index(fields=["tail", "-id"], name="giftcards_card_tail"),
                    models.Index(
                        condition=models.Q(("order__isnull", False)), fields=["order"], name="giftcards_card_order"),
                    models.Index(
                        condition=models.Q(("leaf__isnull", False)), fields=["leaf"], name="giftcards_card_leaf"),
                    models.Index(
                        condition=models.Q(("ends_at__isnull", False), ("state", "active")), fields=["ends_at"],
                        name="giftcards_card_ends"),
                    models.Index(
                        condition=models.Q(("code__isnull", False)), fields=["issued_at"],
                        name="giftcards_card_shown"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="giftcards_card_amount")
                ],
            },
        ),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
