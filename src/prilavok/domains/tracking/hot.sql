-- Events come by the thousand and are told apart by their ids, which are made of source and message id.

-- Keeps the events whose ids were not told before; returns the ids that were. Of each request: its source and when it
-- was received; `bodies` has the words of all of them, one after the other. Of each event: the number of its request
-- (from 1), from which byte of `bodies` on (from 1) and how many bytes it is there; or its words, where they do not stand
-- there. Every day is asked by itself, by the index of its partition, which is never read through whatever the planner
-- thinks of a day that has only begun. Whoever calls this holds what landed, so that nobody else tells the same
-- meanwhile; somebody who does not is refused by the key, and keeps nothing.
CREATE OR REPLACE FUNCTION tracking_keep_told(
    sources uuid[], received timestamptz[], bodies bytea, ids uuid[], leaves uuid[], requests int[], firsts int[],
    sizes int[], payloads text[], since date, until date
) RETURNS SETOF uuid LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    known uuid[] := '{}';
BEGIN
    FOR ago IN 0..until - since LOOP
        known := known || ARRAY(
            SELECT e.id FROM unnest(ids) AS asked (id) JOIN tracking_told e ON e.day = until - ago AND e.id = asked.id
        );
    END LOOP;
    INSERT INTO tracking_told (day, id, source, leaf, received_at, payload)
    SELECT (received[one.request] AT TIME ZONE 'UTC')::date, one.id, sources[one.request], one.leaf,
           received[one.request], coalesce(one.payload, convert_from(substr(bodies, one.first, one.size), 'UTF8'))
    FROM unnest(ids, leaves, requests, firsts, sizes, payloads) AS one (id, leaf, request, first, size, payload)
    WHERE one.id NOT IN (SELECT unnest(known));
    RETURN QUERY SELECT DISTINCT unnest(known);
END
$$;

-- Makes the partitions of these days where they are not there yet; returns how many were new.
CREATE OR REPLACE FUNCTION tracking_open_days(first_day date, last_day date) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    one date;
    made int := 0;
BEGIN
    FOR one IN SELECT d::date FROM generate_series(first_day, last_day, interval '1 day') AS d LOOP
        IF to_regclass('tracking_told_' || to_char(one, 'YYYYMMDD')) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF tracking_told FOR VALUES FROM (%L) TO (%L)',
                'tracking_told_' || to_char(one, 'YYYYMMDD'), one, one + 1
            );
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END
$$;

-- Takes away the partitions of days before this one; returns how many.
CREATE OR REPLACE FUNCTION tracking_drop_days(before date) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    one text;
    gone int := 0;
BEGIN
    FOR one IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'tracking_told'::regclass AND c.relname < 'tracking_told_' || to_char(before, 'YYYYMMDD')
        ORDER BY 1
    LOOP
        EXECUTE format('DROP TABLE %I', one);
        gone := gone + 1;
    END LOOP;
    RETURN gone;
END
$$;
