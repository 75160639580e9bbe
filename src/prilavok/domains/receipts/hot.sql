-- Numbers of receipts: one row of numbers per legal entity and year, with gaps where a sale was undone.

-- The next number; the sequence is made with the first receipt of the year. Nobody waits for anybody but then.
CREATE OR REPLACE FUNCTION receipts_next_number(entity uuid, in_year int) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    named text := format('receipts_number_%s_%s', replace(entity::text, '-', ''), in_year);
BEGIN
    IF to_regclass(named) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(named, 0));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', named);
    END IF;
    RETURN nextval(named::regclass);
END
$$;
