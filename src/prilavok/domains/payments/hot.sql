-- Captured payments, by the list.
CREATE OR REPLACE FUNCTION payments_capture(
    ids uuid[], orders uuid[], methods text[], amounts bigint[], currencies text[], occurred timestamptz[],
    recorded timestamptz, from_origin text
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO payments_transaction (id, "order", kind, method, amount, currency, occurred_at, recorded_at, origin)
    SELECT p.id, p.of_order, 'capture', p.method, p.amount, p.currency, p.at, recorded, from_origin
    FROM unnest(ids, orders, methods, amounts, currencies, occurred)
         AS p (id, of_order, method, amount, currency, at)
$$;

-- One at a time may ask a provider for an order's money, also before the order is recorded; until the story ends.
CREATE OR REPLACE FUNCTION payments_one_at_a_time(for_order uuid) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('payments ' || for_order, 0))
$$;
