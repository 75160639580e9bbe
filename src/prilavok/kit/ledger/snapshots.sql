-- Daily snapshots: an account that moves much gets its balance written down, so that "on 3 March" reads few moves.
-- A snapshot is a cache that never lies: whoever posts a move of the past mends the snapshots after it.

-- Private to the posting functions: adds late moves to the snapshots of the days since. The shared lock makes it wait
-- for a snapshot that is just being taken and has not seen the move; the mending statement then sees the snapshot.
CREATE OR REPLACE FUNCTION ledger_mend(debits uuid[], credits uuid[], amounts bigint[], occurred timestamptz[])
RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7234017283807667300);
    WITH side AS (
        SELECT unnest(debits) AS account, -unnest(amounts) AS units, unnest(occurred) AS at
        UNION ALL SELECT unnest(credits), unnest(amounts), unnest(occurred)
    ), target AS (
        SELECT s.id, s.account_id, (s.day + 1)::timestamp AT TIME ZONE 'UTC' AS ends FROM kit_snapshot s
        WHERE (s.account_id = ANY (debits) OR s.account_id = ANY (credits))
          AND s.day >= (SELECT (min(at) AT TIME ZONE 'UTC')::date FROM side)
        ORDER BY s.account_id, s.day FOR UPDATE
    )
    UPDATE kit_snapshot s SET posted = s.posted + change.units
    FROM (SELECT target.id, sum(side.units)::bigint AS units FROM target JOIN side ON side.account = target.account_id
          WHERE side.at < target.ends GROUP BY target.id) AS change
    WHERE s.id = change.id;
END
$$;

-- Writes down the balance at the end of a day (UTC) for up to `most` accounts after the given one, where at least
-- `every` moves came since the last snapshot. Returns the last account looked at (null: none was left), how many
-- were written. Refuses a day that ended less than an hour ago: moves of it may still be on their way.
CREATE OR REPLACE FUNCTION ledger_snapshot(for_day date, after uuid, most int, every int, at timestamptz)
RETURNS TABLE (last_account uuid, written bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    ends timestamptz := (for_day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
    IF at < ends + interval '1 hour' THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = format('the day %s has not settled yet', for_day);
    END IF;
    PERFORM pg_advisory_xact_lock(7234017283807667300);
    RETURN QUERY
    WITH slice AS (
        SELECT a.id FROM kit_account a WHERE after IS NULL OR a.id > after ORDER BY a.id LIMIT most
    ), counted AS (
        SELECT slice.id, coalesce(past.posted, 0) + coalesce(since.units, 0) AS posted, since.moves
        FROM slice
        LEFT JOIN LATERAL (
            SELECT s.posted, (s.day + 1)::timestamp AT TIME ZONE 'UTC' AS ended FROM kit_snapshot s
            WHERE s.account_id = slice.id AND s.day <= for_day ORDER BY s.day DESC LIMIT 1
        ) AS past ON true
        CROSS JOIN LATERAL (
            SELECT sum(units) AS units, count(*) AS moves FROM (
                SELECT -m.units AS units FROM kit_move m WHERE m.debit_id = slice.id
                    AND m.occurred_at >= coalesce(past.ended, '-infinity') AND m.occurred_at < ends
                    AND m.kind IN ('post', 'settle')
                UNION ALL
                SELECT m.units FROM kit_move m WHERE m.credit_id = slice.id
                    AND m.occurred_at >= coalesce(past.ended, '-infinity') AND m.occurred_at < ends
                    AND m.kind IN ('post', 'settle')
            ) AS side
        ) AS since
    ), taken AS (
        INSERT INTO kit_snapshot (id, account_id, day, posted)
        SELECT new_id(at), id, for_day, posted FROM counted WHERE moves >= every
        ON CONFLICT DO NOTHING RETURNING account_id
    )
    SELECT (SELECT id FROM slice ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM taken);
END
$$;
