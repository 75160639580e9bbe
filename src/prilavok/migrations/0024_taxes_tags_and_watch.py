"""Tax within prices, paper price tags, what others show; and the rights to keep them, for the first roles."""

from django.db import migrations, models

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, given.scope
      FROM staff_role r
      JOIN (VALUES ('owner', 'prices.change', 'company'), ('owner', 'prices.report', 'company'),
                   ('owner', 'tags.confirm', 'company'), ('owner', 'taxes.change', 'company'),
                   ('manager', 'prices.change', 'company'), ('manager', 'prices.report', 'company'),
                   ('manager', 'tags.confirm', 'company'), ('manager', 'taxes.change', 'company'),
                   ('cashier', 'tags.confirm', 'place')) AS given (role, verb, scope) ON given.role = r.code
     WHERE NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0023_bookings"),
    ]

    # fmt: off
    operations = [
        migrations.AddField(model_name="quoteline", name="tax", field=models.IntegerField(null=True)),
        migrations.AddField(model_name="quoteline",
         name="tax_amount", field=models.BigIntegerField(db_default=0, default=0)),
        migrations.CreateModel(
            name="Outside",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("tells", "Tells"), ("reads", "Reads")], max_length=8)),
                ("code", models.CharField(max_length=40)),
                ("staff", models.UUIDField(null=True)),
                ("lag_minutes", models.PositiveIntegerField()),
                ("heard_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "pricing_outside",
                "constraints": [models.UniqueConstraint(fields=("kind", "code"), name="pricing_outside_once")],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("hours", models.PositiveSmallIntegerField()),
                ("looked_at", models.DateTimeField(null=True)),
                ("book", models.CharField(blank=True, max_length=64)),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("place", models.OneToOneField(on_delete=models.PROTECT, related_name="+", to="prilavok.place")),
            ],
            options={
                "db_table": "pricing_paper",
            },
        ),
        migrations.CreateModel(
            name="TaxedGoods",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("product", models.UUIDField(null=True, unique=True)),
                ("category", models.CharField(max_length=200, null=True, unique=True)),
                ("tax_group", models.CharField(max_length=12)),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "db_table": "pricing_taxed_goods",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("product__isnull", True), ("category__isnull", True), _connector="XOR"),
                        name="pricing_taxed_goods_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderTax",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("order", models.UUIDField()),
                ("rate", models.IntegerField()),
                ("stated_at", models.DateTimeField()),
                ("variant",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.variant")),
            ],
            options={
                "db_table": "pricing_order_tax",
                "constraints": [
                    models.UniqueConstraint(fields=("order", "variant"), name="pricing_order_tax_once"),
                    models.CheckConstraint(condition=models.Q(("rate__gte", 0)), name="pricing_order_tax_rate"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fetched",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("fetched_at", models.DateTimeField()),
                ("place",
                 models.ForeignKey(
                     db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="prilavok.place")),
                ("outside",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.outside")),
            ],
            options={
                "db_table": "pricing_fetched",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("outside", "place"), name="pricing_fetched_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shelf",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("amount", models.BigIntegerField()),
                ("pays", models.BigIntegerField()),
                ("per", models.IntegerField()),
                ("since", models.DateTimeField()),
                ("place",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.place")),
                ("variant",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.variant")),
            ],
            options={
                "db_table": "pricing_shelf",
                "constraints": [models.UniqueConstraint(fields=("place", "variant"), name="pricing_shelf_once")],
            },
        ),
        migrations.CreateModel(
            name="Shown",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("amount", models.BigIntegerField()),
                ("per", models.IntegerField()),
                ("told_at", models.DateTimeField()),
                ("true_amount", models.BigIntegerField(null=True)),
                ("differs_since", models.DateTimeField(null=True)),
                ("outside",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.outside")),
                ("place",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.place")),
                ("variant",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.variant")),
            ],
            options={
                "db_table": "pricing_shown",
                "indexes": [
                    models.Index(
                        condition=models.Q(("differs_since__isnull", False)),
                        fields=["differs_since"],
                        name="pricing_shown_differs",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "variant", "outside"), name="pricing_shown_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("per__gt", 0)), name="pricing_shown_amount"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("amount", models.BigIntegerField()),
                ("pays", models.BigIntegerField()),
                ("per", models.IntegerField()),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("place",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.place")),
                ("variant",
                 models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.variant")),
            ],
            options={
                "db_table": "pricing_tag",
                "indexes": [
                    models.Index(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=["place", "variant", "-id"],
                        name="pricing_tag_hangs",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxStanding",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("owes", models.BooleanField()),
                ("since", models.DateField()),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
                ("legal_entity",
                 models.ForeignKey(
                     db_index=False, on_delete=models.PROTECT, related_name="+", to="prilavok.legalentity")),
            ],
            options={
                "db_table": "places_tax_standing",
                "constraints": [
                    models.UniqueConstraint(fields=("legal_entity", "since"), name="places_tax_standing_once")
                ],
            },
        ),
        migrations.AddIndex("priceversion", models.Index(fields=["valid_from"], name="pricing_version_begins")),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
