"""What can be said of goods: attributes with their values, headings and departments, what cards say; with the right."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

_RIGHTS = """
    INSERT INTO staff_right (id, role_id, verb, scope)
    SELECT gen_random_uuid(), r.id, 'catalog.change', 'company' FROM staff_role r
     WHERE r.code IN ('owner', 'manager')
       AND NOT EXISTS (SELECT FROM staff_right s WHERE s.role_id = r.id AND s.verb = 'catalog.change')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0041_days_off"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attribute",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.JSONField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("choice", "Choice"), ("number", "Number"), ("yes_no", "Yes No")], max_length=6
                    ),
                ),
                ("unit", models.JSONField(default=dict)),
                ("facet", models.BooleanField(default=False)),
                ("compared", models.BooleanField(default=True)),
                ("position", models.PositiveIntegerField(default=0)),
                ("said", models.BigIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "catalog_attribute",
            },
        ),
        migrations.CreateModel(
            name="AttributeChoice",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60)),
                ("name", models.JSONField()),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "catalog_attribute_choice",
            },
        ),
        migrations.CreateModel(
            name="AttributeGroup",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.JSONField()),
                ("position", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "catalog_attribute_group",
            },
        ),
        migrations.CreateModel(
            name="AttributeShelf",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "catalog_attribute_shelf",
            },
        ),
        migrations.CreateModel(
            name="CardAttribute",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(null=True)),
                ("yes", models.BooleanField(null=True)),
            ],
            options={
                "db_table": "catalog_card_attribute",
            },
        ),
        migrations.RemoveConstraint(
            model_name="importlist",
            name="imports_list_subject",
        ),
        migrations.AddField(
            model_name="variant",
            name="facets",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                db_default=models.Value(
                    [], django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)
                ),
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="variant",
            name="measures",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddConstraint(
            model_name="importlist",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject__in", ["customers", "contacts", "orders", "goods"])),
                name="imports_list_subject",
            ),
        ),
        migrations.AddField(
            model_name="attributechoice",
            name="attribute",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="prilavok.attribute"
            ),
        ),
        migrations.AddField(
            model_name="attribute",
            name="group",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.attributegroup"
            ),
        ),
        migrations.AddField(
            model_name="attributeshelf",
            name="attribute",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="prilavok.attribute"
            ),
        ),
        migrations.AddField(
            model_name="attributeshelf",
            name="category",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.category"
            ),
        ),
        migrations.AddField(
            model_name="cardattribute",
            name="attribute",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prilavok.attribute"
            ),
        ),
        migrations.AddField(
            model_name="cardattribute",
            name="choice",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prilavok.attributechoice",
            ),
        ),
        migrations.AddField(
            model_name="cardattribute",
            name="product",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="prilavok.product"
            ),
        ),
        migrations.AddField(
            model_name="cardattribute",
            name="variant",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="prilavok.variant",
            ),
        ),
        migrations.AddConstraint(
            model_name="attributechoice",
            constraint=models.UniqueConstraint(fields=("attribute", "code"), name="catalog_attribute_choice_once"),
        ),
        migrations.AddConstraint(
            model_name="attributeshelf",
            constraint=models.UniqueConstraint(fields=("attribute", "category"), name="catalog_attribute_shelf_once"),
        ),
        migrations.AddIndex(
            model_name="cardattribute",
            index=models.Index(fields=["attribute", "product"], name="catalog_card_attribute_said"),
        ),
        migrations.AddConstraint(
            model_name="cardattribute",
            constraint=models.UniqueConstraint(
                fields=("product", "attribute", "variant", "choice"),
                name="catalog_card_attribute_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="cardattribute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice__isnull", False), ("number__isnull", True), ("yes__isnull", True)),
                    models.Q(("choice__isnull", True), ("number__isnull", False), ("yes__isnull", True)),
                    models.Q(("choice__isnull", True), ("number__isnull", True), ("yes__isnull", False)),
                    _connector="OR",
                ),
                name="catalog_card_attribute_one",
            ),
        ),
        migrations.RunSQL(_RIGHTS, migrations.RunSQL.noop),
    ]
