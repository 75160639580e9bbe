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

-- By what variants that say no of an attribute are packed; AttributeView.key_of is the same in Python.
CREATE OR REPLACE FUNCTION catalog_no_of(attribute uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT md5(attribute::text || ':no')::uuid $$;

-- Writes what the variants of these products say of attributes, their own else their card's, to where shelves are
-- narrowed by it; what it stands so already is left. Returns how many variants were written.
CREATE OR REPLACE FUNCTION catalog_say_again(products uuid[]) RETURNS bigint LANGUAGE sql AS $$
    WITH said AS (
        SELECT v.id, s.attribute_id, s.number,
               CASE WHEN s.choice_id IS NOT NULL THEN s.choice_id WHEN s.yes THEN s.attribute_id
                    WHEN NOT s.yes THEN catalog_no_of(s.attribute_id) END AS key,
               s.variant_id IS NOT NULL AS own, bool_or(s.variant_id IS NOT NULL) OVER w AS has_own
        FROM catalog_variant v
        JOIN catalog_card_attribute s ON s.product_id = v.product_id AND (s.variant_id IS NULL OR s.variant_id = v.id)
        WHERE v.product_id = ANY(products)
        WINDOW w AS (PARTITION BY v.id, s.attribute_id)
    ), packed AS (
        SELECT v.id,
               coalesce(array_agg(s.key ORDER BY s.key) FILTER (WHERE s.key IS NOT NULL), '{}') AS facets,
               coalesce(jsonb_object_agg(s.attribute_id, s.number) FILTER (WHERE s.number IS NOT NULL), '{}') AS measures
        FROM catalog_variant v LEFT JOIN said s ON s.id = v.id AND s.own = s.has_own
        WHERE v.product_id = ANY(products)
        GROUP BY v.id
    ), written AS (
        UPDATE catalog_variant v SET facets = p.facets, measures = p.measures FROM packed p
        WHERE v.id = p.id AND (v.facets IS DISTINCT FROM p.facets OR v.measures IS DISTINCT FROM p.measures)
        RETURNING v.id
    )
    SELECT count(*) FROM written
$$;
