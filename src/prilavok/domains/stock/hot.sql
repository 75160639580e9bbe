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
    PERFORM ledger_open('stock', places, variants, array_fill('goods'::text, ARRAY[count]), array_fill(true, ARRAY[count]));
    SELECT array_agg(ledger_account_id('stock', p, v, 'goods') ORDER BY nth),
           array_agg(ledger_account_id('stock', stock_everywhere(), v, 'sold') ORDER BY nth),
           array_agg(ledger_account_id('stock', p, v, 'unexplained') ORDER BY nth)
    INTO goods, gone, unexplained
    FROM unnest(places, variants) WITH ORDINALITY AS w (p, v, nth);
    -- Goods first, then where they go, as every hold does: two who sell something for the first time, one out of the hand
    -- and one that holds it, would wait for each other's new account.
    PERFORM ledger_lock_balances(goods);
    PERFORM ledger_open('stock', company, variants, array_fill('sold'::text, ARRAY[count]), array_fill(false, ARRAY[count]));
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

-- Holds units of variants at places for orders until instants, all or nothing, to be posted to `sold`.
-- Returns no row when everything is held; else what is short and how much of it is free, and nothing is written.
CREATE OR REPLACE FUNCTION stock_hold_all(
    for_orders uuid[], places uuid[], variants uuid[], quantities bigint[], untils timestamptz[],
    instants timestamptz[], recorded timestamptz, from_origin text
) RETURNS TABLE (variant uuid, asked bigint, free bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    count int := cardinality(variants);
    ids uuid[];
    goods uuid[];
    gone uuid[];
BEGIN
    SELECT array_agg(new_id(w.at)), array_agg(ledger_account_id('stock', w.place, w.variant, 'goods') ORDER BY w.nth),
           array_agg(ledger_account_id('stock', stock_everywhere(), w.variant, 'sold') ORDER BY w.nth)
    INTO ids, goods, gone
    FROM unnest(places, variants, instants) WITH ORDINALITY AS w (place, variant, at, nth);
    RETURN QUERY
    SELECT variants[array_position(goods, r.debit)], r.asked, greatest(r.free, 0)
    FROM ledger_reserve(
        ids, goods, gone, quantities, array_fill('sale'::text, ARRAY[count]), for_orders, for_orders, untils, instants,
        recorded, from_origin) AS r
    ORDER BY array_position(goods, r.debit);
    IF FOUND THEN
        RETURN;
    END IF;
    -- Only now, so that a refusal has written nothing; the moves' keys are checked at commit.
    PERFORM ledger_open('stock', array_fill(stock_everywhere(), ARRAY[count]), variants,
                        array_fill('sold'::text, ARRAY[count]), array_fill(false, ARRAY[count]));
END
$$;

-- The same for one order at one place.
CREATE OR REPLACE FUNCTION stock_hold(
    for_order uuid, at_place uuid, variants uuid[], quantities bigint[], until timestamptz, at timestamptz,
    from_origin text
) RETURNS TABLE (variant uuid, asked bigint, free bigint)
LANGUAGE sql AS $$
    SELECT * FROM stock_hold_all(
        array_fill(for_order, ARRAY[cardinality(variants)]), array_fill(at_place, ARRAY[cardinality(variants)]),
        variants, quantities, array_fill(until, ARRAY[cardinality(variants)]),
        array_fill(at, ARRAY[cardinality(variants)]), at, from_origin)
$$;

-- For stories that hold goods for several owners in one transaction: locks the balances of all of them beforehand.
CREATE OR REPLACE FUNCTION stock_lock(places uuid[], variants uuid[]) RETURNS void
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    SELECT ledger_lock_balances(array_agg(ledger_account_id('stock', w.place, w.variant, 'goods')))
    FROM unnest(places, variants) AS w (place, variant)
$$;

-- Whether orders may wait for goods expected at a place: by the word about the variant, else by that about the place.
CREATE OR REPLACE FUNCTION stock_may_wait(at_place uuid, of_variant uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT r.allowed FROM stock_pre_order r
         WHERE r.place_id = at_place AND (r.variant_id = of_variant OR r.variant_id IS NULL)
         ORDER BY r.variant_id IS NULL LIMIT 1), false)
$$;

-- How many units an order waits for.
CREATE OR REPLACE FUNCTION stock_awaited(by_order uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(a.units), 0)::bigint FROM stock_allocation a
     WHERE a."order" = by_order AND a.held_at IS NULL AND a.given_back_at IS NULL
$$;

-- Holds for one order what is free, and promises it the rest out of what is expected from a day until another, the first
-- to come first: all or nothing. With no last day it is stock_hold_above. Returns what is short as that does.
-- What the touchpoint leaves at the place is filled up by what comes before anything of that is promised.
-- The balance of a variant at a place is the lock of all that is promised of it there: whoever changes what is expected
-- or promised holds it, so that no two orders get the same piece.
CREATE OR REPLACE FUNCTION stock_hold_or_await(
    for_order uuid, at_place uuid, of_kind text, variants uuid[], paths text[], quantities bigint[], via text,
    until timestamptz, day date, wait_until date, at timestamptz, from_origin text
) RETURNS TABLE (variant uuid, asked bigint, free bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    goods uuid[];
    wants bigint[];
    frees bigint[];
    gaps bigint[];
    lines uuid[];
    of_goods uuid[];
    shares bigint[];
    days date[];
    taken bigint;
BEGIN
    IF wait_until IS NULL OR variants IS NULL THEN
        RETURN QUERY
        SELECT h.variant, h.asked, h.free
        FROM stock_hold_above(for_order, at_place, of_kind, variants, paths, quantities, via, until, at, from_origin) AS h;
        RETURN;
    END IF;
    PERFORM ledger_open('stock', array_fill(at_place, ARRAY[cardinality(variants)]), variants,
                        array_fill('goods'::text, ARRAY[cardinality(variants)]),
                        array_fill(true, ARRAY[cardinality(variants)]));
    PERFORM FROM kit_balance b
     WHERE b.account_id IN (SELECT ledger_account_id('stock', at_place, v, 'goods') FROM unnest(variants) AS v)
     ORDER BY b.account_id FOR UPDATE;
    SELECT array_agg(w.v ORDER BY w.v), array_agg(w.q ORDER BY w.v),
           array_agg(greatest(b.posted - b.held - coalesce(k.kept, 0), 0) ORDER BY w.v),
           array_agg(greatest(coalesce(k.kept, 0) - greatest(b.posted - b.held, 0), 0) ORDER BY w.v)
    INTO goods, wants, frees, gaps
    FROM (SELECT u.v, sum(u.q)::bigint AS q, min(u.p) AS path
          FROM unnest(variants, quantities, coalesce(paths, array_fill(''::text, ARRAY[cardinality(variants)])))
               AS u (v, q, p) GROUP BY u.v) AS w
    JOIN kit_balance b ON b.account_id = ledger_account_id('stock', at_place, w.v, 'goods')
    LEFT JOIN LATERAL (
        SELECT s.kept FROM stock_kept(at_place, of_kind, w.v, w.path, b.posted, via, at) AS s
         WHERE via <> 'till' AND stock_has_safety()) AS k ON true;
    SELECT array_agg(s.line), array_agg(s.v), array_agg(s.units), array_agg(s.due_on)
    INTO lines, of_goods, shares, days
    FROM (
        SELECT o.line, o.v, o.due_on,
               least(o.before + o.left_over, g.gap + g.q - g.f) - greatest(o.before, g.gap) AS units
        FROM unnest(goods, wants, frees, gaps) AS g (v, q, f, gap)
        JOIN (
            SELECT l.id AS line, l.variant_id AS v, p.due_on, l.units - coalesce(l.arrived, 0) - l.promised AS left_over,
                   coalesce(sum(l.units - coalesce(l.arrived, 0) - l.promised) OVER (
                       PARTITION BY l.variant_id ORDER BY p.due_on, l.id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint AS before
            FROM stock_paper p JOIN stock_paper_line l ON l.paper_id = p.id
            WHERE p.kind = 'expected' AND p.state = 'sent' AND p.place_id = at_place
              AND p.due_on BETWEEN day AND wait_until AND l.variant_id = ANY(goods)
              AND l.units > coalesce(l.arrived, 0) + l.promised
        ) AS o ON o.v = g.v
        WHERE g.q > g.f AND stock_may_wait(at_place, g.v)
    ) AS s WHERE s.units > 0;
    RETURN QUERY
    SELECT g.v, g.q, g.f FROM unnest(goods, wants, frees) AS g (v, q, f)
    WHERE g.q - g.f > coalesce((SELECT sum(t.units) FROM unnest(of_goods, shares) AS t (v, units) WHERE t.v = g.v), 0)
    ORDER BY array_position(variants, g.v);
    IF FOUND THEN
        RETURN;
    END IF;
    PERFORM FROM (
        SELECT array_agg(g.v) AS kept, array_agg(least(g.q, g.f)) AS units
        FROM unnest(goods, wants, frees) AS g (v, q, f) WHERE g.f > 0 HAVING count(*) > 0
    ) AS k, stock_hold(for_order, at_place, k.kept, k.units, until, at, from_origin);
    IF FOUND THEN
        RAISE EXCEPTION 'stock_await_held' USING ERRCODE = 'check_violation';
    END IF;
    IF lines IS NULL THEN
        RETURN;
    END IF;
    UPDATE stock_paper_line l SET promised = l.promised + t.units
    FROM unnest(lines, shares) AS t (line, units)
    WHERE l.id = t.line AND l.promised + t.units <= l.units - coalesce(l.arrived, 0);
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken <> cardinality(lines) THEN
        RAISE EXCEPTION 'stock_await_too_much' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO stock_allocation (id, "order", place_id, variant_id, line_id, units, told_on, keep_until, ordered_at)
    SELECT new_id(at), for_order, at_place, t.v, t.line, t.units, t.due_on, until, at
    FROM unnest(lines, of_goods, shares, days) AS t (line, v, units, due_on);
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
