-- Points are accounts of the ledger in the book `points`: `spendable` of a leaf, `issued` of the programme.
CREATE OR REPLACE FUNCTION loyalty_earn(
    ids uuid[], programme uuid, leaves uuid[], orders uuid[], amounts bigint[], occurred timestamptz[],
    recorded timestamptz, from_origin text
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    count int := cardinality(ids);
BEGIN
    PERFORM ledger_open('points', leaves || programme, array_fill(programme, ARRAY[count + 1]),
                        array_fill('spendable'::text, ARRAY[count]) || 'issued'::text,
                        array_fill(true, ARRAY[count]) || false);
    PERFORM ledger_post(
        ids,
        array_fill(ledger_account_id('points', programme, programme, 'issued'), ARRAY[count]),
        (SELECT array_agg(ledger_account_id('points', leaf, programme, 'spendable') ORDER BY nth)
         FROM unnest(leaves) WITH ORDINALITY AS l (leaf, nth)),
        amounts, array_fill('earn'::text, ARRAY[count]), orders, occurred, recorded, from_origin, false);
END
$$;

-- Spends points of one holder, whose leaves come in their recorded order: each gives what is free on it before the next
-- is asked, none falls below what is held. All or nothing: no row where there are fewer than wanted. The account that
-- the order will earn on is opened here, so that all rows of the story are known before the first of them is locked.
CREATE OR REPLACE FUNCTION loyalty_burn(
    programme uuid, leaves uuid[], earner uuid, wanted bigint, of_order uuid, at timestamptz, from_origin text
) RETURNS TABLE (leaf uuid, points bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    givers uuid[];
    given bigint[];
BEGIN
    PERFORM ledger_open('points', ARRAY[programme, programme, earner], array_fill(programme, ARRAY[3]),
                        ARRAY['issued', 'burned', 'spendable'], ARRAY[false, false, true]);
    PERFORM FROM kit_balance b
    WHERE b.account_id IN (SELECT ledger_account_id('points', l.leaf, programme, 'spendable')
                           FROM unnest(leaves || earner) AS l (leaf))
    ORDER BY b.account_id FOR UPDATE;
    WITH own AS (
        SELECT l.leaf, l.nth, b.posted - b.held AS free
        FROM unnest(leaves) WITH ORDINALITY AS l (leaf, nth)
        JOIN kit_balance b ON b.account_id = ledger_account_id('points', l.leaf, programme, 'spendable')
        WHERE b.posted > b.held
    ), running AS (
        SELECT leaf, nth, free, (sum(free) OVER (ORDER BY nth) - free)::bigint AS before FROM own
    )
    SELECT array_agg(leaf ORDER BY nth), array_agg(least(free, wanted - before) ORDER BY nth)
    INTO givers, given
    FROM running WHERE before < wanted;
    IF wanted IS DISTINCT FROM (SELECT sum(units)::bigint FROM unnest(given) AS g (units)) THEN
        RETURN;
    END IF;
    PERFORM ledger_post(
        (SELECT array_agg(new_id(at)) FROM unnest(givers)),
        (SELECT array_agg(ledger_account_id('points', g.leaf, programme, 'spendable') ORDER BY g.nth)
         FROM unnest(givers) WITH ORDINALITY AS g (leaf, nth)),
        array_fill(ledger_account_id('points', programme, programme, 'burned'), ARRAY[cardinality(givers)]),
        given, array_fill('burn'::text, ARRAY[cardinality(givers)]),
        array_fill(of_order, ARRAY[cardinality(givers)]), array_fill(at, ARRAY[cardinality(givers)]),
        at, from_origin, false);
    RETURN QUERY SELECT * FROM unnest(givers, given);
END
$$;
