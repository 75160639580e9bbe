"""Papers by which people move stock, with the rights to them."""

import django.db.models.deletion
from django.db import migrations, models

_GIVE = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, given.verb, %s FROM staff_role r, unnest(string_to_array(%s, ' ')) AS given (verb)
     WHERE r.code = ANY (%s::text[])
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = given.verb)
"""
_ALL = "stock.count stock.receive stock.transfer stock.write_off"
_FLOOR = "stock.count stock.receive stock.transfer"


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0020_orders_doubted"),
    ]

    operations = [
        migrations.CreateModel(
            name="StockPaperYear",
            fields=[
                ("year", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "stock_paper_year",
            },
        ),
        migrations.CreateModel(
            name="StockPaper",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=16, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=12)),
                ("supplier", models.CharField(default="", max_length=120)),
                ("reason", models.CharField(default="", max_length=12)),
                ("note", models.CharField(default="", max_length=500)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_by", models.UUIDField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.place",
                    ),
                ),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.stockpaper",
                    ),
                ),
                (
                    "to_place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.place",
                    ),
                ),
            ],
            options={
                "db_table": "stock_paper",
            },
        ),
        migrations.CreateModel(
            name="StockPaperEntry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=60)),
                ("variant", models.UUIDField()),
                ("units", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.UUIDField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="prilavok.stockpaper",
                    ),
                ),
            ],
            options={
                "db_table": "stock_paper_entry",
            },
        ),
        migrations.CreateModel(
            name="StockPaperLine",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("units", models.BigIntegerField()),
                ("arrived", models.BigIntegerField(null=True)),
                ("cost", models.BigIntegerField(null=True)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("booked", models.BigIntegerField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="prilavok.stockpaper",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.variant",
                    ),
                ),
            ],
            options={
                "db_table": "stock_paper_line",
            },
        ),
        migrations.AddIndex(
            model_name="stockpaper",
            index=models.Index(fields=["place", "id"], name="stock_paper_at"),
        ),
        migrations.AddIndex(
            model_name="stockpaper",
            index=models.Index(fields=["to_place", "id"], name="stock_paper_to"),
        ),
        migrations.AddConstraint(
            model_name="stockpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["receiving", "write_off", "transfer", "count"])),
                name="stock_paper_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "sent", "done", "cancelled"])), name="stock_paper_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_place__isnull", True), ("kind", "transfer"), _connector="OR"),
                name="stock_paper_ways",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockpaperentry",
            constraint=models.UniqueConstraint(fields=("paper", "key"), name="stock_paper_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="stockpaperline",
            constraint=models.UniqueConstraint(fields=("paper", "variant"), name="stock_paper_line_once"),
        ),
        migrations.AddConstraint(
            model_name="stockpaperline",
            constraint=models.CheckConstraint(condition=models.Q(("units__gte", 0)), name="stock_paper_line_units"),
        ),
        migrations.RunSQL([(_GIVE, ["company", _ALL, ["owner", "manager"]])], migrations.RunSQL.noop),
        migrations.RunSQL([(_GIVE, ["place", _FLOOR, ["cashier"]])], migrations.RunSQL.noop),
    ]
