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

-- For stories that hold goods for several owners in one transaction: locks the balances of all of them beforehand.
CREATE OR REPLACE FUNCTION stock_lock(places uuid[], variants uuid[]) RETURNS void
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    SELECT ledger_lock_balances(array_agg(ledger_account_id('stock', w.place, w.variant, 'goods')))
    FROM unnest(places, variants) AS w (place, variant)
$$;
