-- The one ledger: append-only moves, and balance rows guarded by a CHECK for real accounts.
-- A move takes units from its debit account to its credit account. Every function takes whole lists,
-- locks balance rows in the order of their ids, and touches each of them once.

-- An account's id is the digest of its name, so that two writers that open the same account agree without asking.
CREATE OR REPLACE FUNCTION ledger_account_id(book text, holder uuid, unit uuid, state text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(book || holder::text || unit::text || state)::uuid
$$;

-- Opens the accounts that are not there yet; guarded ones get a balance row of nought.
CREATE OR REPLACE FUNCTION ledger_open(book text, holders uuid[], units uuid[], states text[], guards boolean[])
RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    WITH wanted AS (
        SELECT DISTINCT ledger_account_id(book, w.holder, w.unit, w.state) AS id, w.holder, w.unit, w.state, w.guarded
        FROM unnest(holders, units, states, guards) AS w (holder, unit, state, guarded)
    ), missing AS (
        SELECT * FROM wanted WHERE NOT EXISTS (SELECT FROM kit_account a WHERE a.id = wanted.id)
    ), opened AS (
        INSERT INTO kit_account (id, book, holder, unit, state, guarded)
        SELECT id, book, holder, unit, state, guarded FROM missing ORDER BY id
        ON CONFLICT DO NOTHING
        RETURNING id, guarded
    )
    INSERT INTO kit_balance (account_id, posted) SELECT id, 0 FROM opened WHERE guarded
$$;

-- Whether a list holds a move that happened so long before it was recorded that a daily snapshot may stand already:
-- ledger_snapshot waits an hour after the day's end, and no writing transaction lasts half of that.
CREATE OR REPLACE FUNCTION ledger_is_late(occurred timestamptz[], recorded timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(min(o.at) < recorded - interval '30 minutes', false) FROM unnest(occurred) AS o (at)
$$;

-- Private: locks the balances of a list in the order of their ids, and refuses accounts that nobody has opened
-- (foreign_key_violation): one that another transaction opens in this very moment has a balance that cannot be seen
-- here yet, and would miss the moves. A statement of its own, because an UPDATE that waits for a row checks its
-- constraint on the row as it was before the wait: it would refuse what the newest row allows.
CREATE OR REPLACE FUNCTION ledger_lock(debits uuid[], credits uuid[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    strangers uuid[];
BEGIN
    SELECT array_agg(named.account) INTO strangers
    FROM (SELECT unnest(debits) AS account UNION SELECT unnest(credits)) AS named
    WHERE NOT EXISTS (SELECT FROM kit_account a WHERE a.id = named.account);
    IF strangers IS NOT NULL THEN
        RAISE foreign_key_violation USING MESSAGE = format('accounts not opened: %s', strangers);
    END IF;
    PERFORM FROM kit_balance b
    JOIN (SELECT unnest(debits) AS account UNION SELECT unnest(credits)) AS named ON named.account = b.account_id
    ORDER BY b.account_id FOR UPDATE OF b;
END
$$;

-- Posts moves at once. A guarded account that would fall below what is held on it refuses the whole list
-- (check_violation on kit_balance_guard); facts that have already happened go through ledger_draw instead.
-- Every account must have been opened before.
CREATE OR REPLACE FUNCTION ledger_post(
    ids uuid[], debits uuid[], credits uuid[], amounts bigint[], causes text[], cause_ids uuid[],
    occurred timestamptz[], recorded timestamptz, from_origin text, is_generated boolean
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    PERFORM ledger_lock(debits, credits);
    WITH change AS (
        SELECT account, sum(units)::bigint AS units FROM (
            SELECT unnest(debits) AS account, -unnest(amounts) AS units
            UNION ALL SELECT unnest(credits), unnest(amounts)
        ) AS side GROUP BY account
    ), counted AS (
        UPDATE kit_balance b SET posted = b.posted + change.units, version = b.version + 1
        FROM change WHERE b.account_id = change.account
    )
    INSERT INTO kit_move (id, kind, debit_id, credit_id, units, cause, cause_id, occurred_at, recorded_at,
                          origin, generated)
    SELECT m.id, 'post', m.debit, m.credit, m.units, m.cause, m.cause_id, m.at, recorded, from_origin, is_generated
    FROM unnest(ids, debits, credits, amounts, causes, cause_ids, occurred)
         AS m (id, debit, credit, units, cause, cause_id, at);
    IF ledger_is_late(occurred, recorded) THEN
        PERFORM ledger_mend(debits, credits, amounts, occurred);
    END IF;
END
$$;

-- Posts moves that have already happened and cannot be refused: what a debit account lacks at its turn in the list
-- (held units are not free) comes from its fallback account first, as a move of cause `discrepancy` with the same
-- cause_id. Fallbacks are counter-accounts and may be opened later in the transaction; debits and credits before.
-- Returns the position (from 1) of each move that was short, and by how many units.
CREATE OR REPLACE FUNCTION ledger_draw(
    ids uuid[], debits uuid[], credits uuid[], fallbacks uuid[], amounts bigint[], causes text[], cause_ids uuid[],
    occurred timestamptz[], recorded timestamptz, from_origin text
) RETURNS TABLE (place_in_list bigint, short bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    nths bigint[];
    lacks bigint[];
    short_debits uuid[];
    short_fallbacks uuid[];
    short_instants timestamptz[];
BEGIN
    PERFORM ledger_lock(debits, credits);
    WITH wanted AS (
        SELECT * FROM unnest(ids, debits, credits, fallbacks, amounts, causes, cause_ids, occurred) WITH ORDINALITY
            AS m (id, debit, credit, fallback, units, cause, cause_id, at, nth)
    ), running AS (
        -- What would be free on each guarded account after each of its moves, were nothing added.
        SELECT side.*, b.posted - b.held + sum(side.units) OVER (PARTITION BY side.account ORDER BY side.nth) AS left_over
        FROM (SELECT debit AS account, nth, -units AS units FROM wanted
              UNION ALL SELECT credit, nth, units FROM wanted) AS side
        JOIN kit_balance b ON b.account_id = side.account
    ), deepest AS (
        -- What had to be added up to each of them: the deepest fall below nought so far.
        SELECT account, nth, units, greatest(-min(left_over) OVER (PARTITION BY account ORDER BY nth), 0) AS added
        FROM running
    ), judged AS (
        SELECT *, added - coalesce(lag(added) OVER (PARTITION BY account ORDER BY nth), 0) AS lacking FROM deepest
    ), shortage AS (
        SELECT nth, lacking::bigint AS lacking FROM judged WHERE lacking > 0
    ), counted AS (
        UPDATE kit_balance b SET posted = b.posted + change.units, version = b.version + 1
        FROM (SELECT account, sum(units + lacking)::bigint AS units FROM judged GROUP BY account) AS change
        WHERE b.account_id = change.account
    ), moved AS (
        INSERT INTO kit_move (id, kind, debit_id, credit_id, units, cause, cause_id, occurred_at, recorded_at,
                              origin, generated)
        SELECT new_id(recorded), 'post', fallback, debit, lacking, 'discrepancy', cause_id, at, recorded,
               from_origin, false
        FROM shortage JOIN wanted USING (nth)
        UNION ALL
        SELECT id, 'post', debit, credit, units, cause, cause_id, at, recorded, from_origin, false FROM wanted
    )
    SELECT array_agg(nth ORDER BY nth), array_agg(lacking ORDER BY nth), array_agg(debits[nth] ORDER BY nth),
           array_agg(fallbacks[nth] ORDER BY nth), array_agg(occurred[nth] ORDER BY nth)
    INTO nths, lacks, short_debits, short_fallbacks, short_instants
    FROM shortage;
    IF EXISTS (SELECT FROM kit_balance b WHERE b.account_id = ANY (short_fallbacks)) THEN
        RAISE check_violation USING MESSAGE = 'a fallback must be a counter-account: it is drawn without asking';
    END IF;
    IF ledger_is_late(occurred, recorded) THEN
        PERFORM ledger_mend(debits || short_fallbacks, credits || short_debits, amounts || lacks,
                            occurred || short_instants);
    END IF;
    RETURN QUERY SELECT * FROM unnest(nths, lacks);
END
$$;
