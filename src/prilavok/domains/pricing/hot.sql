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

-- Keeps a quote with its lines, as priced by the caller, and the tax of each (null: nothing is stated of it).
CREATE OR REPLACE FUNCTION pricing_promise_taxed(
    new_quote uuid, of_basket uuid, of_version int, of_leaf uuid, at_place uuid, in_currency text, via text,
    list_sum bigint, discount_sum bigint, made timestamptz, expires timestamptz, line_ids uuid[], variants uuid[],
    quantities bigint[], versions uuid[], prices bigint[], pers int[], list_amounts bigint[], discount_amounts bigint[],
    given jsonb[], its_reasons jsonb, its_uses jsonb, rates int[],
    tax_amounts bigint[]
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO pricing_quote (id, basket, basket_version, leaf_id, place_id, currency, touchpoint, line_count,
                               list_amount, discount_amount, amount, made_at, expires_at, reasons, uses)
    VALUES (new_quote, of_basket, of_version, of_leaf, at_place, in_currency, via, cardinality(line_ids),
            list_sum, discount_sum, list_sum - discount_sum, made, expires, its_reasons, its_uses);
    INSERT INTO pricing_quote_line (id, quote_id, position, variant_id, quantity, price_version, price, per,
                                    list_amount, discount_amount, amount, given, tax, tax_amount)
    SELECT l.id, new_quote, l.nth, l.variant, l.quantity, l.version, l.price, l.per, l.list_amount, l.discount_amount,
           l.list_amount - l.discount_amount, l.given, l.tax, l.tax_amount
    FROM unnest(line_ids, variants, quantities, versions, prices, pers, list_amounts, discount_amounts, given,
                rates, tax_amounts)
         WITH ORDINALITY AS l (id, variant, quantity, version, price, per, list_amount, discount_amount, given, tax,
                               tax_amount, nth)
$$;

-- The same without taxes, as it was called before there were any: for processes that still run.
CREATE OR REPLACE FUNCTION pricing_promise(
    new_quote uuid, of_basket uuid, of_version int, of_leaf uuid, at_place uuid, in_currency text, via text,
    list_sum bigint, discount_sum bigint, made timestamptz, expires timestamptz, line_ids uuid[], variants uuid[],
    quantities bigint[], versions uuid[], prices bigint[], pers int[], list_amounts bigint[], discount_amounts bigint[],
    given jsonb[], its_reasons jsonb, its_uses jsonb
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO pricing_quote (id, basket, basket_version, leaf_id, place_id, currency, touchpoint, line_count,
                               list_amount, discount_amount, amount, made_at, expires_at, reasons, uses)
    VALUES (new_quote, of_basket, of_version, of_leaf, at_place, in_currency, via, cardinality(line_ids),
            list_sum, discount_sum, list_sum - discount_sum, made, expires, its_reasons, its_uses);
    INSERT INTO pricing_quote_line (id, quote_id, position, variant_id, quantity, price_version, price, per,
                                    list_amount, discount_amount, amount, given)
    SELECT l.id, new_quote, l.nth, l.variant, l.quantity, l.version, l.price, l.per, l.list_amount, l.discount_amount,
           l.list_amount - l.discount_amount, l.given
    FROM unnest(line_ids, variants, quantities, versions, prices, pers, list_amounts, discount_amounts, given)
         WITH ORDINALITY AS l (id, variant, quantity, version, price, per, list_amount, discount_amount, given, nth)
$$;

-- The promises that stories placing orders take up: heads with their lines as arrays in line order.
CREATE OR REPLACE FUNCTION pricing_promises(asked uuid[]) RETURNS TABLE (
    nth bigint, quote uuid, basket uuid, basket_version int, place uuid, currency text, amount bigint,
    expires_at timestamptz, variants uuid[], quantities bigint[], list_amounts bigint[], discount_amounts bigint[],
    uses jsonb
) LANGUAGE sql STABLE AS $$
    SELECT a.nth, q.id, q.basket, q.basket_version, q.place_id, q.currency::text, q.amount, q.expires_at,
           l.variants, l.quantities, l.list_amounts, l.discount_amounts, q.uses
    FROM unnest(asked) WITH ORDINALITY AS a (id, nth)
    JOIN pricing_quote q ON q.id = a.id
    JOIN LATERAL (
        SELECT array_agg(x.variant_id ORDER BY x.position) AS variants,
               array_agg(x.quantity ORDER BY x.position) AS quantities,
               array_agg(x.list_amount ORDER BY x.position) AS list_amounts,
               array_agg(x.discount_amount ORDER BY x.position) AS discount_amounts
        FROM pricing_quote_line x WHERE x.quote_id = q.id
    ) AS l ON true
$$;

-- Why a promise cannot be taken up any more: `ended`, its time is over; `stale`, the basket is another one than was
-- priced, or than the buyer has seen (null: they say nothing of it); null where it can.
CREATE OR REPLACE FUNCTION pricing_refuses(
    expires timestamptz, priced_version int, state text, version int, seen_version int, at timestamptz
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN expires <= at THEN 'ended'
                WHEN state IS DISTINCT FROM 'open' OR version <> priced_version OR seen_version <> priced_version
                THEN 'stale' END
$$;

-- Orders take the rates of their quotes along; a quote that states nothing of tax leaves nothing.
CREATE OR REPLACE FUNCTION pricing_tax_orders(orders uuid[], quotes uuid[], at timestamptz) RETURNS void
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO pricing_order_tax (id, "order", variant_id, rate, stated_at)
    SELECT new_id(at), o.id, l.variant_id, l.tax, at
    FROM unnest(orders, quotes) AS o (id, quote)
    JOIN pricing_quote_line l ON l.quote_id = o.quote AND l.tax IS NOT NULL
    ON CONFLICT DO NOTHING
$$;

-- The same of one order.
CREATE OR REPLACE FUNCTION pricing_tax_order(of_order uuid, by_quote uuid, at timestamptz) RETURNS void
LANGUAGE sql AS $$ SELECT pricing_tax_orders(ARRAY[of_order], ARRAY[by_quote], at) $$;

-- States the rates of an order's goods; what was stated before gives way, unless the order keeps it.
CREATE OR REPLACE FUNCTION pricing_state_taxes(
    of_order uuid, ids uuid[], variants uuid[], rates int[], at timestamptz, keeps boolean
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO pricing_order_tax AS kept (id, "order", variant_id, rate, stated_at)
    SELECT t.id, of_order, t.variant, t.rate, at FROM unnest(ids, variants, rates) AS t (id, variant, rate)
    ON CONFLICT ("order", variant_id) DO UPDATE SET rate = excluded.rate, stated_at = excluded.stated_at
    WHERE NOT keeps AND kept.rate <> excluded.rate
$$;

-- What tags of a place are to say; a row that says it already stays as it is. Returns how many are new or others.
CREATE OR REPLACE FUNCTION pricing_put_on_shelf(
    at_place uuid, ids uuid[], variants uuid[], amounts bigint[], paid bigint[], pers int[], instants timestamptz[]
) RETURNS bigint LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    WITH put AS (
        INSERT INTO pricing_shelf AS kept (id, place_id, variant_id, amount, pays, per, since)
        SELECT s.id, at_place, s.variant, s.amount, s.pays, s.per, s.since
        FROM unnest(ids, variants, amounts, paid, pers, instants) AS s (id, variant, amount, pays, per, since)
        ORDER BY s.variant
        ON CONFLICT (place_id, variant_id) DO UPDATE
        SET amount = excluded.amount, pays = excluded.pays, per = excluded.per, since = excluded.since
        WHERE (kept.amount, kept.pays, kept.per) <> (excluded.amount, excluded.pays, excluded.per)
        RETURNING 1
    )
    SELECT count(*) FROM put
$$;

-- An outside reader fetched prices of a place (null: of all); its row is written at most once in so many seconds.
CREATE OR REPLACE FUNCTION pricing_mark_fetched(
    new_outside uuid, new_mark uuid, of_staff uuid, at_place uuid, lag int, each_seconds int, at timestamptz
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    reader uuid;
BEGIN
    SELECT o.id INTO reader FROM pricing_outside o WHERE o.kind = 'reads' AND o.code = of_staff::text;
    IF reader IS NOT NULL AND EXISTS (
        SELECT FROM pricing_fetched f WHERE f.outside_id = reader AND f.place_id IS NOT DISTINCT FROM at_place
               AND f.fetched_at > at - make_interval(secs => each_seconds)
    ) THEN
        RETURN false;
    END IF;
    INSERT INTO pricing_outside AS kept (id, kind, code, staff, lag_minutes, heard_at, version)
    VALUES (new_outside, 'reads', of_staff::text, of_staff, lag, at, 1)
    ON CONFLICT (kind, code) DO UPDATE SET heard_at = greatest(kept.heard_at, excluded.heard_at)
    RETURNING kept.id INTO reader;
    INSERT INTO pricing_fetched AS kept (id, outside_id, place_id, fetched_at) VALUES (new_mark, reader, at_place, at)
    ON CONFLICT (outside_id, place_id) DO UPDATE SET fetched_at = greatest(kept.fetched_at, excluded.fetched_at);
    RETURN true;
END
$$;

-- What an outside system says it shows, with what came of comparing it. A difference that lasts keeps its beginning.
CREATE OR REPLACE FUNCTION pricing_keep_told(
    of_outside uuid, ids uuid[], places uuid[], variants uuid[], amounts bigint[], pers int[], trues bigint[],
    sinces timestamptz[], at timestamptz
) RETURNS bigint LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    WITH put AS (
        INSERT INTO pricing_shown AS kept (id, outside_id, place_id, variant_id, amount, per, told_at, true_amount,
                                           differs_since)
        SELECT t.id, of_outside, t.place, t.variant, t.amount, t.per, at, t.true_amount, t.since
        FROM unnest(ids, places, variants, amounts, pers, trues, sinces)
             AS t (id, place, variant, amount, per, true_amount, since)
        ON CONFLICT (place_id, variant_id, outside_id) DO UPDATE
        SET amount = excluded.amount, per = excluded.per, told_at = excluded.told_at,
            true_amount = excluded.true_amount,
            differs_since = CASE WHEN excluded.differs_since IS NULL THEN NULL
                                 WHEN (kept.amount, kept.per) = (excluded.amount, excluded.per)
                                 THEN coalesce(kept.differs_since, excluded.differs_since)
                                 ELSE excluded.differs_since END
        RETURNING 1
    )
    SELECT count(*) FROM put
$$;

-- The same prices compared again; a row that says another price by now was told anew and is left alone.
CREATE OR REPLACE FUNCTION pricing_keep_compared(
    of_outside uuid, ids uuid[], places uuid[], variants uuid[], amounts bigint[], pers int[], trues bigint[],
    sinces timestamptz[], at timestamptz
) RETURNS bigint LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    WITH changed AS (
        UPDATE pricing_shown s
        SET true_amount = t.true_amount,
            differs_since = CASE WHEN t.since IS NULL THEN NULL ELSE coalesce(s.differs_since, t.since) END
        FROM unnest(places, variants, amounts, pers, trues, sinces)
             AS t (place, variant, amount, per, true_amount, since)
        WHERE s.outside_id = of_outside AND s.place_id = t.place AND s.variant_id = t.variant
              AND (s.amount, s.per) = (t.amount, t.per)
              AND (s.true_amount IS DISTINCT FROM t.true_amount
                   OR (s.differs_since IS NULL) <> (t.since IS NULL))
        RETURNING 1
    )
    SELECT count(*) FROM changed
$$;

-- All that an outside system said it shows.
CREATE OR REPLACE FUNCTION pricing_forget_told(of_outside uuid) RETURNS bigint LANGUAGE sql AS $$
    WITH gone AS (DELETE FROM pricing_shown WHERE outside_id = of_outside RETURNING 1) SELECT count(*) FROM gone
$$;
