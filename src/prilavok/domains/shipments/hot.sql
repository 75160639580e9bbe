-- Shipments of fresh orders, by the list.

-- Plans one shipment per order, to be collected at its place. The code is sealed; its lookup is unique among those that
-- wait at the place: unique_violation of shipments_code_once means another code must be tried.
CREATE OR REPLACE FUNCTION shipments_plan(
    ids uuid[], orders uuid[], places uuid[], codes bytea[], lookups bytea[], keep timestamptz[], at timestamptz
) RETURNS void LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO shipments_shipment (id, "order", kind, place_id, state, code, code_lookup, planned_at, keep_until,
                                    version)
    SELECT s.id, s.of_order, 'collect', s.place, 'planned', s.code, s.lookup, at, s.until, 1
    FROM unnest(ids, orders, places, codes, lookups, keep) AS s (id, of_order, place, code, lookup, until)
    ORDER BY s.place, s.lookup
$$;
