-- Shipments of fresh orders, by the list.

-- Plans one shipment per order, to be collected at its place. The code is sealed; its lookup is unique among those that
-- wait at the place: unique_violation of shipments_code_once means another code must be tried.
CREATE OR REPLACE FUNCTION shipments_plan(
    ids uuid[], orders uuid[], places uuid[], codes bytea[], lookups bytea[], keep timestamptz[], at timestamptz
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO shipments_shipment (id, "order", kind, place_id, state, code, code_lookup, planned_at, keep_until,
                                    version)
    SELECT s.id, s.of_order, 'collect', s.place, 'planned', s.code, s.lookup, at, s.until, 1
    FROM unnest(ids, orders, places, codes, lookups, keep) AS s (id, of_order, place, code, lookup, until)
    ORDER BY s.place, s.lookup
$$;

-- Positions (from 1) of those lookups that another shipment waits under at its place, or that stand earlier in the list:
-- shipments_plan would refuse them. Two plans at the same instant may still meet there.
CREATE OR REPLACE FUNCTION shipments_codes_taken(places uuid[], lookups bytea[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
    SELECT c.nth FROM (
        SELECT w.*, row_number() OVER (PARTITION BY w.place, w.lookup ORDER BY w.nth) AS among_equals
        FROM unnest(places, lookups) WITH ORDINALITY AS w (place, lookup, nth)
    ) AS c
    WHERE c.among_equals > 1 OR EXISTS (
        SELECT FROM shipments_shipment s WHERE s.place_id = c.place AND s.code_lookup = c.lookup
               AND s.state IN ('planned', 'picking', 'ready'))
$$;

-- Takes one numbered place in the first of these slots that has room; its beginning, null where all of them are full.
-- A number that another takes in this moment is waited for and passed over. One that is being given back counts as taken
-- until it is: whoever gives it back may be waiting for goods that we hold, so we must not wait for them.
CREATE OR REPLACE FUNCTION shipments_take_slot(
    for_shipment uuid, at_place uuid, starts timestamptz[], ends timestamptz[], capacities int[], at timestamptz
) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    free int;
BEGIN
    FOR one IN 1 .. cardinality(starts) LOOP
        -- Places may be fewer than when earlier ones were taken, and slots may have been cut otherwise.
        IF (SELECT count(*) FROM shipments_slot_place p WHERE p.place_id = at_place AND p.living
               AND p.starts_at >= starts[one] AND p.starts_at < ends[one]) >= capacities[one] THEN
            CONTINUE;
        END IF;
        FOR free IN
            SELECT n FROM generate_series(1, capacities[one]) AS n
             WHERE NOT EXISTS (SELECT FROM shipments_slot_place p WHERE p.place_id = at_place AND p.living
                                  AND p.starts_at = starts[one] AND p.nth = n)
             ORDER BY random()
        LOOP
            INSERT INTO shipments_slot_place (id, shipment_id, place_id, starts_at, ends_at, nth, living)
            VALUES (new_id(at), for_shipment, at_place, starts[one], ends[one], free, true) ON CONFLICT DO NOTHING;
            IF FOUND THEN
                RETURN starts[one];
            END IF;
        END LOOP;
    END LOOP;
    RETURN NULL;
END
$$;

-- Promises by when fresh shipments lie ready.
CREATE OR REPLACE FUNCTION shipments_promise_all(
    shipments uuid[], places uuid[], readies timestamptz[], warns int[]
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO shipments_promise (shipment_id, place_id, ready_by, warn_at, over)
    SELECT p.shipment, p.place, p.ready, p.ready - make_interval(mins => p.warn), false
    FROM unnest(shipments, places, readies, warns) AS p (shipment, place, ready, warn)
$$;

-- Promises when a fresh shipment lies ready: by the beginning of the slot it takes, or by the rule where its place has
-- no slots. Raises integrity trouble named shipments_slot_full where no slot has room: nothing of the story stays then.
CREATE OR REPLACE FUNCTION shipments_promise_ready(
    for_shipment uuid, at_place uuid, starts timestamptz[], ends timestamptz[], capacities int[], by_rule timestamptz,
    warn int, at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    ready timestamptz := by_rule;
BEGIN
    IF cardinality(starts) > 0 THEN
        ready := shipments_take_slot(for_shipment, at_place, starts, ends, capacities, at);
        IF ready IS NULL THEN
            RAISE EXCEPTION 'shipments_slot_full' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    PERFORM shipments_promise_all(ARRAY[for_shipment], ARRAY[at_place], ARRAY[ready], ARRAY[warn]);
END
$$;

-- For stories that take several slots in one transaction: while one of them is at it, the others wait at these places,
-- so that no two wait for each other's numbers. Who takes a single slot need not ask: nothing is waited for after it.
CREATE OR REPLACE FUNCTION shipments_queue_for_slots(at_places uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    one uuid;
BEGIN
    FOR one IN SELECT p FROM unnest(at_places) AS p ORDER BY p LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('slots ' || one::text, 0));
    END LOOP;
END
$$;
