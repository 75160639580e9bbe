-- Cards come by the ten thousand from exchanges and files.

-- Adds products, each with its one variant of the same code; known codes are passed over. Returns how many were new.
CREATE OR REPLACE FUNCTION catalog_put(
    ids uuid[], variant_ids uuid[], codes text[], names jsonb[], descriptions jsonb[], categories uuid[],
    brands text[], makers text[], generated_marks boolean[], barcodes text[], units text[], packages text[]
) RETURNS bigint LANGUAGE sql AS $$
    WITH card AS (
        SELECT * FROM unnest(ids, variant_ids, codes, names, descriptions, categories, brands, makers,
                             generated_marks, barcodes, units, packages)
            AS c (id, variant, code, name, description, category, brand, maker, generated, barcode, unit, package)
    ), fresh AS (
        INSERT INTO catalog_product (id, code, name, description, category_id, brand, maker, generated, version)
        SELECT id, code, name, description, category, brand, maker, generated, 1 FROM card
        ON CONFLICT (code) DO NOTHING
        RETURNING id
    ), variants AS (
        INSERT INTO catalog_variant (id, product_id, sku, barcode, unit, package, version)
        SELECT card.variant, card.id, card.code, card.barcode, card.unit, card.package, 1
        FROM card JOIN fresh ON fresh.id = card.id
    )
    SELECT count(*) FROM fresh
$$;
