-- Somebody known by one leaf alone sets wishes in their one open basket: one statement, one transaction.
-- outcome: filled; shared (the leaf has company or several baskets: the long way merges them); strangers (variants that
-- are not on sale); no_place; or what baskets_set says. What is refused has changed nothing.
CREATE OR REPLACE FUNCTION fill_basket_alone(
    of_leaf uuid, new_basket uuid, at_place uuid, expected int, ids uuid[], variants uuid[], quantities bigint[],
    via text, by_kind text, by_id uuid, most int, at timestamptz
) RETURNS TABLE (
    outcome text, strangers uuid[], basket uuid, leaf uuid, place uuid, state text, version int, became uuid,
    changed_at timestamptz, coupons jsonb, lines jsonb
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    wanted uuid[];
    missing uuid[];
    opened uuid;
    done record;
BEGIN
    SELECT array_agg(w.variant) FILTER (WHERE w.quantity > 0) INTO wanted
    FROM unnest(variants, quantities) AS w (variant, quantity);
    missing := catalog_not_offered(wanted);
    IF cardinality(missing) > 0 THEN
        RETURN QUERY SELECT 'strangers', missing, NULL::uuid, NULL::uuid, NULL::uuid, NULL::text, NULL::int, NULL::uuid,
                            NULL::timestamptz, NULL::jsonb, NULL::jsonb;
        RETURN;
    ELSIF at_place IS NOT NULL AND NOT places_known(at_place) THEN
        RETURN QUERY SELECT 'no_place', missing, NULL::uuid, NULL::uuid, NULL::uuid, NULL::text, NULL::int, NULL::uuid,
                            NULL::timestamptz, NULL::jsonb, NULL::jsonb;
        RETURN;
    ELSIF NOT customers_is_alone(of_leaf) OR baskets_count_open(of_leaf) > 1 THEN
        RETURN QUERY SELECT 'shared', missing, NULL::uuid, NULL::uuid, NULL::uuid, NULL::text, NULL::int, NULL::uuid,
                            NULL::timestamptz, NULL::jsonb, NULL::jsonb;
        RETURN;
    END IF;
    opened := baskets_open(new_basket, of_leaf, at_place, via, at);
    SELECT * INTO done FROM baskets_set(
        opened, expected, at_place, ids, variants, quantities, via, by_kind, by_id, most, at);
    IF done.trouble IS NOT NULL THEN
        IF opened = new_basket THEN
            PERFORM baskets_unopen(opened);
        END IF;
        RETURN QUERY SELECT done.trouble, missing, NULL::uuid, NULL::uuid, NULL::uuid, NULL::text, done.version,
                            done.became, NULL::timestamptz, NULL::jsonb, NULL::jsonb;
        RETURN;
    END IF;
    IF cardinality(done.changed) > 0 THEN
        PERFORM record_events(
            array_agg(new_id(at) ORDER BY c.nth), array_agg('basket.changed'::text), array_agg(at), at,
            array_agg(of_leaf), array_agg('basket'::text), array_agg(s.basket), array_agg(s.place), NULL, by_kind,
            by_id, 'live', array_agg(jsonb_build_object(
                'basket', s.basket, 'variant', c.variant, 'quantity',
                quantities[array_position(variants, c.variant)], 'touchpoint', via) ORDER BY c.nth))
        FROM unnest(done.changed) WITH ORDINALITY AS c (variant, nth), baskets_seen(opened) AS s;
    END IF;
    RETURN QUERY SELECT 'filled', done.changed, s.* FROM baskets_seen(opened) AS s;
END
$$;
