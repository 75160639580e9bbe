-- Token buckets (kit/limits/buckets.py keeps the twin in memory). Tokens are kept in thousandths. SQL of PostgreSQL 15.

-- Take one token at an instant. retry_after: whole seconds until one is there, 0 where it was taken.
-- Time is only used up by the tokens it gave, so that many small waits add up; a clock set back costs nobody a wait.
CREATE OR REPLACE FUNCTION take_token(bucket text, capacity bigint, refill_per_minute bigint, at timestamptz)
RETURNS TABLE (allowed boolean, retry_after integer)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    kept kit_bucket%ROWTYPE;
    waited bigint;  -- microseconds
    gained bigint;  -- thousandths of a token
BEGIN
    -- A lock alone writes no second row of a bucket that is there.
    SELECT * INTO kept FROM kit_bucket b WHERE b.key = bucket FOR UPDATE;
    IF NOT FOUND THEN
        -- One statement that makes or locks it: between two of them another may give all tokens back, and it is gone.
        INSERT INTO kit_bucket AS b (key, tokens, refilled_at) VALUES (bucket, capacity * 1000, at)
        ON CONFLICT (key) DO UPDATE SET key = b.key RETURNING b.* INTO kept;
    END IF;
    waited := (extract(epoch FROM at - kept.refilled_at) * 1000000)::bigint;
    -- A wait longer than the bucket takes to fill counts as that; it also keeps the product within bigint.
    waited := least(waited, capacity * 60000000 / refill_per_minute + 1);
    IF waited < 0 THEN
        kept.refilled_at := at;
    ELSE
        gained := waited * refill_per_minute / 60000;
        IF kept.tokens + gained >= capacity * 1000 THEN
            kept.tokens := capacity * 1000;
            kept.refilled_at := at;
        ELSE
            kept.tokens := kept.tokens + gained;
            kept.refilled_at := kept.refilled_at
                + (gained * 60000 + refill_per_minute - 1) / refill_per_minute * interval '1 microsecond';
        END IF;
    END IF;
    allowed := kept.tokens >= 1000;
    IF allowed THEN
        kept.tokens := kept.tokens - 1000;
        retry_after := 0;
    ELSE
        retry_after := ((1000 - kept.tokens) * 60 + refill_per_minute * 1000 - 1) / (refill_per_minute * 1000);
    END IF;
    UPDATE kit_bucket b SET tokens = kept.tokens, refilled_at = kept.refilled_at WHERE b.key = bucket;
    RETURN NEXT;
END
$$;
