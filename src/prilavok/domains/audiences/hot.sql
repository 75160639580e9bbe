-- When time alone may next change who belongs to a segment: of all that were asked, just the given ones.
CREATE OR REPLACE FUNCTION put_segment_turns(segment uuid, asked uuid[], customers uuid[], turns timestamptz[])
RETURNS void
LANGUAGE sql AS $$
    DELETE FROM audiences_turn AS t
     WHERE t.segment_id = put_segment_turns.segment AND t.customer = ANY(put_segment_turns.asked)
       AND t.customer <> ALL(put_segment_turns.customers);
    INSERT INTO audiences_turn (segment_id, customer, turns_at)
    SELECT put_segment_turns.segment, one.customer, one.turns_at
    FROM unnest(put_segment_turns.customers, put_segment_turns.turns) AS one(customer, turns_at)
    ORDER BY one.customer
    ON CONFLICT (segment_id, customer) DO UPDATE SET turns_at = excluded.turns_at
        WHERE audiences_turn.turns_at <> excluded.turns_at
$$;

-- Everybody of a span of customers was judged: who enters which segment, who goes, and when time may next move whom.
CREATE OR REPLACE FUNCTION settle_counted(
    entered_to uuid[], entered uuid[], gone_from uuid[], gone uuid[], turning_in uuid[], turning uuid[],
    turns timestamptz[], resting_in uuid[], resting uuid[], at timestamptz
) RETURNS void
LANGUAGE sql AS $$
    UPDATE audiences_membership AS m SET left_at = settle_counted.at, left_by = 'counted'
      FROM unnest(settle_counted.gone_from, settle_counted.gone) AS one(segment, customer)
     WHERE m.segment_id = one.segment AND m.customer = one.customer AND m.left_at IS NULL;
    INSERT INTO audiences_membership (id, segment_id, customer, entered_at, entered_by)
    SELECT new_id(settle_counted.at), one.segment, one.customer, settle_counted.at, 'counted'
    FROM unnest(settle_counted.entered_to, settle_counted.entered) AS one(segment, customer);
    UPDATE audiences_segment AS s SET size = s.size + moved.more
      FROM (SELECT one.segment, sum(one.more)::int AS more FROM (
                SELECT unnest(settle_counted.entered_to) AS segment, 1 AS more
                UNION ALL SELECT unnest(settle_counted.gone_from), -1) AS one GROUP BY one.segment) AS moved
     WHERE s.id = moved.segment;
    DELETE FROM audiences_turn AS t
     USING unnest(settle_counted.resting_in, settle_counted.resting) AS one(segment, customer)
     WHERE t.segment_id = one.segment AND t.customer = one.customer;
    INSERT INTO audiences_turn (segment_id, customer, turns_at)
    SELECT one.segment, one.customer, one.turns_at
    FROM unnest(settle_counted.turning_in, settle_counted.turning, settle_counted.turns)
        AS one(segment, customer, turns_at)
    ON CONFLICT (segment_id, customer) DO UPDATE SET turns_at = excluded.turns_at
$$;
