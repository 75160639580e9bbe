-- Points are accounts of the ledger in the book `points`: `spendable` of a leaf, `issued` of the programme.
-- Those that end are lots besides; what an account holds above its lots does not end. Whoever changes lots of an
-- account holds its balance row.

-- Private: when points end that came at an instant and live for so many full days by a clock.
CREATE OR REPLACE FUNCTION loyalty_end_of(came timestamptz, days int, zone text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ((came AT TIME ZONE zone)::date + days + 1)::timestamp AT TIME ZONE zone
$$;

-- Private: when the end is told, nowhere where nobody is warned.
CREATE OR REPLACE FUNCTION loyalty_warn_at(ends timestamptz, warn_days int) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN warn_days > 0 THEN ends - make_interval(days => warn_days) END
$$;

-- Private: by which rule points end that were earned at an instant; no row before the first one.
CREATE OR REPLACE FUNCTION loyalty_rule_at(of_programme uuid, at timestamptz)
RETURNS TABLE (days int, warn_days int, back_days int, zone text) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT r.days::int, r.warn_days::int, r.back_days::int, r.zone FROM loyalty_ending r
    WHERE r.programme_id = of_programme AND r.valid_from <= at ORDER BY r.valid_from DESC LIMIT 1
$$;

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
    -- A first filling brings what was earned before there was a rule of ours: it does not end.
    IF from_origin <> 'load' THEN
        INSERT INTO loyalty_lot (id, programme_id, leaf, "order", points, remains, ends_at, warns_at)
        SELECT e.id, programme, e.leaf, e.of_order, e.units, e.units, falls.due, loyalty_warn_at(falls.due, rule.warn_days)
        FROM unnest(ids, leaves, orders, amounts, occurred) AS e (id, leaf, of_order, units, at)
        CROSS JOIN LATERAL loyalty_rule_at(programme, e.at) AS rule
        CROSS JOIN LATERAL (SELECT greatest(loyalty_end_of(e.at, rule.days, rule.zone),
                                            loyalty_end_of(recorded, rule.back_days, rule.zone)) AS due) AS falls
        WHERE rule.days IS NOT NULL;
    END IF;
END
$$;

-- Private: takes points of one holder, whose leaves come in their recorded order: what ends first before what ends later
-- or never, and of what does not end each leaf gives what is free on it before the next is asked; none falls below what
-- is held. All or nothing: no row where there are fewer than wanted. They go to `burned` of the programme, or to `lent` of
-- their own leaf. The account that the order will earn on is opened here, so that all rows of the story are known before the first of them is locked.
CREATE OR REPLACE FUNCTION loyalty_take(
    programme uuid, leaves uuid[], earner uuid, wanted bigint, of_order uuid, as_cause text, into_state text,
    at timestamptz, from_origin text
) RETURNS TABLE (leaf uuid, points bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    pieces jsonb;
    givers uuid[];
    given bigint[];
    moves uuid[];
BEGIN
    PERFORM ledger_open('points', ARRAY[programme, programme, earner], array_fill(programme, ARRAY[3]),
                        ARRAY['issued', 'burned', 'spendable'], ARRAY[false, false, true]);
    PERFORM ledger_open('points', leaves, array_fill(programme, ARRAY[cardinality(leaves)]),
                        array_fill(into_state, ARRAY[cardinality(leaves)]), array_fill(true, ARRAY[cardinality(leaves)]))
    WHERE into_state = 'lent';
    PERFORM FROM kit_balance b
    WHERE b.account_id IN (SELECT ledger_account_id('points', l.leaf, programme, 'spendable')
                           FROM unnest(leaves || earner) AS l (leaf))
    ORDER BY b.account_id FOR UPDATE;
    WITH own AS (
        SELECT l.leaf, l.nth, b.posted - b.held AS free
        FROM unnest(leaves) WITH ORDINALITY AS l (leaf, nth)
        JOIN kit_balance b ON b.account_id = ledger_account_id('points', l.leaf, programme, 'spendable')
        WHERE b.posted > b.held
    ), part AS (
        SELECT own.leaf, own.nth, own.free, lot.id AS lot, lot.ends_at, lot.remains AS units
        FROM own JOIN loyalty_lot lot ON lot.leaf = own.leaf AND lot.programme_id = programme AND lot.remains > 0
        UNION ALL
        SELECT leaf, nth, free, NULL, 'infinity', free FROM own
    ), fitting AS (
        -- What a leaf's lots leave of it does not end.
        SELECT leaf, nth, lot, ends_at,
               least(units, free - coalesce(sum(units) OVER (
                   PARTITION BY leaf ORDER BY ends_at, lot ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
               )::bigint AS units
        FROM part
    ), running AS (
        SELECT leaf, nth, lot, units, row_number() OVER turn AS turn, (sum(units) OVER turn - units)::bigint AS before
        FROM fitting WHERE units > 0 WINDOW turn AS (ORDER BY ends_at, nth, lot)
    ), taken AS (
        SELECT leaf, nth, lot, turn, least(units, wanted - before) AS units FROM running WHERE before < wanted
    )
    SELECT (SELECT jsonb_agg(jsonb_build_array(lot, leaf, units)) FROM taken WHERE lot IS NOT NULL),
           array_agg(leaf ORDER BY nth), array_agg(units ORDER BY nth), array_agg(new_id(at))
    INTO pieces, givers, given, moves
    FROM (SELECT leaf, nth, sum(units)::bigint AS units FROM taken GROUP BY leaf, nth) AS by_leaf;
    IF wanted IS DISTINCT FROM (SELECT sum(units)::bigint FROM unnest(given) AS g (units)) THEN
        RETURN;
    END IF;
    PERFORM ledger_post(
        moves,
        (SELECT array_agg(ledger_account_id('points', g.leaf, programme, 'spendable') ORDER BY g.nth)
         FROM unnest(givers) WITH ORDINALITY AS g (leaf, nth)),
        (SELECT array_agg(ledger_account_id('points', CASE into_state WHEN 'lent' THEN g.leaf ELSE programme END,
                                            programme, into_state) ORDER BY g.nth)
         FROM unnest(givers) WITH ORDINALITY AS g (leaf, nth)),
        given, array_fill(as_cause, ARRAY[cardinality(givers)]),
        array_fill(of_order, ARRAY[cardinality(givers)]), array_fill(at, ARRAY[cardinality(givers)]),
        at, from_origin, false);
    IF pieces IS NOT NULL THEN
        PERFORM loyalty_draw(
            (SELECT array_agg((p ->> 0)::uuid ORDER BY nth)
             FROM jsonb_array_elements(pieces) WITH ORDINALITY AS o (p, nth)),
            (SELECT array_agg(moves[array_position(givers, (p ->> 1)::uuid)] ORDER BY nth)
             FROM jsonb_array_elements(pieces) WITH ORDINALITY AS o (p, nth)),
            (SELECT array_agg((p ->> 2)::bigint ORDER BY nth)
             FROM jsonb_array_elements(pieces) WITH ORDINALITY AS o (p, nth)),
            of_order, at);
    END IF;
    RETURN QUERY SELECT * FROM unnest(givers, given);
END
$$;

-- Spends points of one holder on an order; see loyalty_take.
CREATE OR REPLACE FUNCTION loyalty_burn(
    programme uuid, leaves uuid[], earner uuid, wanted bigint, of_order uuid, at timestamptz, from_origin text
) RETURNS TABLE (leaf uuid, points bigint)
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    SELECT * FROM loyalty_take(programme, leaves, earner, wanted, of_order, 'burn', 'burned', at, from_origin)
$$;

-- Private: takes units of lots, each for a move of the ledger; of_order null where they end.
CREATE OR REPLACE FUNCTION loyalty_draw(lots uuid[], moves uuid[], units bigint[], of_order uuid, at timestamptz)
RETURNS void LANGUAGE sql AS $$
    UPDATE loyalty_lot l SET remains = l.remains - d.units FROM unnest(lots, units) AS d (lot, units) WHERE l.id = d.lot;
    INSERT INTO loyalty_drawn (id, lot_id, move, "order", points)
    SELECT new_id(at), d.lot, d.move, of_order, d.units FROM unnest(lots, moves, units) AS d (lot, move, units);
$$;

-- Points that had paid an order are given back to lots: those drawn last first, so what does not end before all. Each
-- lives until its old end, and no less than the rule of now gives. of_moves: by which they came back, one a leaf.
CREATE OR REPLACE FUNCTION loyalty_give_back(
    programme uuid, leaves uuid[], of_moves uuid[], amounts bigint[], of_order uuid, at timestamptz
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    WITH wanted AS (
        SELECT w.leaf, w.units - greatest(least(w.units, endless.units), 0) AS units
        FROM unnest(leaves, of_moves, amounts) AS w (leaf, move, units)
        CROSS JOIN LATERAL (
            -- What the order drew of the leaf's account and has not given back, but for this very move, less its lots.
            SELECT coalesce((SELECT sum(CASE WHEN m.cause = 'burn' THEN m.units ELSE -m.units END) FROM kit_move m
                             WHERE m.cause_id = of_order AND m.cause IN ('burn', 'burn_back') AND m.id <> w.move
                               AND ledger_account_id('points', w.leaf, programme, 'spendable')
                                   IN (m.debit_id, m.credit_id)), 0)
                 - coalesce((SELECT sum(d.points - d.back) FROM loyalty_drawn d JOIN loyalty_lot l ON l.id = d.lot_id
                             JOIN kit_move m ON m.id = d.move AND m.cause = 'burn'
                             WHERE d."order" = of_order AND l.leaf = w.leaf AND l.programme_id = programme), 0)
                   AS units
        ) AS endless
    ), running AS (
        SELECT d.id, l.leaf, l.ends_at, d.points - d.back AS out, w.units,
               (sum(d.points - d.back) OVER (PARTITION BY l.leaf ORDER BY l.ends_at DESC, d.id DESC)
                - (d.points - d.back))::bigint AS before
        FROM wanted w
        JOIN loyalty_lot l ON l.leaf = w.leaf AND l.programme_id = programme
        JOIN loyalty_drawn d ON d.lot_id = l.id AND d."order" = of_order AND d.points > d.back
        JOIN kit_move m ON m.id = d.move AND m.cause = 'burn'
    ), part AS (
        SELECT id, leaf, ends_at, least(out, units - before)::bigint AS units FROM running WHERE before < units
    ), marked AS (
        UPDATE loyalty_drawn d SET back = d.back + part.units FROM part WHERE d.id = part.id
    )
    INSERT INTO loyalty_lot (id, programme_id, leaf, "order", points, remains, ends_at, warns_at)
    SELECT new_id(at), programme, part.leaf, of_order, part.units, part.units, falls.due,
           loyalty_warn_at(falls.due, rule.warn_days)
    FROM part
    CROSS JOIN LATERAL loyalty_rule_at(programme, at) AS rule
    CROSS JOIN LATERAL (SELECT greatest(part.ends_at, loyalty_end_of(at, rule.back_days, rule.zone)) AS due) AS falls;
END
$$;

-- Points that goods had earned are taken back of lots: of those that the order itself earned first, then of those that
-- end first. Do it when the moves are posted: what an account holds no more must lie in no lot.
CREATE OR REPLACE FUNCTION loyalty_take_back(
    programme uuid, leaves uuid[], of_moves uuid[], amounts bigint[], of_order uuid, at timestamptz
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    lots uuid[];
    moves uuid[];
    units bigint[];
BEGIN
    WITH running AS (
        SELECT l.id, w.move, l.remains, w.units, row_number() OVER (ORDER BY l.id) AS nth,
               (sum(l.remains) OVER (PARTITION BY l.leaf ORDER BY (l."order" IS DISTINCT FROM of_order), l.ends_at, l.id)
                - l.remains)::bigint AS before
        FROM unnest(leaves, of_moves, amounts) AS w (leaf, move, units)
        JOIN loyalty_lot l ON l.leaf = w.leaf AND l.programme_id = programme AND l.remains > 0
    )
    SELECT array_agg(r.id ORDER BY r.nth), array_agg(r.move ORDER BY r.nth),
           array_agg(least(r.remains, r.units - r.before)::bigint ORDER BY r.nth)
    INTO lots, moves, units FROM running r WHERE r.before < r.units;
    PERFORM loyalty_draw(lots, moves, units, of_order, at) WHERE lots IS NOT NULL;
END
$$;

-- Private: locks the accounts of leaves in the order of their ids, as all who change points do.
CREATE OR REPLACE FUNCTION loyalty_lock(programmes uuid[], leaves uuid[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM FROM kit_balance b
    WHERE b.account_id IN (SELECT ledger_account_id('points', o.leaf, o.programme, 'spendable')
                           FROM unnest(programmes, leaves) AS o (programme, leaf))
    ORDER BY b.account_id FOR UPDATE;
END
$$;

-- Ends the points whose time is over, of at most so many lots: they go to `expired` of the programme, in one move for
-- each account. What is held for somebody waits until it is not. Returns the accounts with how many points ended.
CREATE OR REPLACE FUNCTION loyalty_expire(at timestamptz, most int)
RETURNS TABLE (programme uuid, leaf uuid, points bigint, move uuid)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    due uuid[];
    whose uuid[];
    of_programmes uuid[];
    programmes uuid[];
    leaves uuid[];
    sums bigint[];
    moves uuid[];
BEGIN
    SELECT array_agg(l.id), array_agg(l.leaf), array_agg(l.programme_id) INTO due, whose, of_programmes
    FROM (SELECT id, leaf, programme_id FROM loyalty_lot WHERE remains > 0 AND ends_at <= at
          ORDER BY ends_at, id LIMIT most) AS l;
    IF due IS NULL THEN
        RETURN;
    END IF;
    PERFORM ledger_open('points', of_programmes, of_programmes, array_fill('expired'::text, ARRAY[cardinality(due)]),
                        array_fill(false, ARRAY[cardinality(due)]));
    PERFORM loyalty_lock(of_programmes, whose);
    SELECT array_agg(s.programme_id), array_agg(s.leaf), array_agg(s.units), array_agg(new_id(at))
    INTO programmes, leaves, sums, moves
    FROM (SELECT l.programme_id, l.leaf, sum(l.remains)::bigint AS units FROM loyalty_lot l
          JOIN kit_balance b ON b.account_id = ledger_account_id('points', l.leaf, l.programme_id, 'spendable')
          WHERE l.id = ANY (due) AND l.remains > 0 AND b.held = 0 GROUP BY l.programme_id, l.leaf) AS s;
    IF moves IS NULL THEN
        RETURN;
    END IF;
    PERFORM ledger_post(
        moves,
        (SELECT array_agg(ledger_account_id('points', o.leaf, o.programme, 'spendable') ORDER BY o.nth)
         FROM unnest(programmes, leaves) WITH ORDINALITY AS o (programme, leaf, nth)),
        (SELECT array_agg(ledger_account_id('points', p.id, p.id, 'expired') ORDER BY p.nth)
         FROM unnest(programmes) WITH ORDINALITY AS p (id, nth)),
        sums, array_fill('expire'::text, ARRAY[cardinality(moves)]), array_fill(NULL::uuid, ARRAY[cardinality(moves)]),
        array_fill(at, ARRAY[cardinality(moves)]), at, 'live', false);
    PERFORM loyalty_draw(array_agg(l.id ORDER BY l.id), array_agg(o.move ORDER BY l.id),
                         array_agg(l.remains ORDER BY l.id), NULL, at)
    FROM loyalty_lot l
    JOIN unnest(programmes, leaves, moves) AS o (programme, leaf, move)
      ON o.programme = l.programme_id AND o.leaf = l.leaf
    WHERE l.id = ANY (due) AND l.remains > 0;
    RETURN QUERY SELECT * FROM unnest(programmes, leaves, sums, moves);
END
$$;

-- Marks points as told of whose end comes near, of at most so many leaves and days; returns how many end when. Those of
-- one day are told together, also where only some of them are due.
CREATE OR REPLACE FUNCTION loyalty_warn(at timestamptz, most int)
RETURNS TABLE (programme uuid, leaf uuid, points bigint, ends_at timestamptz)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    programmes uuid[];
    leaves uuid[];
    ends timestamptz[];
BEGIN
    SELECT array_agg(d.programme_id), array_agg(d.leaf), array_agg(d.ends_at) INTO programmes, leaves, ends
    FROM (SELECT DISTINCT programme_id, leaf, ends_at FROM loyalty_lot WHERE warns_at <= at LIMIT most) AS d;
    PERFORM loyalty_lock(programmes, leaves);
    RETURN QUERY
    WITH told AS (
        UPDATE loyalty_lot l SET warns_at = NULL
        FROM unnest(programmes, leaves, ends) AS d (programme, leaf, ends_at)
        WHERE l.programme_id = d.programme AND l.leaf = d.leaf AND l.ends_at = d.ends_at AND l.warns_at IS NOT NULL
        RETURNING l.programme_id, l.leaf, l.ends_at, l.remains
    )
    SELECT programme_id, leaf, sum(remains)::bigint, ends_at FROM told
    WHERE ends_at > at GROUP BY programme_id, leaf, ends_at HAVING sum(remains) > 0;
END
$$;

-- Tiers. What somebody's tier is follows from what they bought and the sets of tiers alone, whenever it is asked:
-- a tier is held as long as what counts is enough for it, and at least until the end of its kept time after the last
-- purchase (or beginning of a set) with which it was. What came back counts as if it had never been bought.

-- Private: what each of those asked about holds at an instant, by the set that is in force then; no row where none is.
-- Of purchases those before (instant, order) count. nths: whose each leaf is, by position in `instants` (from 1).
-- until: when the tier ends if nothing else is bought. spent: what counts now.
CREATE OR REPLACE FUNCTION loyalty_tiers_of(
    of_programme uuid, instants timestamptz[], before uuid[], nths int[], leaves uuid[]
) RETURNS TABLE (
    nth int, tier uuid, threshold bigint, times int, until timestamptz, spent bigint, of_set uuid, warn_days int
) LANGUAGE sql STABLE AS $$
    WITH said AS MATERIALIZED (
        SELECT s.id, s.valid_from, lead(s.valid_from, 1, 'infinity') OVER (ORDER BY s.valid_from) AS valid_to,
               s.days::int AS days, s.warn_days::int AS warn_days, s.zone
        FROM loyalty_tier_set s WHERE s.programme_id = of_programme
    ), rule AS MATERIALIZED (
        SELECT t.of_set_id AS of_set, t.tier, t.threshold, t.times, t.keep_days::int AS keep_days
        FROM said JOIN loyalty_tier t ON t.of_set_id = said.id
    ), far AS MATERIALIZED (  -- two days more than days can differ by their clocks
        SELECT make_interval(days => coalesce((SELECT max(keep_days) FROM rule), 0) + 2) AS kept,
               make_interval(days => coalesce((SELECT max(keep_days) FROM rule), 0)
                                     + coalesce((SELECT max(days) FROM said), 0) + 4) AS counted
    ), asked AS (
        SELECT a.nth::int AS nth, a.at, a.of_order FROM unnest(instants, before) WITH ORDINALITY AS a (at, of_order, nth)
    ), bought AS MATERIALIZED (
        SELECT a.nth, s.at, s."order" AS of_order, s.amount - s.back AS net
        FROM asked a
        JOIN unnest(nths, leaves) AS l (nth, leaf) ON l.nth = a.nth
        CROSS JOIN far
        JOIN loyalty_spent s ON s.leaf = l.leaf AND s.programme_id = of_programme AND s.at > a.at - far.counted
                            AND s.at <= a.at AND (s.at, s."order") < (a.at, a.of_order)
        WHERE s.amount > s.back
    ), instant AS (
        SELECT b.nth, b.at, b.of_order, false AS is_now FROM bought b
        UNION ALL
        SELECT a.nth, said.valid_from, 'ffffffff-ffff-ffff-ffff-ffffffffffff', false
        FROM asked a JOIN said ON said.valid_from <= a.at
        UNION ALL
        SELECT a.nth, a.at, a.of_order, true FROM asked a
    ), moment AS MATERIALIZED (  -- since: what was bought earlier counts no more
        SELECT i.nth, i.is_now, i.at, i.of_order, said.id AS of_set, said.zone, said.days, said.warn_days,
               ((i.at AT TIME ZONE said.zone)::date - said.days)::timestamp AT TIME ZONE said.zone AS since
        FROM instant i
        JOIN asked a ON a.nth = i.nth
        CROSS JOIN far
        JOIN said ON said.valid_from <= i.at AND i.at < said.valid_to
        WHERE i.is_now OR i.at > a.at - far.kept
    ), counted AS MATERIALIZED (
        SELECT i.nth, i.is_now, i.at, i.of_set, i.zone, i.days, i.warn_days, i.since,
               coalesce(sum(b.net), 0)::bigint AS spent
        FROM moment i
        LEFT JOIN bought b ON b.nth = i.nth AND (b.at, b.of_order) <= (i.at, i.of_order) AND b.at >= i.since
        GROUP BY i.nth, i.is_now, i.at, i.of_order, i.of_set, i.zone, i.days, i.warn_days, i.since
    ), reached AS (
        SELECT c.nth, rule.tier, bool_or(c.is_now) AS enough,
               max(loyalty_end_of(c.at, rule.keep_days, c.zone)) FILTER (WHERE NOT c.is_now) AS kept_to
        FROM counted c JOIN rule ON rule.of_set = c.of_set AND rule.threshold <= c.spent
        GROUP BY c.nth, rule.tier
    ), held AS (
        SELECT DISTINCT ON (c.nth) c.nth, rule.tier, rule.threshold, rule.times, r.kept_to
        FROM counted c
        JOIN asked a ON a.nth = c.nth
        JOIN rule ON rule.of_set = c.of_set
        JOIN reached r ON r.nth = c.nth AND r.tier = rule.tier
        WHERE c.is_now AND (r.enough OR r.kept_to > a.at)
        ORDER BY c.nth, rule.threshold DESC
    ), lasting AS (
        -- What is left of the count after each day of the window that goes by.
        SELECT l.nth, l.leaves_at, sum(l.net) OVER (PARTITION BY l.nth ORDER BY l.leaves_at DESC) AS rest
        FROM (SELECT b.nth, b.net, loyalty_end_of(b.at, c.days, c.zone) AS leaves_at
              FROM counted c JOIN bought b ON b.nth = c.nth AND b.at >= c.since WHERE c.is_now) AS l
    )
    SELECT c.nth, h.tier, h.threshold, h.times,
           greatest(h.kept_to, (SELECT max(l.leaves_at) FROM lasting l WHERE l.nth = c.nth AND l.rest >= h.threshold)),
           c.spent, c.of_set, c.warn_days
    FROM counted c LEFT JOIN held h ON h.nth = c.nth
    WHERE c.is_now
$$;

-- Counts what was paid, and says by which rule each of it earns: usual points of every programme of its currency, and
-- basis points of them by the tier that was held just before. A first filling earns as if there were no tiers.
-- nths, companions: the leaves of whoever paid, by position (from 1).
CREATE OR REPLACE FUNCTION loyalty_count(
    currencies text[], leaves uuid[], orders uuid[], amounts bigint[], occurred timestamptz[], nths int[],
    companions uuid[], recorded timestamptz, from_origin text
) RETURNS TABLE (programme uuid, nth int, points int, per_amount bigint, times int)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO loyalty_spent (id, programme_id, leaf, "order", at, amount)
    SELECT new_id(recorded), p.id, e.leaf, e.of_order, e.at, e.amount
    FROM unnest(currencies, leaves, orders, amounts, occurred) AS e (currency, leaf, of_order, amount, at)
    JOIN loyalty_programme p ON p.currency = e.currency
    WHERE e.amount > 0
    ON CONFLICT ("order", programme_id) DO UPDATE SET amount = loyalty_spent.amount + excluded.amount;
    IF from_origin = 'load' OR NOT EXISTS (SELECT FROM loyalty_tier_set) THEN
        RETURN QUERY
        SELECT p.id, e.nth::int, p.points, p.per_amount, 10000
        FROM unnest(currencies) WITH ORDINALITY AS e (currency, nth) JOIN loyalty_programme p ON p.currency = e.currency
        ORDER BY p.id, e.nth;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT p.id, e.nth::int, p.points, p.per_amount, coalesce(t.times, 10000)
    FROM loyalty_programme p
    JOIN unnest(currencies) WITH ORDINALITY AS e (currency, nth) ON e.currency = p.currency
    LEFT JOIN (
        SELECT q.id, held.nth, held.times
        FROM loyalty_programme q CROSS JOIN LATERAL loyalty_tiers_of(q.id, occurred, orders, nths, companions) AS held
    ) AS t ON t.id = p.id AND t.nth = e.nth
    ORDER BY p.id, e.nth;
END
$$;

-- What these leaves together hold in each programme that has tiers now; spent: what counts.
CREATE OR REPLACE FUNCTION loyalty_tiers_shown(leaves uuid[], at timestamptz)
RETURNS TABLE (
    programme uuid, code text, currency text, tier uuid, name jsonb, times int, until timestamptz, spent bigint,
    next_name jsonb, next_threshold bigint, days int, zone text
) LANGUAGE sql STABLE AS $$
    SELECT p.id, p.code, p.currency, held.tier, own.name, held.times, held.until, held.spent, following.name,
           following.threshold, s.days::int, s.zone
    FROM loyalty_programme p
    CROSS JOIN LATERAL loyalty_tiers_of(
        p.id, ARRAY[at], ARRAY['ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid], array_fill(1, ARRAY[cardinality(leaves)]),
        leaves) AS held
    JOIN loyalty_tier_set s ON s.id = held.of_set
    LEFT JOIN loyalty_tier own ON own.of_set_id = held.of_set AND own.tier = held.tier
    LEFT JOIN LATERAL (
        SELECT t.name, t.threshold FROM loyalty_tier t
        WHERE t.of_set_id = held.of_set AND t.threshold > coalesce(own.threshold, 0) ORDER BY t.threshold LIMIT 1
    ) AS following ON true
    WHERE EXISTS (SELECT FROM loyalty_tier t WHERE t.of_set_id = held.of_set)
    ORDER BY p.code
$$;

-- Keeps in which tier customers are found now, and says what has changed: reached, left (other: what they hold instead),
-- ending (within the stated days before, once for each end). Whoever has no leaf any more stands nowhere and is not told
-- of. kept, gone: customers who became one since; the better standing goes on, so that nothing is told again.
-- aloud: what ends is noted as told.
-- nths, leaves: whose each leaf is, by position in `customers` (from 1).
CREATE OR REPLACE FUNCTION loyalty_settle_tiers(
    customers uuid[], nths int[], leaves uuid[], kept uuid[], gone uuid[], aloud boolean, at timestamptz
) RETURNS TABLE (programme uuid, customer uuid, verb text, tier uuid, other uuid, ends_at timestamptz)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    -- One look at a time: of two at once the one would tell what the other has told.
    PERFORM FROM loyalty_programme p ORDER BY p.id FOR NO KEY UPDATE;
    INSERT INTO loyalty_standing (id, programme_id, customer, tier, threshold, until, told_end, looks_at)
    SELECT DISTINCT ON (s.programme_id, j.kept) new_id(at), s.programme_id, j.kept, s.tier, s.threshold, s.until,
           s.told_end, s.looks_at
    FROM unnest(kept, gone) AS j (kept, gone) JOIN loyalty_standing s ON s.customer = j.gone
    WHERE j.kept <> j.gone
    ORDER BY s.programme_id, j.kept, s.threshold DESC
    ON CONFLICT (customer, programme_id) DO UPDATE
    SET tier = excluded.tier, threshold = excluded.threshold, until = excluded.until, told_end = excluded.told_end
    WHERE excluded.threshold > loyalty_standing.threshold;
    RETURN QUERY
    WITH person AS (
        SELECT c.customer, c.nth::int AS nth, EXISTS (SELECT FROM unnest(nths) AS l (nth) WHERE l.nth = c.nth) AS is_known
        FROM unnest(customers) WITH ORDINALITY AS c (customer, nth)
    ), found AS (
        SELECT p.id AS programme, c.customer, held.tier, held.threshold, held.until, held.warn_days
        FROM loyalty_programme p
        CROSS JOIN LATERAL loyalty_tiers_of(
            p.id, array_fill(at, ARRAY[cardinality(customers)]),
            array_fill('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid, ARRAY[cardinality(customers)]), nths, leaves) AS held
        JOIN person c ON c.nth = held.nth
        WHERE held.tier IS NOT NULL AND c.is_known
    ), stood AS (
        SELECT s.programme_id AS programme, s.customer, s.tier, s.threshold, s.until, s.told_end
        FROM loyalty_standing s WHERE s.customer = ANY (customers)
    ), compared AS (
        SELECT coalesce(f.programme, s.programme) AS programme, coalesce(f.customer, s.customer) AS customer,
               f.tier, f.threshold, f.until, f.warn_days, s.tier AS stood, s.threshold AS stood_threshold, s.told_end,
               aloud AND f.tier IS NOT DISTINCT FROM s.tier AND f.warn_days > 0 AND s.told_end IS DISTINCT FROM f.until
                   AND f.until - make_interval(days => f.warn_days) <= at AS tells
        FROM found f FULL JOIN stood s ON s.programme = f.programme AND s.customer = f.customer
    ), ended AS (
        DELETE FROM loyalty_standing s USING compared c
        WHERE c.tier IS NULL AND s.customer = c.customer AND s.programme_id = c.programme
    ), written AS (
        INSERT INTO loyalty_standing (id, programme_id, customer, tier, threshold, until, told_end, looks_at)
        SELECT new_id(at), c.programme, c.customer, c.tier, c.threshold, c.until, CASE WHEN c.tells THEN c.until END,
               CASE WHEN c.tells OR c.told_end = c.until OR c.warn_days = 0 THEN c.until
                    ELSE c.until - make_interval(days => c.warn_days) END
        FROM compared c WHERE c.tier IS NOT NULL
        ON CONFLICT (customer, programme_id) DO UPDATE
        SET tier = excluded.tier, threshold = excluded.threshold, until = excluded.until, looks_at = excluded.looks_at,
            told_end = coalesce(excluded.told_end, CASE WHEN loyalty_standing.until = excluded.until
                                                         AND loyalty_standing.tier = excluded.tier
                                                        THEN loyalty_standing.told_end END)
    )
    SELECT c.programme, c.customer,
           CASE WHEN c.stood IS NOT DISTINCT FROM c.tier THEN 'tier.ending'
                WHEN c.tier IS NOT NULL AND (c.stood IS NULL OR c.threshold > c.stood_threshold) THEN 'tier.reached'
                ELSE 'tier.left' END,
           CASE WHEN c.tier IS NOT NULL AND (c.stood IS NULL OR c.stood = c.tier OR c.threshold > c.stood_threshold)
                THEN c.tier ELSE c.stood END,
           CASE WHEN c.stood IS DISTINCT FROM c.tier AND c.stood_threshold >= c.threshold THEN c.tier END,
           c.until
    FROM compared c
    JOIN person ON person.customer = c.customer AND person.is_known
    WHERE c.tells OR c.stood IS DISTINCT FROM c.tier
    ORDER BY c.customer, c.programme;
END
$$;

-- Customers of whom something else is kept than their purchases make of them now: what they hold, and what is kept.
-- What time alone asks to be looked at is left out. nths, leaves: as for loyalty_settle_tiers.
CREATE OR REPLACE FUNCTION loyalty_tiers_astray(customers uuid[], nths int[], leaves uuid[], at timestamptz)
RETURNS TABLE (customer uuid, programme uuid, holds uuid, holds_until timestamptz, kept uuid, kept_until timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(f.customer, s.customer), coalesce(f.programme, s.programme_id), f.tier, f.until, s.tier, s.until
    FROM (
        SELECT p.id AS programme, c.customer, held.tier, held.until
        FROM loyalty_programme p
        CROSS JOIN LATERAL loyalty_tiers_of(
            p.id, array_fill(at, ARRAY[cardinality(customers)]),
            array_fill('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid, ARRAY[cardinality(customers)]), nths, leaves) AS held
        JOIN unnest(customers) WITH ORDINALITY AS c (customer, nth) ON c.nth = held.nth
        WHERE held.tier IS NOT NULL
    ) AS f
    FULL JOIN (SELECT * FROM loyalty_standing k WHERE k.customer = ANY (customers)) AS s
      ON s.customer = f.customer AND s.programme_id = f.programme
    WHERE (f.tier IS DISTINCT FROM s.tier OR f.until IS DISTINCT FROM s.until) AND coalesce(s.looks_at > at, true)
    ORDER BY 1, 2
$$;
-- Points may not be spent for a while: drawn like those that are spent, they lie on `lent` of their leaf under a name of
-- their own. Who changes it holds the balance of the leaf's spendable ones. All or nothing: no row where there are fewer
-- than wanted.
CREATE OR REPLACE FUNCTION loyalty_lend(programme uuid, leaves uuid[], wanted bigint, name uuid, at timestamptz)
RETURNS TABLE (leaf uuid, points bigint)
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    SELECT * FROM loyalty_take(programme, leaves, leaves[1], wanted, name, 'lend', 'lent', at, 'live')
$$;

-- What is lent under a name and did not come back yet, by the accounts it was drawn from.
CREATE OR REPLACE FUNCTION loyalty_lent(name uuid) RETURNS TABLE (programme uuid, leaf uuid, points bigint)
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
    SELECT a.unit, a.holder, sum(CASE WHEN m.cause = 'lend' THEN m.units ELSE -m.units END)::bigint
    FROM kit_move m JOIN kit_account a ON a.id = CASE WHEN m.cause = 'lend' THEN m.debit_id ELSE m.credit_id END
    WHERE m.cause_id = name AND m.cause IN ('lend', 'lend_back') AND a.book = 'points'
    GROUP BY a.unit, a.holder
$$;

-- Points that were lent come back to the accounts they were drawn from, at most so many, what ends first before the rest.
-- What lay in a lot lies in one with the same end again, as if it had never been away.
CREATE OR REPLACE FUNCTION loyalty_unlend(name uuid, wanted bigint, at timestamptz)
RETURNS TABLE (leaf uuid, points bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    of_programme uuid;
    pieces jsonb;
    takers uuid[];
    given bigint[];
    moves uuid[];
BEGIN
    PERFORM loyalty_lock(array_agg(l.programme), array_agg(l.leaf)) FROM loyalty_lent(name) AS l;
    SELECT min(l.programme::text)::uuid INTO of_programme FROM loyalty_lent(name) AS l;
    WITH lots AS (
        SELECT d.id, l.leaf, l.ends_at, d.points - d.back AS units
        FROM loyalty_drawn d JOIN loyalty_lot l ON l.id = d.lot_id WHERE d."order" = name AND d.points > d.back
    ), part AS (
        SELECT id AS drawn, leaf, ends_at, units FROM lots
        UNION ALL
        SELECT NULL, o.leaf, 'infinity', o.points - coalesce(
                   (SELECT sum(lots.units) FROM lots WHERE lots.leaf = o.leaf), 0)
        FROM loyalty_lent(name) AS o
    ), running AS (
        SELECT drawn, leaf, units, (sum(units) OVER (ORDER BY ends_at, leaf, drawn) - units)::bigint AS before
        FROM part WHERE units > 0
    ), taken AS (
        SELECT drawn, leaf, least(units, wanted - before)::bigint AS units FROM running WHERE before < wanted
    )
    SELECT (SELECT jsonb_agg(jsonb_build_array(drawn, units)) FROM taken WHERE drawn IS NOT NULL),
           array_agg(leaf ORDER BY leaf), array_agg(units ORDER BY leaf), array_agg(new_id(at))
    INTO pieces, takers, given, moves
    FROM (SELECT leaf, sum(units)::bigint AS units FROM taken GROUP BY leaf) AS by_leaf;
    IF takers IS NULL THEN
        RETURN;
    END IF;
    PERFORM ledger_post(
        moves,
        (SELECT array_agg(ledger_account_id('points', t.leaf, of_programme, 'lent') ORDER BY t.nth)
         FROM unnest(takers) WITH ORDINALITY AS t (leaf, nth)),
        (SELECT array_agg(ledger_account_id('points', t.leaf, of_programme, 'spendable') ORDER BY t.nth)
         FROM unnest(takers) WITH ORDINALITY AS t (leaf, nth)),
        given, array_fill('lend_back'::text, ARRAY[cardinality(takers)]), array_fill(name, ARRAY[cardinality(takers)]),
        array_fill(at, ARRAY[cardinality(takers)]), at, 'live', false);
    WITH piece AS (
        SELECT (p ->> 0)::uuid AS drawn, (p ->> 1)::bigint AS units FROM jsonb_array_elements(pieces) AS p
    ), marked AS (
        UPDATE loyalty_drawn d SET back = d.back + piece.units FROM piece WHERE d.id = piece.drawn
        RETURNING d.lot_id, piece.units
    )
    INSERT INTO loyalty_lot (id, programme_id, leaf, "order", points, remains, ends_at, warns_at)
    SELECT new_id(at), l.programme_id, l.leaf, l."order", marked.units, marked.units, l.ends_at, l.warns_at
    FROM marked JOIN loyalty_lot l ON l.id = marked.lot_id WHERE pieces IS NOT NULL;
    RETURN QUERY SELECT * FROM unnest(takers, given);
END
$$;
