-- Events come by the thousand and are told apart by their ids, which are made of source and message id.

-- Keeps the events whose ids were not told since a day; returns the ids that were new. Partitions are asked by their own
-- index and never read through, whatever the planner thinks of a day that has only begun.
CREATE OR REPLACE FUNCTION tracking_put(
    ids uuid[], sources uuid[], leaves uuid[], received timestamptz[], payloads text[], since date, until date
) RETURNS SETOF uuid LANGUAGE sql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    INSERT INTO tracking_told (day, id, source, leaf, received_at, payload)
    SELECT (t.received AT TIME ZONE 'UTC')::date, t.id, t.source, t.leaf, t.received, t.payload
    FROM unnest(ids, sources, leaves, received, payloads) AS t (id, source, leaf, received, payload)
    WHERE NOT EXISTS (
        SELECT FROM tracking_told e WHERE e.id = t.id AND e.day >= since AND e.day <= until
    )
    ON CONFLICT (day, id) DO NOTHING
    RETURNING id
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
