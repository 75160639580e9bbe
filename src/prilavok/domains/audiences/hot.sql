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
