-- Whoever changes the favourites of a person does so alone. leaves: all of the person's, in order.
CREATE OR REPLACE FUNCTION favourites_alone(leaves uuid[]) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('favourites ' || one::text, 0)) FROM unnest(leaves) AS one;
$$;

-- A leaf puts a variant there, whatever it said of it before; needless: words that need not be kept any more.
CREATE OR REPLACE FUNCTION favourites_put(
    new_row uuid, of_leaf uuid, wanted uuid, of_touchpoint text, of_place uuid, shown bigint, of_currency text,
    of_per bigint, lay_there boolean, at timestamptz, needless uuid[]
) RETURNS void LANGUAGE sql AS $$
    DELETE FROM favourites_favourite f WHERE f.id = ANY(needless);
    INSERT INTO favourites_favourite AS f
        (id, leaf_id, variant_id, added_at, touchpoint, place_id, amount, currency, per, there)
    VALUES (new_row, of_leaf, wanted, at, of_touchpoint, of_place, shown, of_currency, of_per, lay_there)
    ON CONFLICT (leaf_id, variant_id) DO UPDATE
    SET added_at = EXCLUDED.added_at, gone_at = NULL, touchpoint = EXCLUDED.touchpoint, place_id = EXCLUDED.place_id,
        amount = EXCLUDED.amount, currency = EXCLUDED.currency, per = EXCLUDED.per, there = EXCLUDED.there;
$$;

-- A leaf takes a variant out. What was shown when it was put there stays with its word, so that this can be undone.
CREATE OR REPLACE FUNCTION favourites_take_out(
    new_row uuid, of_leaf uuid, unwanted uuid, of_touchpoint text, at timestamptz
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO favourites_favourite AS f (id, leaf_id, variant_id, gone_at, touchpoint, currency)
    VALUES (new_row, of_leaf, unwanted, at, of_touchpoint, '')
    ON CONFLICT (leaf_id, variant_id) DO UPDATE SET gone_at = EXCLUDED.gone_at;
$$;

-- The last taking out of a variant by any of these leaves is undone.
CREATE OR REPLACE FUNCTION favourites_put_back(leaves uuid[], wanted uuid, gone timestamptz) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM favourites_favourite f
     WHERE f.leaf_id = ANY(leaves) AND f.variant_id = wanted AND f.gone_at = gone AND f.added_at IS NULL;
    UPDATE favourites_favourite f SET gone_at = NULL
     WHERE f.leaf_id = ANY(leaves) AND f.variant_id = wanted AND f.gone_at = gone;
$$;

-- Whoever is erased has no favourites; how many words went.
CREATE OR REPLACE FUNCTION favourites_erase(leaves uuid[]) RETURNS int LANGUAGE sql AS $$
    WITH gone AS (DELETE FROM favourites_favourite f WHERE f.leaf_id = ANY(leaves) RETURNING 1)
    SELECT count(*)::int FROM gone
$$;
