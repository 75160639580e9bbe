-- Baskets are found, filled and closed: each by one call. The row of the basket is locked before anything of it.

-- The open basket of a leaf, opened where there is none; two windows that ask at once get the same one.
CREATE OR REPLACE FUNCTION baskets_open(
    new_basket uuid, of_leaf uuid, at_place uuid, via text, at timestamptz
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    found_basket uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('basket ' || of_leaf::text, 0));
    SELECT b.id INTO found_basket FROM baskets_basket b WHERE b.leaf_id = of_leaf AND b.state = 'open'
    ORDER BY b.changed_at DESC, b.id DESC LIMIT 1;
    IF found_basket IS NULL THEN
        INSERT INTO baskets_basket (id, leaf_id, place_id, state, touchpoint, created_at, changed_at, version)
        VALUES (new_basket, of_leaf, at_place, 'open', via, at, at, 1);
        found_basket := new_basket;
    END IF;
    RETURN found_basket;
END
$$;

-- Until when an open basket is kept for the sale at a till that is paying for it (`order` names the sale); null: it is
-- not. Longer than a page of the bank stands open.
CREATE OR REPLACE FUNCTION baskets_paid_until(state text, paying uuid, changed_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN state = 'open' AND paying IS NOT NULL THEN changed_at + interval '20 minutes' END
$$;

-- Sets wishes of an open basket; nought takes a line out. A place that is not null is chosen with it.
-- Returns what stood in the way (unknown, closed, paying, moved, full; null: nothing did), the version and order of the basket
-- and the variants whose quantity is another now. What stood in the way has changed nothing.
CREATE OR REPLACE FUNCTION baskets_set(
    in_basket uuid, expected int, at_place uuid, ids uuid[], variants uuid[], quantities bigint[], via text,
    by_kind text, by_id uuid, most int, at timestamptz
) RETURNS TABLE (trouble text, version int, became uuid, changed uuid[])
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    kept baskets_basket%ROWTYPE;
    touched uuid[];
    room bigint;
BEGIN
    SELECT * INTO kept FROM baskets_basket b WHERE b.id = in_basket FOR UPDATE;
    IF kept.id IS NULL THEN
        RETURN QUERY SELECT 'unknown', 0, NULL::uuid, NULL::uuid[];
        RETURN;
    ELSIF kept.state <> 'open' THEN
        RETURN QUERY SELECT 'closed', kept.version, kept."order", NULL::uuid[];
        RETURN;
    ELSIF at < baskets_paid_until(kept.state, kept."order", kept.changed_at) THEN
        RETURN QUERY SELECT 'paying', kept.version, NULL::uuid, NULL::uuid[];
        RETURN;
    ELSIF expected <> kept.version THEN
        RETURN QUERY SELECT 'moved', kept.version, NULL::uuid, NULL::uuid[];
        RETURN;
    END IF;
    SELECT array_agg(w.variant ORDER BY w.nth) FILTER (WHERE coalesce(l.quantity, 0) <> w.quantity),
           (SELECT count(*) FROM baskets_line x WHERE x.basket_id = in_basket)
           + count(*) FILTER (WHERE l.id IS NULL AND w.quantity > 0)
           - count(*) FILTER (WHERE l.id IS NOT NULL AND w.quantity = 0)
    INTO touched, room
    FROM unnest(variants, quantities) WITH ORDINALITY AS w (variant, quantity, nth)
    LEFT JOIN baskets_line l ON l.basket_id = in_basket AND l.variant_id = w.variant;
    IF room > most THEN
        RETURN QUERY SELECT 'full', kept.version, NULL::uuid, NULL::uuid[];
        RETURN;
    END IF;
    IF touched IS NOT NULL THEN
        DELETE FROM baskets_line l USING unnest(variants, quantities) AS w (variant, quantity)
        WHERE l.basket_id = in_basket AND l.variant_id = w.variant AND w.quantity = 0;
        INSERT INTO baskets_line (id, basket_id, variant_id, quantity, touchpoint, added_by_kind, added_by, added_at)
        SELECT w.id, in_basket, w.variant, w.quantity, via, by_kind, by_id, at
        FROM unnest(ids, variants, quantities) AS w (id, variant, quantity)
        WHERE w.quantity > 0 AND w.variant = ANY (touched)
        ON CONFLICT (basket_id, variant_id) DO UPDATE SET quantity = excluded.quantity,
            touchpoint = excluded.touchpoint, added_by_kind = excluded.added_by_kind, added_by = excluded.added_by,
            added_at = excluded.added_at;
    END IF;
    IF touched IS NOT NULL OR coalesce(at_place <> kept.place_id, at_place IS NOT NULL) THEN
        UPDATE baskets_basket b SET version = kept.version + 1, changed_at = at, "order" = NULL,
            place_id = coalesce(at_place, kept.place_id)
        WHERE b.id = in_basket RETURNING b.version INTO kept.version;
    END IF;
    RETURN QUERY SELECT NULL::text, kept.version, NULL::uuid, coalesce(touched, '{}');
END
$$;

-- The coupon codes of an open basket. Returns as baskets_set does; equal codes change nothing.
CREATE OR REPLACE FUNCTION baskets_set_coupons(in_basket uuid, codes text[], at timestamptz)
RETURNS TABLE (trouble text, version int, became uuid, changed boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    kept baskets_basket%ROWTYPE;
BEGIN
    SELECT * INTO kept FROM baskets_basket b WHERE b.id = in_basket FOR UPDATE;
    IF kept.id IS NULL THEN
        RETURN QUERY SELECT 'unknown', 0, NULL::uuid, false;
    ELSIF kept.state <> 'open' THEN
        RETURN QUERY SELECT 'closed', kept.version, kept."order", false;
    ELSIF at < baskets_paid_until(kept.state, kept."order", kept.changed_at) THEN
        RETURN QUERY SELECT 'paying', kept.version, NULL::uuid, false;
    ELSIF kept.coupons = to_jsonb(codes) THEN
        RETURN QUERY SELECT NULL::text, kept.version, NULL::uuid, false;
    ELSE
        UPDATE baskets_basket b SET coupons = to_jsonb(codes), version = kept.version + 1, changed_at = at,
            "order" = NULL
        WHERE b.id = in_basket;
        RETURN QUERY SELECT NULL::text, kept.version + 1, NULL::uuid, true;
    END IF;
END
$$;

-- For stories that close baskets: locks them in the order of their ids and tells how they stand.
CREATE OR REPLACE FUNCTION baskets_lock(asked uuid[])
RETURNS TABLE (basket uuid, state text, version int)
LANGUAGE sql AS $$
    SELECT b.id, b.state::text, b.version FROM baskets_basket b WHERE b.id = ANY (asked) ORDER BY b.id FOR UPDATE
$$;

-- The baskets, locked before, have become orders.
CREATE OR REPLACE FUNCTION baskets_mark_ordered(asked uuid[], orders uuid[], at timestamptz) RETURNS void
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    UPDATE baskets_basket b SET state = 'ordered', "order" = o.became, version = b.version + 1, changed_at = at
    FROM unnest(asked, orders) AS o (basket, became) WHERE b.id = o.basket AND b.state = 'open'
$$;

-- What stands in the way of taking so many units of variants out of a basket for a sale: unknown, closed, paying
-- (another sale is being paid), moved (fewer are in it); null: nothing does. The basket is locked from here on.
CREATE OR REPLACE FUNCTION baskets_refuse_sale(
    in_basket uuid, for_sale uuid, variants uuid[], quantities bigint[], at timestamptz
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    kept baskets_basket%ROWTYPE;
BEGIN
    SELECT * INTO kept FROM baskets_basket b WHERE b.id = in_basket FOR UPDATE;
    RETURN CASE
        WHEN kept.id IS NULL THEN 'unknown'
        WHEN kept.state <> 'open' THEN 'closed'
        WHEN kept."order" <> for_sale AND at < baskets_paid_until(kept.state, kept."order", kept.changed_at)
            THEN 'paying'
        WHEN EXISTS (
            SELECT FROM unnest(variants, quantities) AS w (variant, quantity)
            LEFT JOIN baskets_line l ON l.basket_id = in_basket AND l.variant_id = w.variant
            WHERE coalesce(l.quantity, 0) < w.quantity) THEN 'moved'
    END;
END
$$;

-- A sale at a till is about to be paid with goods of the basket: until it is done, let go, or its time is over, nobody
-- changes the basket or orders it; quotes made before are of an older version. Returns as baskets_refuse_sale does.
CREATE OR REPLACE FUNCTION baskets_keep_for(
    in_basket uuid, for_sale uuid, variants uuid[], quantities bigint[], at timestamptz
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    trouble text := baskets_refuse_sale(in_basket, for_sale, variants, quantities, at);
BEGIN
    IF trouble IS NULL THEN
        UPDATE baskets_basket b SET "order" = for_sale, version = b.version + 1, changed_at = at WHERE b.id = in_basket;
    END IF;
    RETURN trouble;
END
$$;

-- The sale is not being paid any more; a basket that is not kept for it stays as it is.
CREATE OR REPLACE FUNCTION baskets_let_go(in_basket uuid, for_sale uuid) RETURNS void
LANGUAGE sql AS $$
    UPDATE baskets_basket b SET "order" = NULL, version = b.version + 1
    WHERE b.id = in_basket AND b.state = 'open' AND b."order" = for_sale
$$;

-- So many units were bought by a sale: they leave the basket, and one of which nothing is left has become the sale.
-- Returns what stood in the way (as baskets_refuse_sale), and of each variant how many units are left.
CREATE OR REPLACE FUNCTION baskets_buy(
    in_basket uuid, for_sale uuid, variants uuid[], quantities bigint[], at timestamptz
) RETURNS TABLE (trouble text, variant uuid, remains bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    refused text := baskets_refuse_sale(in_basket, for_sale, variants, quantities, at);
BEGIN
    IF refused IS NOT NULL THEN
        RETURN QUERY SELECT refused, NULL::uuid, NULL::bigint;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT NULL::text, l.variant_id, l.quantity - w.quantity
    FROM unnest(variants, quantities) AS w (variant, quantity)
    JOIN baskets_line l ON l.basket_id = in_basket AND l.variant_id = w.variant ORDER BY l.id;
    IF EXISTS (
        SELECT FROM baskets_line l LEFT JOIN unnest(variants, quantities) AS w (variant, quantity)
        ON w.variant = l.variant_id WHERE l.basket_id = in_basket AND l.quantity > coalesce(w.quantity, 0)
    ) THEN
        DELETE FROM baskets_line l USING unnest(variants, quantities) AS w (variant, quantity)
        WHERE l.basket_id = in_basket AND l.variant_id = w.variant AND l.quantity = w.quantity;
        UPDATE baskets_line l SET quantity = l.quantity - w.quantity
        FROM unnest(variants, quantities) AS w (variant, quantity)
        WHERE l.basket_id = in_basket AND l.variant_id = w.variant;
        UPDATE baskets_basket b SET "order" = NULL, version = b.version + 1, changed_at = at WHERE b.id = in_basket;
    ELSE
        PERFORM baskets_mark_ordered(ARRAY[in_basket], ARRAY[for_sale], at);
    END IF;
END
$$;

-- The baskets are given up: what was in them is in another one.
CREATE OR REPLACE FUNCTION baskets_drop(asked uuid, at timestamptz) RETURNS void
LANGUAGE sql AS $$
    UPDATE baskets_basket b SET state = 'dropped', version = b.version + 1, changed_at = at
    WHERE b.id = asked AND b.state = 'open'
$$;

-- How many open baskets a leaf has: more than one only where separated people left them.
CREATE OR REPLACE FUNCTION baskets_count_open(of_leaf uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM baskets_basket b WHERE b.leaf_id = of_leaf AND b.state = 'open'
$$;

-- A basket with its lines, oldest first: variant, quantity, touchpoint, by which kind, by whom, when.
CREATE OR REPLACE FUNCTION baskets_seen(asked uuid) RETURNS TABLE (
    basket uuid, leaf uuid, place uuid, state text, version int, became uuid, changed_at timestamptz, coupons jsonb,
    lines jsonb
) LANGUAGE sql STABLE AS $$
    SELECT b.id, b.leaf_id, b.place_id, b.state::text, b.version, b."order", b.changed_at, b.coupons, coalesce((
        SELECT jsonb_agg(jsonb_build_array(l.variant_id, l.quantity, l.touchpoint, l.added_by_kind, l.added_by,
                                           l.added_at) ORDER BY l.id)
        FROM baskets_line l WHERE l.basket_id = b.id), '[]')
    FROM baskets_basket b WHERE b.id = asked
$$;

-- A basket opened a moment ago, by a story that is refused.
CREATE OR REPLACE FUNCTION baskets_unopen(asked uuid) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM baskets_basket b WHERE b.id = asked
$$;

-- Puts a variant beside others, for one leaf. leaves: all of the person's, in order. Of two that do so at once one waits.
-- Returns what stood in the way: there (it is compared already), full; null: nothing did.
CREATE OR REPLACE FUNCTION baskets_compare(
    new_row uuid, of_leaf uuid, leaves uuid[], wanted uuid, of_category uuid, most int, most_of_all int, at timestamptz
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    of_all bigint;
    of_shelf bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('compared ' || one::text, 0)) FROM unnest(leaves) AS one;
    IF EXISTS (SELECT FROM baskets_compared c WHERE c.leaf_id = ANY(leaves) AND c.variant_id = wanted) THEN
        RETURN 'there';
    END IF;
    SELECT count(DISTINCT c.variant_id),
           count(DISTINCT c.variant_id) FILTER (WHERE c.category IS NOT DISTINCT FROM of_category)
      INTO of_all, of_shelf FROM baskets_compared c WHERE c.leaf_id = ANY(leaves);
    IF of_shelf >= most OR of_all >= most_of_all THEN
        RETURN 'full';
    END IF;
    INSERT INTO baskets_compared (id, leaf_id, variant_id, category, added_at)
    VALUES (new_row, of_leaf, wanted, of_category, at);
    RETURN NULL;
END
$$;

-- Takes a variant out of the comparison of all these leaves; on how many of them it was.
CREATE OR REPLACE FUNCTION baskets_compare_no_more(leaves uuid[], unwanted uuid) RETURNS int LANGUAGE sql AS $$
    WITH gone AS (DELETE FROM baskets_compared c WHERE c.leaf_id = ANY(leaves) AND c.variant_id = unwanted RETURNING 1)
    SELECT count(*)::int FROM gone
$$;
