-- Coupons come with the thousands of variants they are good for.

-- Adds the coupons that are new (by code and campaign) and what they are good for; pairs name their coupon by its
-- position in the list (from 1).
CREATE OR REPLACE FUNCTION promotions_put(
    ids uuid[], codes text[], campaigns uuid[], pair_ids uuid[], pair_coupons int[], pair_variants uuid[],
    from_origin text
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO promotions_coupon (id, code, campaign, origin)
    SELECT c.id, c.code, c.campaign, from_origin FROM unnest(ids, codes, campaigns) AS c (id, code, campaign)
    ON CONFLICT DO NOTHING;
    INSERT INTO promotions_coupon_variant (id, coupon_id, variant_id)
    SELECT p.id, c.id, p.variant
    FROM unnest(pair_ids, pair_coupons, pair_variants) AS p (id, nth, variant)
    JOIN promotions_coupon c
      ON c.code = codes[p.nth] AND c.campaign IS NOT DISTINCT FROM campaigns[p.nth]
    ON CONFLICT DO NOTHING;
END
$$;

-- Promotions say something else from now on: whoever keeps them sees by the name that they are behind.
CREATE OR REPLACE FUNCTION promotions_turn() RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO promotions_edition (id, name) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING name
$$;

-- The number of a place that nobody has: the next one, or where all were given out the first that came back; null where
-- none is left. Of a promotion in all, or of a coupon.
CREATE OR REPLACE FUNCTION promotions_free_place(of_promotion uuid, of_coupon uuid, places int) RETURNS int
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    last int;
    given bigint;
BEGIN
    IF of_promotion IS NOT NULL THEN
        SELECT coalesce(max(x.nth_in_all), 0) INTO last FROM promotions_use x WHERE x.promotion_id = of_promotion;
    ELSE
        SELECT coalesce(max(x.nth_of_coupon), 0) INTO last FROM promotions_use x WHERE x.coupon_id = of_coupon;
    END IF;
    IF last < places THEN
        RETURN last + 1;
    END IF;
    -- Looking for a gap tries each place; where there is none that would be the whole limit for every one too late.
    IF of_promotion IS NOT NULL THEN
        SELECT count(*) INTO given FROM promotions_use x WHERE x.promotion_id = of_promotion AND x.nth_in_all <= places;
    ELSE
        SELECT count(*) INTO given FROM promotions_use x WHERE x.coupon_id = of_coupon AND x.nth_of_coupon <= places;
    END IF;
    IF given >= places THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT min(n) FROM generate_series(1, places) AS n WHERE NOT EXISTS (
        SELECT FROM promotions_use x
         WHERE (x.promotion_id = of_promotion AND x.nth_in_all = n) OR (x.coupon_id = of_coupon AND x.nth_of_coupon = n)));
END
$$;

-- Claims the promotions of an order, each once; limits are places with a number, which no two orders can have.
-- uses: objects with promotion, version, coupon, offer, amount, in_all, of_customer and of_coupon (nought: no limit).
-- Returns the promotions whose places are all taken; then nothing may be kept of the claim.
-- Locks: promotions that are limited in all or per customer, then coupons, each in the order of ids.
CREATE OR REPLACE FUNCTION promotions_claim(
    new_order uuid, for_leaf uuid, leaves uuid[], for_customer uuid, uses jsonb, at timestamptz
) RETURNS TABLE (used_up uuid) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM promotions_promotion p
      WHERE p.id IN (SELECT (u ->> 'promotion')::uuid FROM jsonb_array_elements(uses) AS u
                      WHERE (u ->> 'in_all')::int > 0 OR (u ->> 'of_customer')::int > 0 OR u ->> 'offer' IS NOT NULL)
      ORDER BY p.id FOR UPDATE;
    PERFORM FROM promotions_coupon c
      WHERE c.id IN (SELECT (u ->> 'coupon')::uuid FROM jsonb_array_elements(uses) AS u
                      WHERE (u ->> 'of_coupon')::int > 0)
      ORDER BY c.id FOR UPDATE;
    RETURN QUERY
    WITH wanted AS (
        SELECT (u ->> 'promotion')::uuid AS promotion, (u ->> 'version')::uuid AS version,
               (u ->> 'coupon')::uuid AS coupon, (u ->> 'offer')::uuid AS offer, (u ->> 'amount')::bigint AS amount,
               (u ->> 'in_all')::int AS in_all, (u ->> 'of_customer')::int AS of_customer,
               (u ->> 'of_coupon')::int AS of_coupon
        FROM jsonb_array_elements(uses) AS u
    ), placed AS (
        SELECT w.*, given.nth_in_all, coalesce(theirs.last, 0) + 1 AS nth_of_customer, shown.nth_of_coupon,
               w.in_all > 0 AND given.nth_in_all IS NULL OR w.of_customer > 0 AND theirs.uses >= w.of_customer
               OR w.of_coupon > 0 AND shown.nth_of_coupon IS NULL
               OR w.offer IS NOT NULL AND EXISTS (
                   SELECT FROM promotions_use x WHERE x.offer_id = w.offer AND x.voided_at IS NULL) AS used_up
        FROM wanted w
        LEFT JOIN LATERAL promotions_free_place(w.promotion, NULL, w.in_all) AS given (nth_in_all) ON w.in_all > 0
        LEFT JOIN LATERAL promotions_free_place(NULL, w.coupon, w.of_coupon) AS shown (nth_of_coupon) ON w.of_coupon > 0
        LEFT JOIN LATERAL (
            -- How often is what the leaves used; the number has to be free of the customer too, who may have been more.
            SELECT (SELECT count(*) FROM promotions_use x
                     WHERE x.promotion_id = w.promotion AND x.leaf_id = ANY (leaves) AND x.voided_at IS NULL) AS uses,
                   (SELECT max(x.nth_of_customer) FROM promotions_use x
                     WHERE x.promotion_id = w.promotion AND x.customer = for_customer) AS last
        ) AS theirs ON w.of_customer > 0
    ), kept AS (
        INSERT INTO promotions_use (id, promotion_id, version, "order", leaf_id, customer, coupon_id, offer_id, amount,
                                    nth_in_all, nth_of_customer, nth_of_coupon, used_at)
        SELECT new_id(at), p.promotion, p.version, new_order, for_leaf, for_customer, p.coupon, p.offer, p.amount,
               p.nth_in_all, CASE WHEN p.of_customer > 0 THEN p.nth_of_customer END, p.nth_of_coupon, at
        FROM placed p WHERE NOT EXISTS (SELECT FROM placed q WHERE q.used_up)
        -- The order had it before it was changed, and has it again.
        ON CONFLICT ("order", promotion_id) DO UPDATE SET version = excluded.version, coupon_id = excluded.coupon_id,
            offer_id = excluded.offer_id, amount = excluded.amount, nth_in_all = excluded.nth_in_all,
            nth_of_customer = excluded.nth_of_customer, nth_of_coupon = excluded.nth_of_coupon,
            used_at = excluded.used_at, voided_at = NULL
            WHERE promotions_use.voided_at IS NOT NULL
    )
    SELECT q.promotion FROM placed q WHERE q.used_up;
END
$$;

-- How often promotions had been given by an instant (null: whenever, since clocks of two processes differ), in all
-- where that is counted, and to the person of these leaves.
CREATE OR REPLACE FUNCTION promotions_uses_of(promotions uuid[], counted uuid[], leaves uuid[], by_then timestamptz)
RETURNS TABLE (promotion uuid, in_all bigint, theirs bigint) LANGUAGE sql STABLE AS $$
    SELECT p.id, (
        SELECT count(*) FROM promotions_use u WHERE u.promotion_id = p.id AND p.id = ANY (counted)
           AND (by_then IS NULL OR u.used_at <= by_then) AND (u.voided_at IS NULL OR u.voided_at > by_then)), (
        SELECT count(*) FROM promotions_use u WHERE u.leaf_id = ANY (leaves) AND u.promotion_id = p.id
           AND (by_then IS NULL OR u.used_at <= by_then) AND (u.voided_at IS NULL OR u.voided_at > by_then))
    FROM unnest(promotions) AS p (id)
$$;

-- Coupons of ours by their codes: until when, to what, how often in all (nought: no limit) and still at an instant.
CREATE OR REPLACE FUNCTION promotions_coupons(codes text[], by_then timestamptz)
RETURNS TABLE (code text, until timestamptz, promotion uuid, coupon uuid, most int, places_left int)
LANGUAGE sql STABLE AS $$
    SELECT c.code::text, c.until, c.promotion_id, c.id, coalesce(c.most_uses, 0), c.most_uses - (
        SELECT count(*)::int FROM promotions_use u WHERE u.coupon_id = c.id AND (by_then IS NULL OR u.used_at <= by_then)
           AND (u.voided_at IS NULL OR u.voided_at > by_then))
    FROM promotions_coupon c WHERE c.code = ANY (codes) AND c.promotion_id IS NOT NULL ORDER BY c.code
$$;

-- A claim of a moment ago, of an order that could not be placed after all.
CREATE OR REPLACE FUNCTION promotions_unclaim(of_order uuid) RETURNS void LANGUAGE sql AS $$
    DELETE FROM promotions_use WHERE "order" = of_order
$$;

-- Orders that have ended give their places back.
CREATE OR REPLACE FUNCTION promotions_void(orders uuid[], at timestamptz) RETURNS bigint
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    WITH freed AS (
        UPDATE promotions_use u SET voided_at = at, nth_in_all = NULL, nth_of_customer = NULL, nth_of_coupon = NULL
        WHERE u."order" = ANY (orders) AND u.voided_at IS NULL RETURNING 1)
    SELECT count(*) FROM freed
$$;

-- An order was changed: these promotions still give something on it, so much; the places of the others are free again.
CREATE OR REPLACE FUNCTION promotions_keep(of_order uuid, kept uuid[], amounts bigint[], at timestamptz) RETURNS bigint
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    WITH still AS (
        UPDATE promotions_use u SET amount = k.amount FROM unnest(kept, amounts) AS k (promotion, amount)
        WHERE u."order" = of_order AND u.voided_at IS NULL AND u.promotion_id = k.promotion
    ), freed AS (
        UPDATE promotions_use u SET voided_at = at, nth_in_all = NULL, nth_of_customer = NULL, nth_of_coupon = NULL
        WHERE u."order" = of_order AND u.voided_at IS NULL AND u.promotion_id <> ALL (kept) RETURNING 1)
    SELECT count(*) FROM freed
$$;

-- What was lent under a name of its own is used by an order: the places it took stay taken. Returns the coupon of each
-- that was still out (null where there is none); one that was given back before is passed over.
CREATE OR REPLACE FUNCTION promotions_use_lent(
    lent uuid[], amounts bigint[], new_order uuid, for_leaf uuid, at timestamptz
) RETURNS TABLE (lease uuid, promotion uuid, coupon uuid) LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    UPDATE promotions_use u SET "order" = new_order, leaf_id = for_leaf, amount = w.amount, used_at = at
    FROM (SELECT one, amount FROM unnest(lent, amounts) AS given (one, amount) ORDER BY one) AS w
    WHERE u."order" = w.one AND u.voided_at IS NULL
    RETURNING w.one, u.promotion_id, u.coupon_id
$$;
