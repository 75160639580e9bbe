-- Two-phase moves of the ledger: reserve holds units on the debit account until an instant; settle posts them (or a
-- part), void and expire release them. Moves are immutable; kit_hold is what is still open of a reservation.
-- Lock order, everywhere the same: holds by id, then balances by id. In one transaction settle before you reserve.
-- Settling and releasing lessen `held` by what is open, so a balance may be locked and changed in one statement: its
-- CHECK holds on the row before a wait as on the newest. Where that is not so, the lock is a statement of its own.

-- Holds units for owners, all or nothing: demand is added up per account before it is asked for.
-- Returns no row when everything is held; else the accounts that are short, and nothing is changed.
-- Only a guarded account that is open has anything free.
CREATE OR REPLACE FUNCTION ledger_reserve(
    ids uuid[], debits uuid[], credits uuid[], amounts bigint[], causes text[], cause_ids uuid[], owners uuid[],
    expires timestamptz[], occurred timestamptz[], recorded timestamptz, from_origin text
) RETURNS TABLE (debit uuid, asked bigint, free bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH demand AS (
        SELECT d.account, sum(d.units)::bigint AS units FROM unnest(debits, amounts) AS d (account, units)
        GROUP BY d.account
    ), locked AS (
        SELECT b.account_id, b.posted - b.held AS units FROM kit_balance b JOIN demand ON demand.account = b.account_id
        ORDER BY b.account_id FOR UPDATE OF b
    )
    SELECT demand.account, demand.units, coalesce(locked.units, 0)
    FROM demand LEFT JOIN locked ON locked.account_id = demand.account
    WHERE demand.units > coalesce(locked.units, 0)
    ORDER BY demand.account;
    IF FOUND THEN
        RETURN;
    END IF;
    WITH demand AS (
        SELECT d.account, sum(d.units)::bigint AS units FROM unnest(debits, amounts) AS d (account, units)
        GROUP BY d.account
    ), counted AS (
        UPDATE kit_balance b SET held = b.held + demand.units, version = b.version + 1
        FROM demand WHERE b.account_id = demand.account
    ), moved AS (
        INSERT INTO kit_move (id, kind, debit_id, credit_id, units, cause, cause_id, expires_at, occurred_at,
                              recorded_at, origin)
        SELECT m.id, 'reserve', m.debit, m.credit, m.units, m.cause, m.cause_id, m.until, m.at, recorded, from_origin
        FROM unnest(ids, debits, credits, amounts, causes, cause_ids, expires, occurred)
             AS m (id, debit, credit, units, cause, cause_id, until, at)
    )
    INSERT INTO kit_hold (move_id, units, owner, expires_at)
    SELECT h.id, h.units, h.owner, h.until FROM unnest(ids, amounts, owners, expires) AS h (id, units, owner, until);
END
$$;

-- Posts held units to the credit accounts of their reservations, all or nothing. An amount of null means all that is
-- open; a cause of null means the reservation's own. What is left of a hold stays held, or is voided.
-- Returns no row when everything is posted; else the holds that are not open any more (0: settled, voided or past
-- their time) or hold less than asked, and nothing is changed.
CREATE OR REPLACE FUNCTION ledger_settle(
    ids uuid[], holds uuid[], amounts bigint[], causes text[], cause_ids uuid[], rest_stays boolean,
    occurred timestamptz[], recorded timestamptz, from_origin text
) RETURNS TABLE (hold uuid, asked bigint, open bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    debits uuid[];
    credits uuid[];
    posted_units bigint[];
    instants timestamptz[];
BEGIN
    RETURN QUERY
    WITH locked AS (
        SELECT h.move_id, h.units FROM kit_hold h WHERE h.move_id = ANY (holds) AND h.expires_at > recorded
        ORDER BY h.move_id FOR UPDATE
    ), demand AS (
        SELECT w.hold, coalesce(locked.units, 0) AS open, sum(coalesce(w.units, locked.units, 1))::bigint AS units
        FROM unnest(holds, amounts) AS w (hold, units) LEFT JOIN locked ON locked.move_id = w.hold
        GROUP BY w.hold, locked.units
    )
    SELECT demand.hold, demand.units, demand.open FROM demand
    WHERE demand.units > demand.open OR demand.open = 0
    ORDER BY demand.hold;
    IF FOUND THEN
        RETURN;
    END IF;
    WITH wanted AS (
        SELECT w.id, w.hold, coalesce(w.units, h.units) AS units, h.units AS open, m.debit_id, m.credit_id,
               coalesce(w.cause, m.cause) AS cause, CASE WHEN w.cause IS NULL THEN m.cause_id ELSE w.cause_id END
               AS cause_id, w.at
        FROM unnest(ids, holds, amounts, causes, cause_ids, occurred) AS w (id, hold, units, cause, cause_id, at)
        JOIN kit_hold h ON h.move_id = w.hold JOIN kit_move m ON m.id = w.hold
    ), settled AS (
        SELECT hold, debit_id, credit_id, open, sum(units)::bigint AS units,
               CASE WHEN rest_stays THEN 0 ELSE open - sum(units)::bigint END AS rest
        FROM wanted GROUP BY hold, debit_id, credit_id, open
    ), change AS (
        SELECT account, sum(posted)::bigint AS posted, sum(released)::bigint AS released FROM (
            SELECT debit_id AS account, -units AS posted, units + rest AS released FROM settled
            UNION ALL SELECT credit_id, units, 0 FROM settled
        ) AS side GROUP BY account
    ), locked AS (
        SELECT b.account_id, change.posted, change.released
        FROM kit_balance b JOIN change ON change.account = b.account_id ORDER BY b.account_id FOR UPDATE OF b
    ), counted AS (
        UPDATE kit_balance b
        SET posted = b.posted + locked.posted, held = b.held - locked.released, version = b.version + 1
        FROM locked WHERE b.account_id = locked.account_id
    ), closed AS (
        DELETE FROM kit_hold h USING settled WHERE h.move_id = settled.hold AND settled.units + rest = open
    ), lessened AS (
        UPDATE kit_hold h SET units = open - settled.units
        FROM settled WHERE h.move_id = settled.hold AND settled.units + rest < open
    ), moved AS (
        INSERT INTO kit_move (id, kind, debit_id, credit_id, units, cause, cause_id, pending_id, occurred_at,
                              recorded_at, origin)
        SELECT id, 'settle', debit_id, credit_id, units, cause, cause_id, hold, at, recorded, from_origin FROM wanted
        UNION ALL
        SELECT new_id(recorded), 'void', s.debit_id, s.credit_id, rest, m.cause, m.cause_id, hold, recorded, recorded,
               from_origin
        FROM settled s JOIN kit_move m ON m.id = s.hold WHERE rest > 0
    )
    SELECT array_agg(debit_id), array_agg(credit_id), array_agg(units), array_agg(at)
    INTO debits, credits, posted_units, instants FROM wanted;
    IF ledger_is_late(occurred, recorded) THEN
        PERFORM ledger_mend(debits, credits, posted_units, instants);
    END IF;
END
$$;

-- Gives back what is still open of reservations. What is not open any more is passed over: a neighbour is not held up.
-- Returns each hold that was voided and what it released.
CREATE OR REPLACE FUNCTION ledger_void(holds uuid[], recorded timestamptz, from_origin text)
RETURNS TABLE (hold uuid, owner uuid, debit uuid, units bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    found_holds uuid[];
BEGIN
    SELECT array_agg(move_id) INTO found_holds FROM (
        SELECT h.move_id FROM kit_hold h WHERE h.move_id = ANY (holds) ORDER BY h.move_id FOR UPDATE
    ) AS locked;
    RETURN QUERY SELECT * FROM ledger_release(found_holds, 'void', recorded, from_origin);
END
$$;

-- Gives back up to `most` holds whose time has passed at the instant; those that somebody is settling are passed over.
-- Their moves carry the origin of the reservation. Returns what was released.
CREATE OR REPLACE FUNCTION ledger_expire(at timestamptz, most int)
RETURNS TABLE (hold uuid, owner uuid, debit uuid, units bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    found_holds uuid[];
BEGIN
    SELECT array_agg(move_id) INTO found_holds FROM (
        SELECT h.move_id FROM kit_hold h WHERE h.expires_at <= at ORDER BY h.expires_at LIMIT most
        FOR UPDATE SKIP LOCKED
    ) AS locked;
    RETURN QUERY SELECT * FROM ledger_release(found_holds, 'expire', at, NULL);
END
$$;

-- Private to void and expire, which have locked the holds: releases them whole.
CREATE OR REPLACE FUNCTION ledger_release(holds uuid[], as_kind text, recorded timestamptz, from_origin text)
RETURNS TABLE (hold uuid, owner uuid, debit uuid, units bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH open AS (
        SELECT h.move_id, h.owner, h.units, m.debit_id, m.credit_id, m.cause, m.cause_id, m.origin
        FROM kit_hold h JOIN kit_move m ON m.id = h.move_id WHERE h.move_id = ANY (holds)
    ), locked AS (
        SELECT b.account_id, change.units
        FROM kit_balance b JOIN (SELECT debit_id, sum(units)::bigint AS units FROM open GROUP BY debit_id) AS change
             ON change.debit_id = b.account_id
        ORDER BY b.account_id FOR UPDATE OF b
    ), counted AS (
        UPDATE kit_balance b SET held = b.held - locked.units, version = b.version + 1
        FROM locked WHERE b.account_id = locked.account_id
    ), closed AS (
        DELETE FROM kit_hold h USING open WHERE h.move_id = open.move_id
    ), moved AS (
        INSERT INTO kit_move (id, kind, debit_id, credit_id, units, cause, cause_id, pending_id, occurred_at,
                              recorded_at, origin)
        SELECT new_id(recorded), as_kind, debit_id, credit_id, units, cause, cause_id, move_id, recorded, recorded,
               coalesce(from_origin, origin)
        FROM open
    )
    SELECT open.move_id, open.owner, open.debit_id, open.units FROM open ORDER BY open.move_id;
END
$$;

-- For several reservations in one transaction: locks the balances of all of them first, in the order of their ids.
-- Accounts that nobody has opened have none, and nothing is free on them.
CREATE OR REPLACE FUNCTION ledger_lock_balances(accounts uuid[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM FROM kit_balance b WHERE b.account_id = ANY (accounts) ORDER BY b.account_id FOR UPDATE;
END
$$;
