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

-- Those of the variants that are not on sale: unknown, or they or their product archived; in order, each once.
CREATE OR REPLACE FUNCTION catalog_not_offered(asked uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
    SELECT coalesce(array_agg(DISTINCT a.id ORDER BY a.id), '{}') FROM unnest(asked) AS a (id)
    WHERE NOT EXISTS (
        SELECT FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
        WHERE v.id = a.id AND v.archived_at IS NULL AND p.archived_at IS NULL)
$$;

-- What of a list of goods a stock has to give: gift cards are money, of them there are always enough.
CREATE OR REPLACE FUNCTION catalog_in_stock(variants uuid[], quantities bigint[])
RETURNS TABLE (variants_kept uuid[], quantities_kept bigint[])
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
    SELECT coalesce(array_agg(w.variant ORDER BY w.nth), '{}'), coalesce(array_agg(w.units ORDER BY w.nth), '{}')
    FROM unnest(variants, quantities) WITH ORDINALITY AS w (variant, units, nth)
    JOIN catalog_variant v ON v.id = w.variant AND v.kind <> 'gift'
$$;

-- The paths of the categories of variants, in the order asked; '' for one without a category.
CREATE OR REPLACE FUNCTION catalog_paths(asked uuid[]) RETURNS text[]
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
    SELECT coalesce(array_agg(coalesce(c.path, '') ORDER BY a.nth), '{}')
    FROM unnest(asked) WITH ORDINALITY AS a (id, nth)
    LEFT JOIN catalog_variant v ON v.id = a.id
    LEFT JOIN catalog_product p ON p.id = v.product_id
    LEFT JOIN catalog_category c ON c.id = p.category_id
$$;
