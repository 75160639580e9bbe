-- Goods leave and enter places through the book `stock` of the ledger.
-- Accounts of a variant: `goods`, set aside `damaged` or `check`, and `unexplained` at a place; `sold` and `opening` for the whole company.

CREATE OR REPLACE FUNCTION stock_everywhere() RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '00000000-0000-7000-8000-000000000001'::uuid $$;

-- Takes sold goods from places. It has already happened, so it is never refused: see ledger_draw.
CREATE OR REPLACE FUNCTION stock_take(
    ids uuid[], orders uuid[], places uuid[], variants uuid[], quantities bigint[],
    occurred timestamptz[], recorded timestamptz, from_origin text
) RETURNS TABLE (place_in_list bigint, short bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    goods uuid[];
    gone uuid[];
    unexplained uuid[];
    count int := cardinality(ids);
    company uuid[] := array_fill(stock_everywhere(), ARRAY[count]);
    nths bigint[];
    shorts bigint[];
BEGIN
    PERFORM ledger_open(
        'stock', places || company, variants || variants,
        array_fill('goods'::text, ARRAY[count]) || array_fill('sold'::text, ARRAY[count]),
        array_fill(true, ARRAY[count]) || array_fill(false, ARRAY[count]));
    SELECT array_agg(ledger_account_id('stock', p, v, 'goods') ORDER BY nth),
           array_agg(ledger_account_id('stock', stock_everywhere(), v, 'sold') ORDER BY nth),
           array_agg(ledger_account_id('stock', p, v, 'unexplained') ORDER BY nth)
    INTO goods, gone, unexplained
    FROM unnest(places, variants) WITH ORDINALITY AS w (p, v, nth);
    SELECT array_agg(d.place_in_list), array_agg(d.short) INTO nths, shorts
    FROM ledger_draw(ids, goods, gone, unexplained, quantities, array_fill('sale'::text, ARRAY[count]), orders,
                     occurred, recorded, from_origin) AS d;
    IF nths IS NOT NULL THEN
        -- Only now is it known which `unexplained` accounts are needed; the moves' keys are checked at commit.
        PERFORM ledger_open('stock', array_agg(places[nth]), array_agg(variants[nth]),
                            array_agg('unexplained'::text), array_agg(false))
        FROM unnest(nths) AS nth;
    END IF;
    RETURN QUERY SELECT * FROM unnest(nths, shorts);
END
$$;

-- Puts the first stock of variants at places: one move each, cause `opening`.
-- A variant that already has an opening move at the place is passed over, and so is one that stands earlier in the
-- list. Returns the positions (from 1) of those that were put.
CREATE OR REPLACE FUNCTION stock_open_first(
    ids uuid[], places uuid[], variants uuid[], quantities bigint[], occurred timestamptz, recorded timestamptz,
    from_origin text, is_generated boolean
) RETURNS SETOF bigint
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    count int := cardinality(ids);
    nths bigint[];
BEGIN
    PERFORM ledger_open(
        'stock', places || array_fill(stock_everywhere(), ARRAY[count]), variants || variants,
        array_fill('goods'::text, ARRAY[count]) || array_fill('opening'::text, ARRAY[count]),
        array_fill(true, ARRAY[count]) || array_fill(false, ARRAY[count]));
    WITH wanted AS (
        SELECT w.id, ledger_account_id('stock', stock_everywhere(), w.variant, 'opening') AS debit,
               ledger_account_id('stock', w.place, w.variant, 'goods') AS credit, w.units, w.nth,
               row_number() OVER (PARTITION BY w.place, w.variant ORDER BY w.nth) AS among_equals
        FROM unnest(ids, places, variants, quantities) WITH ORDINALITY AS w (id, place, variant, units, nth)
    ), fresh AS (
        SELECT * FROM wanted WHERE among_equals = 1 AND NOT EXISTS (
            SELECT FROM kit_move m WHERE m.credit_id = wanted.credit AND m.debit_id = wanted.debit)
    ), posted AS (
        SELECT ledger_post(array_agg(id), array_agg(debit), array_agg(credit), array_agg(units),
                           array_agg('opening'::text), array_agg(NULL::uuid), array_agg(occurred), recorded,
                           from_origin, is_generated)
        FROM fresh HAVING count(*) > 0
    )
    SELECT array_agg(fresh.nth ORDER BY fresh.nth) INTO nths FROM fresh, posted;
    RETURN QUERY SELECT * FROM unnest(nths);
END
$$;

-- Holds units of variants at a place for one order until an instant, all or nothing, to be posted to `sold`.
-- Returns no row when everything is held; else what is short and how much of it is free, and nothing is written.
CREATE OR REPLACE FUNCTION stock_hold(
    for_order uuid, at_place uuid, variants uuid[], quantities bigint[], until timestamptz, at timestamptz,
    from_origin text
) RETURNS TABLE (variant uuid, asked bigint, free bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    count int := cardinality(variants);
    ids uuid[];
    goods uuid[];
    gone uuid[];
BEGIN
    SELECT array_agg(new_id(at)), array_agg(ledger_account_id('stock', at_place, w.variant, 'goods') ORDER BY w.nth),
           array_agg(ledger_account_id('stock', stock_everywhere(), w.variant, 'sold') ORDER BY w.nth)
    INTO ids, goods, gone
    FROM unnest(variants) WITH ORDINALITY AS w (variant, nth);
    RETURN QUERY
    SELECT variants[array_position(goods, r.debit)], r.asked, greatest(r.free, 0)
    FROM ledger_reserve(
        ids, goods, gone, quantities, array_fill('sale'::text, ARRAY[count]), array_fill(for_order, ARRAY[count]),
        array_fill(for_order, ARRAY[count]), array_fill(until, ARRAY[count]), array_fill(at, ARRAY[count]), at,
        from_origin) AS r
    ORDER BY array_position(goods, r.debit);
    IF FOUND THEN
        RETURN;
    END IF;
    -- Only now, so that a refusal has written nothing; the moves' keys are checked at commit.
    PERFORM ledger_open('stock', array_fill(stock_everywhere(), ARRAY[count]), variants,
                        array_fill('sold'::text, ARRAY[count]), array_fill(false, ARRAY[count]));
END
$$;

-- Whether anything is kept back anywhere: nobody is asked about categories and kinds of places for nothing.
CREATE OR REPLACE FUNCTION stock_has_safety() RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT EXISTS (SELECT FROM stock_safety) $$;

-- How many units of a variant a touchpoint leaves at a place, and by which row: of those that hold at the instant the one
-- that says the most narrowly, first of goods, then of places, then of touchpoints, then the latest. No row: none.
-- under: the path of its category. on_hand: what a share is of, rounded up. A till sells what is in the hand.
CREATE OR REPLACE FUNCTION stock_kept(
    at_place uuid, of_kind text, of_variant uuid, under text, on_hand bigint, via text, at timestamptz
) RETURNS TABLE (safety uuid, kept bigint)
LANGUAGE plpgsql STABLE ROWS 1 AS $$
BEGIN
    IF via = 'till' OR NOT stock_has_safety() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT r.id, coalesce(r.units, (greatest(on_hand, 0) * r.share + 9999) / 10000)
    FROM stock_safety r
    WHERE (r.variant_id = of_variant OR r.variant_id IS NULL)
      AND (r.category = '' OR r.category = under OR starts_with(under, r.category || '/'))
      AND (r.place_id = at_place OR r.place_id IS NULL)
      AND (r.place_kind = '' OR r.place_kind = of_kind)
      AND (cardinality(r.touchpoints) = 0 OR via = ANY (r.touchpoints))
      AND r.valid_from <= at AND (r.valid_to IS NULL OR r.valid_to > at)
    ORDER BY r.variant_id IS NULL, length(r.category) DESC, r.place_id IS NULL, r.place_kind = '',
             cardinality(r.touchpoints) = 0, r.valid_from DESC, r.recorded_at DESC, r.id DESC
    LIMIT 1;
END
$$;

-- Holds as stock_hold does, but for a touchpoint, which leaves at the place what is kept back from it. The balances are
-- locked in the order of their ids before they are looked at: of two who want the last unit that may go, one gets it.
-- paths, of_kind: see stock_kept; asked for only where stock_has_safety. free: what this touchpoint may sell.
CREATE OR REPLACE FUNCTION stock_hold_above(
    for_order uuid, at_place uuid, of_kind text, variants uuid[], paths text[], quantities bigint[], via text,
    until timestamptz, at timestamptz, from_origin text
) RETURNS TABLE (variant uuid, asked bigint, free bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    IF via <> 'till' AND stock_has_safety() THEN
        RETURN QUERY
        WITH demand AS (
            SELECT w.variant, min(w.path) AS path, sum(w.units)::bigint AS units, min(w.nth) AS nth
            FROM unnest(variants, paths, quantities) WITH ORDINALITY AS w (variant, path, units, nth)
            GROUP BY w.variant
        ), locked AS (
            SELECT demand.variant, b.posted, b.held
            FROM kit_balance b
            JOIN demand ON ledger_account_id('stock', at_place, demand.variant, 'goods') = b.account_id
            ORDER BY b.account_id FOR UPDATE OF b
        ), judged AS (
            SELECT demand.*, coalesce(locked.posted - locked.held, 0) - coalesce(k.kept, 0) AS left_over
            FROM demand LEFT JOIN locked ON locked.variant = demand.variant
            LEFT JOIN LATERAL stock_kept(
                at_place, of_kind, demand.variant, demand.path, locked.posted, via, at) AS k ON true
        )
        SELECT judged.variant, judged.units, greatest(judged.left_over, 0) FROM judged
        WHERE judged.units > judged.left_over ORDER BY judged.nth;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM stock_hold(for_order, at_place, variants, quantities, until, at, from_origin);
END
$$;
