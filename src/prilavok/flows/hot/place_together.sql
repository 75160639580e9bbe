-- Orders of many buyers are placed by one transaction, each as place_promised_order does it and with an outcome of its
-- own: what is refused or fails takes nothing of its neighbours with it. Of quotes without uses: who claims promotions
-- comes alone.
-- Locks are those of all of them, taken before the first is placed and in the order that one alone takes them: baskets,
-- balances, and of places with slots the turn to take several of them.
-- outcome: as there; and failed: it is to be tried alone, nothing of it was written.
CREATE OR REPLACE FUNCTION place_promised_orders(asked_orders jsonb)
RETURNS TABLE (nth int, outcome text, placed uuid, said text, variant uuid, asked bigint, free bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    quotes uuid[] := ARRAY(SELECT (o ->> 'quote')::uuid FROM jsonb_array_elements(asked_orders) AS o);
    one record;
BEGIN
    PERFORM FROM baskets_lock(ARRAY(SELECT p.basket FROM pricing_promises(quotes) AS p));
    PERFORM stock_lock(array_agg(p.place), array_agg(w.variant))
    FROM pricing_promises(quotes) AS p, unnest(p.variants) AS w (variant);
    PERFORM shipments_queue_for_slots(ARRAY(
        SELECT DISTINCT (o ->> 'place')::uuid FROM jsonb_array_elements(asked_orders) AS o
        WHERE jsonb_array_length(o -> 'starts') > 0));
    FOR one IN
        SELECT * FROM jsonb_to_recordset(asked_orders) AS o (
            nth int, quote uuid, leaf uuid, via text, seen int, source uuid, new_order uuid, day date,
            kept timestamptz, commercial text, payment text, fulfilment text, shipment uuid, leaves uuid[],
            customer uuid, place uuid, starts timestamptz[], ends timestamptz[], capacities int[], ready timestamptz,
            warn int, code text, lookup text, by_kind text, by_id uuid, at timestamptz)
        ORDER BY o.nth
    LOOP
        BEGIN
            RETURN QUERY SELECT one.nth, d.* FROM place_promised_order(
                one.quote, one.leaf, one.via, one.seen, one.source, one.new_order, one.day, one.kept, one.commercial,
                one.payment, one.fulfilment, one.shipment, one.leaves, one.customer, one.place, one.starts, one.ends,
                one.capacities, one.ready, one.warn, one.code, one.lookup, one.by_kind, one.by_id, one.at) AS d;
        EXCEPTION WHEN OTHERS THEN
            RETURN QUERY SELECT one.nth, 'failed', NULL::uuid, NULL::text, NULL::uuid, NULL::bigint, NULL::bigint;
        END;
    END LOOP;
END
$$;
