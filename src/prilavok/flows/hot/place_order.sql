-- What is told of orders that were placed: each of them, that its goods are held and that it is to be collected.
CREATE OR REPLACE FUNCTION tell_orders_placed(
    orders uuid[], shipments uuid[], leaves uuid[], places uuid[], baskets uuid[], amounts bigint[], currencies text[],
    line_counts int[], units bigint[], vias text[], by_kinds text[], by_ids uuid[], instants timestamptz[]
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    SELECT record_events_by(
        array_agg(new_id(o.at)), array_agg(e.verb), array_agg(o.at), array_agg(o.leaf), array_agg(e.kind),
        array_agg(e.subject), array_agg(o.place), array_agg(o.by_kind), array_agg(o.by_id), 'live', array_agg(e.facts))
    FROM unnest(orders, shipments, leaves, places, baskets, amounts, currencies, line_counts, units, vias, by_kinds,
                by_ids, instants)
         AS o (id, shipment, leaf, place, basket, amount, currency, lines, units, via, by_kind, by_id, at),
         unnest(ARRAY['order.placed', 'hold.made', 'shipment.planned'], ARRAY['order', 'order', 'shipment'],
                ARRAY[o.id, o.id, o.shipment],
                ARRAY[jsonb_build_object('order', o.id, 'amount', o.amount, 'currency', o.currency, 'lines', o.lines,
                                         'touchpoint', o.via, 'basket', o.basket),
                      jsonb_build_object('order', o.id, 'units', o.units, 'lines', o.lines),
                      jsonb_build_object('order', o.id, 'shipment', o.shipment)]) AS e (verb, kind, subject, facts)
$$;

-- An order is placed by a stored quote: one statement, one transaction, and no rule that is not some room's own.
-- Locks: the basket's row, limited promotions and coupons, then the balances in the order of their ids. What may be
-- refused comes first, so that a refusal has written nothing, or takes back what it has.
-- wait_until: what is not free may come until that day; none: all must be free now.
-- outcome: placed; stored (the quote placed an order before: that one); unknown (no such quote); ended (its time is
-- over); stale (the basket is another than the one that was priced); used_up (a promotion of the quote was given as
-- often as it may be meanwhile); short (with one row per variant of which this touchpoint may not sell so much).
CREATE OR REPLACE FUNCTION place_awaited_order(
    by_quote uuid, for_leaf uuid, via text, seen_version int, from_source uuid, new_order uuid, day date,
    kept_until timestamptz, as_commercial text, as_payment text, as_fulfilment text, new_shipment uuid,
    of_leaves uuid[], of_customer uuid, code_hex text, lookup_hex text, by_kind text, by_id uuid, wait_until date,
    at timestamptz
) RETURNS TABLE (outcome text, placed uuid, said text, variant uuid, asked bigint, free bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    promise record;
    wanted record;
    stored record;
    refused text;
    its_number text;
    units bigint;
    awaited bigint;
BEGIN
    SELECT * INTO promise FROM pricing_promises(ARRAY[by_quote]);
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'unknown', NULL::uuid, NULL::text, NULL::uuid, NULL::bigint, NULL::bigint;
        RETURN;
    END IF;
    SELECT * INTO wanted FROM baskets_lock(ARRAY[promise.basket]);
    -- Asked behind the lock: of two equal calls the second one sees what the first has stored.
    SELECT * INTO stored FROM orders_known(from_source, by_quote::text);
    IF FOUND THEN
        RETURN QUERY SELECT 'stored', stored.id, stored.number, NULL::uuid, NULL::bigint, NULL::bigint;
        RETURN;
    END IF;
    refused := pricing_refuses(
        promise.expires_at, promise.basket_version, wanted.state, wanted.version, seen_version, at);
    IF refused IS NOT NULL THEN
        RETURN QUERY SELECT refused, NULL::uuid, NULL::text, NULL::uuid, NULL::bigint, NULL::bigint;
        RETURN;
    END IF;
    IF jsonb_array_length(promise.uses) > 0 THEN
        PERFORM FROM promotions_claim(new_order, for_leaf, of_leaves, of_customer, promise.uses, at);
        IF FOUND THEN
            RETURN QUERY SELECT 'used_up', NULL::uuid, NULL::text, NULL::uuid, NULL::bigint, NULL::bigint;
            RETURN;
        END IF;
    END IF;
    RETURN QUERY
    SELECT 'short', NULL::uuid, NULL::text, h.variant, h.asked, h.free
    FROM catalog_in_stock(promise.variants, promise.quantities) AS g,
         stock_hold_or_await(
             new_order, promise.place, CASE WHEN stock_has_safety() THEN places_kind(promise.place) END,
             g.variants_kept, CASE WHEN stock_has_safety() THEN catalog_paths(g.variants_kept) END,
             g.quantities_kept, via, kept_until, day, wait_until, at, 'live') AS h;
    IF FOUND THEN
        IF jsonb_array_length(promise.uses) > 0 THEN
            PERFORM promotions_unclaim(new_order);
        END IF;
        RETURN;
    END IF;
    its_number := orders_next_number(day);
    PERFORM orders_place(
        new_order, its_number, from_source, by_quote::text, via, promise.place, for_leaf, promise.currency,
        as_commercial, as_payment, as_fulfilment, at, day, 'live', promise.variants, promise.quantities,
        promise.list_amounts, promise.discount_amounts);
    PERFORM pricing_tax_order(new_order, by_quote, at);
    PERFORM shipments_plan(ARRAY[new_shipment], ARRAY[new_order], ARRAY[promise.place], ARRAY[decode(code_hex, 'hex')],
                           ARRAY[decode(lookup_hex, 'hex')], ARRAY[kept_until], at);
    PERFORM baskets_mark_ordered(ARRAY[promise.basket], ARRAY[new_order], at);
    awaited := CASE WHEN wait_until IS NULL THEN 0 ELSE stock_awaited(new_order) END;
    SELECT sum(q)::bigint - awaited INTO units FROM unnest(promise.quantities) AS q;
    PERFORM tell_orders_placed(
        ARRAY[new_order], ARRAY[new_shipment], ARRAY[for_leaf], ARRAY[promise.place], ARRAY[promise.basket],
        ARRAY[promise.amount], ARRAY[promise.currency], ARRAY[cardinality(promise.variants)], ARRAY[units], ARRAY[via],
        ARRAY[by_kind], ARRAY[by_id], ARRAY[at]);
    IF awaited > 0 THEN
        PERFORM record_events(
            ARRAY[new_id(at)], ARRAY['order.awaited'], ARRAY[at], at, ARRAY[for_leaf], ARRAY['order'], ARRAY[new_order],
            ARRAY[promise.place], NULL, by_kind, by_id, 'live',
            ARRAY[jsonb_build_object('order', new_order, 'units', awaited)]);
    END IF;
    IF jsonb_array_length(promise.uses) > 0 THEN
        PERFORM record_events(
            array_agg(new_id(at)), array_agg('coupon.redeemed'::text), array_agg(at), at, array_agg(for_leaf),
            array_agg('coupon'::text), array_agg((u ->> 'coupon')::uuid), array_agg(promise.place), NULL, by_kind, by_id,
            'live', array_agg(jsonb_build_object('coupon', u ->> 'coupon', 'order', new_order)))
        FROM jsonb_array_elements(promise.uses) AS u WHERE u ->> 'coupon' IS NOT NULL HAVING count(*) > 0;
    END IF;
    RETURN QUERY SELECT 'placed', new_order, its_number, NULL::uuid, NULL::bigint, NULL::bigint;
END
$$;

-- The same with all of it free now: the name of before, for whoever still calls it.
CREATE OR REPLACE FUNCTION place_quoted_order(
    by_quote uuid, for_leaf uuid, via text, seen_version int, from_source uuid, new_order uuid, day date,
    kept_until timestamptz, as_commercial text, as_payment text, as_fulfilment text, new_shipment uuid,
    of_leaves uuid[], of_customer uuid, code_hex text, lookup_hex text, by_kind text, by_id uuid, at timestamptz
) RETURNS TABLE (outcome text, placed uuid, said text, variant uuid, asked bigint, free bigint)
LANGUAGE sql AS $$
    SELECT * FROM place_awaited_order(
        by_quote, for_leaf, via, seen_version, from_source, new_order, day, kept_until, as_commercial, as_payment,
        as_fulfilment, new_shipment, of_leaves, of_customer, code_hex, lookup_hex, by_kind, by_id, NULL, at)
$$;
