-- The twin of kit/ids.py for set-based writes: a UUIDv7 (RFC 9562) stamped with the given instant, to the millisecond.
-- Random below the millisecond: ids of one statement do not rise among themselves. SQL of PostgreSQL 15.
CREATE OR REPLACE FUNCTION new_id(at timestamptz) RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$
    -- gen_random_uuid() is version 4 (0100); bits 52 and 53 make it 7 (0111), the variant is already right.
    SELECT encode(
        set_bit(set_bit(
            overlay(
                uuid_send(gen_random_uuid())
                PLACING substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6
            ), 52, 1), 53, 1),
        'hex')::uuid
$$;
