"""Variants that say no of an attribute are packed by it too, so that a shelf can be narrowed to them."""

from django.db import migrations

_PACK = """
    UPDATE catalog_variant v SET facets = told.facets FROM (
        SELECT w.id, (SELECT array_agg(DISTINCT key ORDER BY key) FROM unnest(w.facets || said.noes) AS key) AS facets
          FROM catalog_variant w CROSS JOIN LATERAL (
            SELECT array_agg(md5(s.attribute_id::text || ':no')::uuid) AS noes
              FROM catalog_card_attribute s
             WHERE s.product_id = w.product_id AND s.yes IS FALSE
               AND (s.variant_id = w.id OR s.variant_id IS NULL AND NOT EXISTS (
                    SELECT FROM catalog_card_attribute own
                     WHERE own.product_id = s.product_id AND own.attribute_id = s.attribute_id
                       AND own.variant_id = w.id))
          ) AS said
         WHERE said.noes IS NOT NULL
    ) AS told
    WHERE told.id = v.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0047_packed_pieces"),
    ]

    operations = [migrations.RunSQL(_PACK, migrations.RunSQL.noop)]
