-- An order is placed as place_awaited_order does it, and with it is promised when its goods lie ready: one statement, one
-- transaction. The slot comes last of all locks, since nobody who holds one waits for goods.
CREATE OR REPLACE FUNCTION place_promised_awaited_order(
    by_quote uuid, for_leaf uuid, via text, seen_version int, from_source uuid, new_order uuid, day date,
    kept_until timestamptz, as_commercial text, as_payment text, as_fulfilment text, new_shipment uuid,
    of_leaves uuid[], of_customer uuid, at_place uuid, slot_starts timestamptz[], slot_ends timestamptz[],
    slot_capacities int[], ready_by timestamptz, warn int, code_hex text, lookup_hex text, by_kind text, by_id uuid,
    wait_until date, at timestamptz
) RETURNS TABLE (outcome text, placed uuid, said text, variant uuid, asked bigint, free bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    done record;
BEGIN
    FOR done IN
        SELECT * FROM place_awaited_order(
            by_quote, for_leaf, via, seen_version, from_source, new_order, day, kept_until, as_commercial, as_payment,
            as_fulfilment, new_shipment, of_leaves, of_customer, code_hex, lookup_hex, by_kind, by_id,
            wait_until, at)
    LOOP
        IF done.outcome = 'placed' THEN
            PERFORM shipments_promise_ready(
                new_shipment, at_place, slot_starts, slot_ends, slot_capacities, ready_by, warn, at);
        END IF;
        RETURN QUERY SELECT done.outcome, done.placed, done.said, done.variant, done.asked, done.free;
    END LOOP;
END
$$;

-- The same with all of it free now: the name of before, for whoever still calls it.
CREATE OR REPLACE FUNCTION place_promised_order(
    by_quote uuid, for_leaf uuid, via text, seen_version int, from_source uuid, new_order uuid, day date,
    kept_until timestamptz, as_commercial text, as_payment text, as_fulfilment text, new_shipment uuid,
    of_leaves uuid[], of_customer uuid, at_place uuid, slot_starts timestamptz[], slot_ends timestamptz[],
    slot_capacities int[], ready_by timestamptz, warn int, code_hex text, lookup_hex text, by_kind text, by_id uuid,
    at timestamptz
) RETURNS TABLE (outcome text, placed uuid, said text, variant uuid, asked bigint, free bigint)
LANGUAGE sql AS $$
    SELECT * FROM place_promised_awaited_order(
        by_quote, for_leaf, via, seen_version, from_source, new_order, day, kept_until, as_commercial, as_payment,
        as_fulfilment, new_shipment, of_leaves, of_customer, at_place, slot_starts, slot_ends, slot_capacities, ready_by,
        warn, code_hex, lookup_hex, by_kind, by_id, NULL, at)
$$;
