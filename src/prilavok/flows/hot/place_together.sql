-- Of orders that are to be placed together, those that nothing stands in the way of are written by statements over all
-- of them; all or nothing. Their positions in the list (from 1) are returned: none where something was in the way after
-- all (goods that are short, or kept back, gift cards, a full slot), and nothing is written then.
-- chosen: positions of orders whose baskets and balances are locked, each of another basket.
CREATE OR REPLACE FUNCTION place_chosen_orders(asked_orders jsonb, chosen int[])
RETURNS TABLE (nth int, placed uuid, said text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    quotes uuid[]; baskets uuid[]; places uuid[]; currencies text[]; amounts bigint[]; line_counts int[]; units bigint[];
    leaves uuid[]; vias text[]; sources uuid[]; orders uuid[]; days date[]; kept timestamptz[]; commercials text[];
    payments text[]; fulfilments text[]; shipments uuid[]; codes bytea[]; lookups bytea[]; kinds text[]; actors uuid[];
    instants timestamptz[]; readies timestamptz[]; warns int[]; numbers text[]; latest timestamptz;
    line_orders int[]; positions int[]; variants uuid[]; quantities bigint[]; listed bigint[]; less bigint[];
    slotted record;
BEGIN
    SELECT array_agg(o.quote ORDER BY c.at_nth), array_agg(o.leaf ORDER BY c.at_nth), array_agg(o.via ORDER BY c.at_nth),
           array_agg(o.source ORDER BY c.at_nth), array_agg(o.new_order ORDER BY c.at_nth),
           array_agg(o.day ORDER BY c.at_nth), array_agg(o.kept ORDER BY c.at_nth),
           array_agg(o.commercial ORDER BY c.at_nth), array_agg(o.payment ORDER BY c.at_nth),
           array_agg(o.fulfilment ORDER BY c.at_nth), array_agg(o.shipment ORDER BY c.at_nth),
           array_agg(decode(o.code, 'hex') ORDER BY c.at_nth), array_agg(decode(o.lookup, 'hex') ORDER BY c.at_nth),
           array_agg(o.by_kind ORDER BY c.at_nth), array_agg(o.by_id ORDER BY c.at_nth),
           array_agg(o.at ORDER BY c.at_nth), array_agg(o.ready ORDER BY c.at_nth), array_agg(o.warn ORDER BY c.at_nth),
           array_agg(orders_next_number(o.day) ORDER BY c.at_nth), max(o.at)
    INTO quotes, leaves, vias, sources, orders, days, kept, commercials, payments, fulfilments, shipments, codes,
         lookups, kinds, actors, instants, readies, warns, numbers, latest
    FROM unnest(chosen) WITH ORDINALITY AS c (nth, at_nth)
    JOIN LATERAL jsonb_to_record(asked_orders -> (c.nth - 1)) AS o (
        quote uuid, leaf uuid, via text, source uuid, new_order uuid, day date, kept timestamptz, commercial text,
        payment text, fulfilment text, shipment uuid, code text, lookup text, by_kind text, by_id uuid, at timestamptz,
        ready timestamptz, warn int) ON true;
    WITH promise AS MATERIALIZED (SELECT p.* FROM pricing_promises(quotes) AS p), head AS (
        SELECT array_agg(p.basket ORDER BY p.nth) AS baskets, array_agg(p.place ORDER BY p.nth) AS places,
               array_agg(p.currency ORDER BY p.nth) AS currencies, array_agg(p.amount ORDER BY p.nth) AS amounts,
               array_agg(cardinality(p.variants) ORDER BY p.nth) AS line_counts,
               array_agg((SELECT sum(q)::bigint FROM unnest(p.quantities) AS q) ORDER BY p.nth) AS units
        FROM promise AS p
    ), line AS (
        SELECT array_agg(p.nth::int ORDER BY p.nth, l.position) AS line_orders,
               array_agg(l.position::int ORDER BY p.nth, l.position) AS positions,
               array_agg(l.variant ORDER BY p.nth, l.position) AS variants,
               array_agg(l.quantity ORDER BY p.nth, l.position) AS quantities,
               array_agg(l.listed ORDER BY p.nth, l.position) AS listed,
               array_agg(l.less ORDER BY p.nth, l.position) AS less
        FROM promise AS p, unnest(p.variants, p.quantities, p.list_amounts, p.discount_amounts) WITH ORDINALITY
             AS l (variant, quantity, listed, less, position)
    )
    SELECT h.*, l.* INTO baskets, places, currencies, amounts, line_counts, units, line_orders, positions, variants,
                         quantities, listed, less
    FROM head AS h, line AS l;
    IF stock_has_safety() OR EXISTS (
        SELECT FROM catalog_in_stock(variants, quantities) AS g WHERE g.quantities_kept <> quantities
    ) THEN
        RETURN;
    END IF;
    PERFORM FROM stock_hold_all(
        ARRAY(SELECT orders[l.nth] FROM unnest(line_orders) WITH ORDINALITY AS l (nth, row) ORDER BY l.row),
        ARRAY(SELECT places[l.nth] FROM unnest(line_orders) WITH ORDINALITY AS l (nth, row) ORDER BY l.row),
        variants, quantities,
        ARRAY(SELECT kept[l.nth] FROM unnest(line_orders) WITH ORDINALITY AS l (nth, row) ORDER BY l.row),
        ARRAY(SELECT instants[l.nth] FROM unnest(line_orders) WITH ORDINALITY AS l (nth, row) ORDER BY l.row),
        latest, 'live');
    IF FOUND THEN
        RETURN;
    END IF;
    PERFORM orders_place_all(
        orders, numbers, sources, quotes::text[], vias, places, leaves, currencies, commercials, payments, fulfilments,
        instants, days, 'live', line_orders, positions, variants, quantities, listed, less);
    PERFORM pricing_tax_orders(orders, quotes, latest);
    PERFORM shipments_plan(shipments, orders, places, codes, lookups, kept, latest);
    PERFORM baskets_mark_ordered(baskets, orders, latest);
    PERFORM tell_orders_placed(orders, shipments, leaves, places, baskets, amounts, currencies, line_counts, units, vias,
                               kinds, actors, instants);
    FOR slotted IN
        SELECT c.at_nth, s.* FROM unnest(chosen) WITH ORDINALITY AS c (nth, at_nth)
        JOIN LATERAL jsonb_to_record(asked_orders -> (c.nth - 1)) AS s (
            place uuid, starts timestamptz[], ends timestamptz[], capacities int[]) ON cardinality(s.starts) > 0
        ORDER BY c.at_nth
    LOOP
        readies[slotted.at_nth] := shipments_take_slot(
            shipments[slotted.at_nth], slotted.place, slotted.starts, slotted.ends, slotted.capacities,
            instants[slotted.at_nth]);
        IF readies[slotted.at_nth] IS NULL THEN
            RAISE EXCEPTION 'place_one_by_one' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    PERFORM shipments_promise_all(shipments, places, readies, warns);
    RETURN QUERY SELECT * FROM unnest(chosen, orders, numbers);
END
$$;

-- Orders of many buyers are placed by one transaction, each as place_promised_order does it and with an outcome of its
-- own: what is refused or fails takes nothing of its neighbours with it. Of quotes without uses: who claims promotions
-- comes alone. Those that nothing stands in the way of are written all at once (see place_chosen_orders), the others,
-- or all where one of them could not be written, one after the other.
-- Locks are those of all of them, taken before the first is placed and in the order that one alone takes them: baskets,
-- balances, and of places with slots the turn to take several of them.
-- outcome: as there; and failed: it is to be tried alone, nothing of it was written.
CREATE OR REPLACE FUNCTION place_promised_orders(asked_orders jsonb)
RETURNS TABLE (nth int, outcome text, placed uuid, said text, variant uuid, asked bigint, free bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    quotes uuid[] := ARRAY(SELECT (o ->> 'quote')::uuid FROM jsonb_array_elements(asked_orders) AS o);
    locked uuid[];
    states text[];
    versions int[];
    coded bigint[];
    chosen int[];
    done int[] := '{}';
    orders uuid[];
    numbers text[];
    one record;
BEGIN
    SELECT array_agg(b.basket), array_agg(b.state), array_agg(b.version) INTO locked, states, versions
    FROM baskets_lock(ARRAY(SELECT p.basket FROM pricing_promises(quotes) AS p)) AS b;
    PERFORM stock_lock(array_agg(p.place), array_agg(w.variant))
    FROM pricing_promises(quotes) AS p, unnest(p.variants) AS w (variant);
    PERFORM shipments_queue_for_slots(ARRAY(
        SELECT DISTINCT (o ->> 'place')::uuid FROM jsonb_array_elements(asked_orders) AS o
        WHERE jsonb_array_length(o -> 'starts') > 0));
    SELECT array_agg(t.nth) INTO coded
    FROM (
        SELECT array_agg((a.told ->> 'place')::uuid ORDER BY a.nth) AS places,
               array_agg(decode(a.told ->> 'lookup', 'hex') ORDER BY a.nth) AS lookups
        FROM jsonb_array_elements(asked_orders) WITH ORDINALITY AS a (told, nth)
    ) AS c, shipments_codes_taken(c.places, c.lookups) AS t (nth);
    SELECT array_agg(f.nth ORDER BY f.nth) INTO chosen FROM (
        SELECT DISTINCT ON (p.basket) p.nth::int, p.quote
        FROM pricing_promises(quotes) AS p
        JOIN LATERAL jsonb_to_record(asked_orders -> (p.nth::int - 1)) AS o (seen int, source uuid, at timestamptz) ON true
        JOIN unnest(locked, states, versions) AS b (basket, state, version) ON b.basket = p.basket
        WHERE p.uses = '[]' AND pricing_refuses(p.expires_at, p.basket_version, b.state, b.version, o.seen, o.at) IS NULL
              AND NOT EXISTS (SELECT FROM orders_known(o.source, p.quote::text))
              AND p.nth <> ALL (coalesce(coded, '{}'))
        ORDER BY p.basket, p.nth
    ) AS f;
    IF cardinality(chosen) > 1 THEN
        BEGIN
            SELECT array_agg(w.nth), array_agg(w.placed), array_agg(w.said) INTO done, orders, numbers
            FROM place_chosen_orders(asked_orders, chosen) AS w;
        EXCEPTION WHEN OTHERS THEN
            done := '{}';
        END;
    END IF;
    FOR one IN
        SELECT a.at_nth, w.placed, w.said, o.* FROM jsonb_array_elements(asked_orders) WITH ORDINALITY AS a (told, at_nth)
        JOIN LATERAL jsonb_to_record(a.told) AS o (
            nth int, quote uuid, leaf uuid, via text, seen int, source uuid, new_order uuid, day date,
            kept timestamptz, commercial text, payment text, fulfilment text, shipment uuid, leaves uuid[],
            customer uuid, place uuid, starts timestamptz[], ends timestamptz[], capacities int[], ready timestamptz,
            warn int, code text, lookup text, by_kind text, by_id uuid, at timestamptz) ON true
        LEFT JOIN unnest(done, orders, numbers) AS w (nth, placed, said) ON w.nth = a.at_nth
        ORDER BY a.at_nth
    LOOP
        IF one.placed IS NOT NULL THEN
            RETURN QUERY SELECT one.nth, 'placed', one.placed, one.said, NULL::uuid, NULL::bigint, NULL::bigint;
            CONTINUE;
        END IF;
        BEGIN
            RETURN QUERY SELECT one.nth, d.* FROM place_promised_order(
                one.quote, one.leaf, one.via, one.seen, one.source, one.new_order, one.day, one.kept, one.commercial,
                one.payment, one.fulfilment, one.shipment, one.leaves, one.customer, one.place, one.starts, one.ends,
                one.capacities, one.ready, one.warn, one.code, one.lookup, one.by_kind, one.by_id, one.at) AS d;
        EXCEPTION WHEN OTHERS THEN
            RETURN QUERY SELECT one.nth, 'failed', NULL::uuid, NULL::text, NULL::uuid, NULL::bigint, NULL::bigint;
        END;
    END LOOP;
END
$$;
