-- Candidates for the finder (kit/search/finding.py), which judges them word by word. SQL of PostgreSQL 15, pg_trgm.
-- Each part gives at most so many, in no order, and stops there: a name that thousands have costs as much as a rare one.
-- Scans that meet rows one by one are off: a planner that hopes to meet `most` of them soon would read through millions
-- that do not fit. Statements stand as they are, with one plan each, kept by the connection: to plan one takes longer
-- than to run it. So a beginning is told as a stretch ("from ab to ab and the last of all signs"), which needs no look at
-- the value to find its index, and customers, whose indexes are their own, have statements of their own.

-- Entries of a kind whose words fit one of the queries (tsquery: words, beginnings with ":*", "&" and "|").
CREATE OR REPLACE FUNCTION search_words(wanted_kind text, queries text[], most integer)
RETURNS TABLE (subject uuid, field text, folded text, reading integer)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    FOR place IN 1 .. cardinality(queries) LOOP
        IF wanted_kind = 'customer' THEN
            RETURN QUERY SELECT e.subject, e.field::text, e.folded, place FROM kit_search_entry e
              WHERE e.kind = 'customer' AND array_to_tsvector(string_to_array(e.folded, ' ')) @@ queries[place]::tsquery
              LIMIT most;
        ELSE
            RETURN QUERY SELECT e.subject, e.field::text, e.folded, place FROM kit_search_entry e
              WHERE e.kind = wanted_kind AND NOT (e.kind = 'customer')
                AND array_to_tsvector(string_to_array(e.folded, ' ')) @@ queries[place]::tsquery LIMIT most;
        END IF;
    END LOOP;
END
$$;

-- Entries of a kind that begin with one of the readings.
CREATE OR REPLACE FUNCTION search_beginnings(wanted_kind text, readings text[], most integer)
RETURNS TABLE (subject uuid, field text, folded text, reading integer)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    FOR place IN 1 .. cardinality(readings) LOOP
        RETURN QUERY SELECT e.subject, e.field::text, e.folded, place FROM kit_search_entry e
          WHERE e.kind = wanted_kind AND e.folded ~>=~ readings[place]
            AND e.folded ~<~ (readings[place] || chr(1114111))
          ORDER BY e.folded USING ~<~ LIMIT most;
    END LOOP;
END
$$;

-- Words of a kind's entries that begin as one of the typed does, the shortest of each first.
CREATE OR REPLACE FUNCTION search_words_begun(wanted_kind text, begun text[], most integer)
RETURNS TABLE (place integer, word text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    FOR nth IN 1 .. cardinality(begun) LOOP
        RETURN QUERY SELECT nth, w.word FROM kit_search_word w
          WHERE w.kind = wanted_kind AND w.word >= begun[nth] AND w.word < begun[nth] || chr(1114111)
          ORDER BY length(w.word), w.word LIMIT most;
    END LOOP;
END
$$;

-- Words of a kind's entries that share enough of their three-letter pieces with one of the typed words, the likest first.
-- closeness: thousandths of the typed word's pieces that one stretch of the other must hold.
CREATE OR REPLACE FUNCTION search_like_words(wanted_kind text, typed text[], closeness integer, most integer)
RETURNS TABLE (word text, place integer)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    -- The operator reads its threshold from a setting, and only the operator can use the index.
    PERFORM set_config('pg_trgm.word_similarity_threshold', (closeness / 1000.0)::text, true);
    FOR nth IN 1 .. cardinality(typed) LOOP
        RETURN QUERY EXECUTE
            'SELECT w.word, $4 FROM kit_search_word w WHERE w.kind = $1 AND $2 <% w.word
              ORDER BY word_similarity($2, w.word) DESC, length(w.word), w.word LIMIT $3'
            USING wanted_kind, typed[nth], most, nth;
    END LOOP;
END
$$;

-- Entries of a kind that begin or end with the run of digits (the tail of a phone).
CREATE OR REPLACE FUNCTION search_edges(wanted_kind text, run text, most integer)
RETURNS TABLE (subject uuid, field text, folded text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT e.subject, e.field::text, e.folded FROM kit_search_entry e
      WHERE e.kind = wanted_kind AND e.folded ~>=~ run AND e.folded ~<~ (run || chr(1114111))
      ORDER BY e.folded USING ~<~ LIMIT most;
    RETURN QUERY SELECT e.subject, e.field::text, e.folded FROM kit_search_entry e
      WHERE e.kind = wanted_kind AND e.folded ~ '[0-9]'
        AND reverse(e.folded) ~>=~ reverse(run) AND reverse(e.folded) ~<~ (reverse(run) || chr(1114111))
      ORDER BY reverse(e.folded) USING ~<~ LIMIT most;
END
$$;

-- Entries of a kind that hold the run of digits anywhere.
CREATE OR REPLACE FUNCTION search_within(wanted_kind text, run text, most integer)
RETURNS TABLE (subject uuid, field text, folded text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF wanted_kind = 'customer' THEN
        RETURN QUERY SELECT e.subject, e.field::text, e.folded FROM kit_search_entry e
          WHERE e.kind = 'customer' AND e.folded LIKE '%' || run || '%' AND e.folded ~ '[0-9]' LIMIT most;
    ELSE
        RETURN QUERY SELECT e.subject, e.field::text, e.folded FROM kit_search_entry e
          WHERE e.kind = wanted_kind AND NOT (e.kind = 'customer')
            AND e.folded LIKE '%' || run || '%' AND e.folded ~ '[0-9]' LIMIT most;
    END IF;
END
$$;

-- Entries of a kind that end with one of the numbers, with letters of their own before it or none.
CREATE OR REPLACE FUNCTION search_numbers(wanted_kind text, numbers text[], most integer)
RETURNS TABLE (subject uuid, field text, folded text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
    -- Behind the digits of the number no digit but any letter may stand: "~" sorts behind them all.
    RETURN QUERY EXECUTE
        'SELECT e.subject, e.field::text, e.folded FROM unnest($2) AS one(number), LATERAL (
            SELECT * FROM kit_search_entry e WHERE e.kind = $1 AND e.folded ~ ''[0-9]''
               AND reverse(e.folded) ~>=~ reverse(one.number) AND reverse(e.folded) ~<~ (reverse(one.number) || ''~'')
             LIMIT $3) AS e'
        USING wanted_kind, numbers, most;
END
$$;
