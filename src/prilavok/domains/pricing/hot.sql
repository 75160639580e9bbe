-- Prices, set or read off receipts, become price versions where they differ from the one before.

-- Returns how many versions were added. Of two prices of one variant in one list at one instant the first counts;
-- a price older than the newest version of its list and variant is history already and adds nothing.
CREATE OR REPLACE FUNCTION pricing_put(
    ids uuid[], lists uuid[], variants uuid[], amounts bigint[], pers int[], instants timestamptz[],
    recorded timestamptz, from_source text
) RETURNS bigint LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    WITH seen AS (
        SELECT DISTINCT ON (s.list, s.variant, s.at) s.*
        FROM unnest(ids, lists, variants, amounts, pers, instants) WITH ORDINALITY
             AS s (id, list, variant, amount, per, at, nth)
        ORDER BY s.list, s.variant, s.at, s.nth
    ), compared AS (
        SELECT seen.*, now.id AS now_id, now.valid_from AS now_from,
               coalesce(lag(seen.amount) OVER same, now.amount) AS amount_before,
               coalesce(lag(seen.per) OVER same, now.per) AS per_before
        FROM seen LEFT JOIN pricing_version now
             ON now.variant_id = seen.variant AND now.price_list_id = seen.list AND now.valid_to IS NULL
        WHERE now.id IS NULL OR seen.at > now.valid_from
        WINDOW same AS (PARTITION BY seen.list, seen.variant ORDER BY seen.at)
    ), changed AS (
        SELECT *, lead(at) OVER (PARTITION BY list, variant ORDER BY at) AS until,
               row_number() OVER (PARTITION BY list, variant ORDER BY at) AS nth_change
        FROM compared WHERE (amount, per) IS DISTINCT FROM (amount_before, per_before)
    ), closed AS (
        UPDATE pricing_version v SET valid_to = changed.at
        FROM changed WHERE v.id = changed.now_id AND changed.nth_change = 1
    ), added AS (
        INSERT INTO pricing_version (id, price_list_id, variant_id, amount, per, valid_from, valid_to, recorded_at,
                                     source)
        SELECT id, list, variant, amount, per, at, until, recorded, from_source FROM changed
        RETURNING 1
    )
    SELECT count(*) FROM added
$$;
