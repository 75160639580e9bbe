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
