-- Candidates for the finder (kit/search/finding.py), which judges them word by word. SQL of PostgreSQL 15, pg_trgm.

-- Entries of a kind that share enough of their three-letter pieces with one of the readings, the likest first.
-- closeness: thousandths of the reading's pieces that one stretch of the entry must hold.
CREATE OR REPLACE FUNCTION search_alike(wanted_kind text, readings text[], closeness integer, most integer)
RETURNS TABLE (subject uuid, field text, folded text, reading integer)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    -- The operator reads its threshold from a setting, and only the operator can use the index.
    PERFORM set_config('pg_trgm.word_similarity_threshold', (closeness / 1000.0)::text, true);
    FOR place IN 1 .. cardinality(readings) LOOP
        RETURN QUERY EXECUTE
            'SELECT e.subject, e.field::text, e.folded, $4 FROM kit_search_entry e
              WHERE e.kind = $1 AND $2 <% e.folded
              ORDER BY word_similarity($2, e.folded) DESC, length(e.folded), e.subject LIMIT $3'
            USING wanted_kind, readings[place], most, place;
    END LOOP;
END
$$;

-- Entries of a kind that hold one of the runs of digits anywhere (the tail of a phone, a card, an order's number).
-- An underscore in a run stands for any one digit.
CREATE OR REPLACE FUNCTION search_digits(wanted_kind text, readings text[], most integer)
RETURNS TABLE (subject uuid, field text, folded text, reading integer)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    FOR place IN 1 .. cardinality(readings) LOOP
        RETURN QUERY EXECUTE
            'SELECT e.subject, e.field::text, e.folded, $4 FROM kit_search_entry e
              WHERE e.kind = $1 AND e.folded LIKE ''%'' || $2 || ''%''
              ORDER BY length(e.folded), e.subject LIMIT $3'
            USING wanted_kind, readings[place], most, place;
    END LOOP;
END
$$;
