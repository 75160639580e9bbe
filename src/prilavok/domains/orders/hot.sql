-- Finished sales become orders: heads and lines in one statement, each sale once.

-- Records sales; a sale whose (source, source_key) is known, or comes twice in the list, is passed over.
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
        ON CONFLICT (source, source_key) DO NOTHING
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
