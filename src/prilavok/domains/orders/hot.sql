-- Finished sales become orders: heads and lines in one statement, each sale once.

-- Records sales; a sale whose (source, source_key) is known, or comes twice in the list, is passed over. So is one whose
-- id two tills tell at the same instant: which of the two unique keys a row meets first is not for the caller to know.
-- Returns the ids of those that are new. Lines name their order by its position in the list of heads (from 1).
CREATE OR REPLACE FUNCTION orders_record(
    ids uuid[], numbers text[], sources uuid[], source_keys text[], touchpoints text[], places uuid[], leaves uuid[],
    currencies text[], line_counts int[], list_sums bigint[], discount_sums bigint[], sums bigint[],
    coupon_sums bigint[], paid_sums bigint[], commercials text[], payments text[], fulfilments text[],
    placed timestamptz[], days date[], recorded timestamptz, from_origin text,
    line_ids uuid[], line_orders int[], line_positions int[], kinds text[], variants uuid[], quantities bigint[],
    list_amounts bigint[], promotion_amounts bigint[], match_amounts bigint[], coupon_amounts bigint[]
) RETURNS SETOF uuid LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    WITH heads AS (
        INSERT INTO orders_order (
            id, number, source, source_key, touchpoint, place_id, leaf_id, currency, line_count, list_amount,
            discount_amount, amount, coupon_amount, paid_amount, commercial, payment, fulfilment, placed_at,
            local_day, recorded_at, origin, version)
        SELECT h.id, h.number, h.source, h.source_key, h.touchpoint, h.place, h.leaf, h.currency, h.line_count,
               h.list_sum, h.discount_sum, h.sum, h.coupon_sum, h.paid_sum, h.commercial, h.payment, h.fulfilment,
               h.placed, h.day, recorded, from_origin, 1
        FROM unnest(ids, numbers, sources, source_keys, touchpoints, places, leaves, currencies, line_counts,
                    list_sums, discount_sums, sums, coupon_sums, paid_sums, commercials, payments, fulfilments,
                    placed, days)
             AS h (id, number, source, source_key, touchpoint, place, leaf, currency, line_count, list_sum,
                   discount_sum, sum, coupon_sum, paid_sum, commercial, payment, fulfilment, placed, day)
        ON CONFLICT DO NOTHING
        RETURNING id
    ), lines AS (
        INSERT INTO orders_line (
            id, order_id, position, kind, variant_id, quantity, handed_over, cancelled, returned, list_amount,
            promotion_amount, match_amount, amount, coupon_amount)
        SELECT l.id, heads.id, l.position, l.kind, l.variant, l.quantity, l.quantity, 0, 0, l.list_amount,
               l.promotion_amount, l.match_amount, l.list_amount - l.promotion_amount - l.match_amount,
               l.coupon_amount
        FROM unnest(line_ids, line_orders, line_positions, kinds, variants, quantities, list_amounts,
                    promotion_amounts, match_amounts, coupon_amounts)
             AS l (id, order_nth, position, kind, variant, quantity, list_amount, promotion_amount, match_amount,
                   coupon_amount)
        JOIN heads ON heads.id = ids[l.order_nth]
    )
    SELECT id FROM heads
$$;

-- The order of a source's key, where there is one.
CREATE OR REPLACE FUNCTION orders_known(from_source uuid, key text) RETURNS TABLE (id uuid, number text)
LANGUAGE sql STABLE AS $$
    SELECT o.id, o.number::text FROM orders_order o WHERE o.source = from_source AND o.source_key = key
$$;

-- Makes the numbers of a year, unless they are there. Made inside a story that also locks goods, two stories could wait
-- for each other: a chore makes those of the coming year.
CREATE OR REPLACE FUNCTION orders_open_year(in_year int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    counter text := 'orders_number_' || in_year;
BEGIN
    IF to_regclass(counter) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(counter, 0));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', counter);
    END IF;
END
$$;

-- What people say of an order placed here: year and number, "26-000123"; gaps are allowed, repeats are not. The year's
-- sequence is there before its first day (orders_open_year); if it is not, whoever comes first makes it and holds the
-- others until their story ends.
CREATE OR REPLACE FUNCTION orders_next_number(of_day date) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    counter text := 'orders_number_' || extract(year FROM of_day)::int;
    nth bigint;
BEGIN
    IF to_regclass(counter) IS NULL THEN
        PERFORM orders_open_year(extract(year FROM of_day)::int);
    END IF;
    nth := nextval(counter::regclass);
    RETURN to_char(of_day, 'YY') || '-' || lpad(nth::text, greatest(6, length(nth::text)), '0');
END
$$;

-- Writes orders with their lines as agreed: nothing of them is handed over or paid. Sums are those of the lines. Lines
-- name their order by its position in the list (from 1).
CREATE OR REPLACE FUNCTION orders_place_all(
    new_orders uuid[], numbers text[], sources uuid[], keys text[], vias text[], places uuid[], leaves uuid[],
    currencies text[], commercials text[], payments text[], fulfilments text[], instants timestamptz[], days date[],
    from_origin text, line_orders int[], positions int[], variants uuid[], quantities bigint[], list_amounts bigint[],
    discount_amounts bigint[]
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO orders_order (
        id, number, source, source_key, touchpoint, place_id, leaf_id, currency, line_count, list_amount,
        discount_amount, amount, coupon_amount, paid_amount, commercial, payment, fulfilment, placed_at, local_day,
        recorded_at, origin, version)
    SELECT h.id, h.number, h.source, h.key, h.via, h.place, h.leaf, h.currency, s.lines, s.list, s.less, s.due, 0, s.due,
           h.commercial, h.payment, h.fulfilment, h.at, h.day, h.at, from_origin, 1
    FROM unnest(new_orders, numbers, sources, keys, vias, places, leaves, currencies, commercials, payments,
                fulfilments, instants, days) WITH ORDINALITY
         AS h (id, number, source, key, via, place, leaf, currency, commercial, payment, fulfilment, at, day, nth)
    JOIN (
        SELECT l.of_order, count(*)::int, sum(l.list)::bigint, sum(l.less)::bigint, sum(l.list - l.less)::bigint
        FROM unnest(line_orders, list_amounts, discount_amounts) AS l (of_order, list, less) GROUP BY l.of_order
    ) AS s (of_order, lines, list, less, due) ON s.of_order = h.nth;
    INSERT INTO orders_line (
        id, order_id, position, kind, variant_id, quantity, handed_over, cancelled, returned, list_amount,
        promotion_amount, match_amount, amount, coupon_amount)
    SELECT new_id(instants[l.of_order]), new_orders[l.of_order], l.position, 'goods', l.variant, l.quantity, 0, 0, 0,
           l.list, l.less, 0, l.list - l.less, 0
    FROM unnest(line_orders, positions, variants, quantities, list_amounts, discount_amounts)
         AS l (of_order, position, variant, quantity, list, less)
$$;

-- Writes one order with its lines as agreed; see orders_place_all.
CREATE OR REPLACE FUNCTION orders_place(
    new_order uuid, its_number text, from_source uuid, key text, via text, at_place uuid, of_leaf uuid,
    in_currency text, as_commercial text, as_payment text, as_fulfilment text, at timestamptz, day date,
    from_origin text, variants uuid[], quantities bigint[], list_amounts bigint[], discount_amounts bigint[]
) RETURNS void LANGUAGE sql AS $$
    SELECT orders_place_all(
        ARRAY[new_order], ARRAY[its_number], ARRAY[from_source], ARRAY[key], ARRAY[via], ARRAY[at_place],
        ARRAY[of_leaf], ARRAY[in_currency], ARRAY[as_commercial], ARRAY[as_payment], ARRAY[as_fulfilment], ARRAY[at],
        ARRAY[day], from_origin, array_fill(1, ARRAY[cardinality(variants)]),
        ARRAY(SELECT generate_series(1, cardinality(variants))), variants, quantities, list_amounts, discount_amounts)
$$;
