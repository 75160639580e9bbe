-- The function place_quoted_order as a client would do it without the function: the same statements, one by one, in one
-- transaction. benchmarks.placing refuses to run where the function calls something that is not called here.
BEGIN;
SELECT quote, leaf FROM nth_quote WHERE nth = (SELECT nextval('nth_next')) \gset
SELECT basket, place, currency, amount, variants, quantities, list_amounts, discount_amounts FROM pricing_promises(ARRAY[:quote::uuid]) \gset
SELECT gen_random_uuid() AS placed, gen_random_uuid() AS shipment, md5(:quote::text) || md5(:leaf::text) AS looked \gset
SELECT state FROM baskets_lock(ARRAY[:basket::uuid]) \gset
SELECT count(*) AS known FROM orders_known('{source}', :quote::text) \gset
SELECT pricing_refuses('{at}'::timestamptz + interval '1 hour', 2, 'open', 2, NULL, '{at}') AS refused \gset
SELECT count(*) AS lacks FROM stock_hold_or_await(:placed::uuid, :place::uuid, CASE WHEN stock_has_safety() THEN places_kind(:place::uuid) END, :variants::uuid[], CASE WHEN stock_has_safety() THEN catalog_paths(:variants::uuid[]) END, :quantities::bigint[], 'site', '{keep}', '{day}', NULL, '{at}', 'live') \gset
SELECT orders_next_number('{day}') AS its_number \gset
SELECT orders_place(:placed::uuid, :its_number::text, '{source}', :quote::text, 'site', :place::uuid, :leaf::uuid, :currency::text, 'placed', 'unpaid', 'open', '{at}', '{day}', 'live', :variants::uuid[], :quantities::bigint[], :list_amounts::bigint[], :discount_amounts::bigint[]);
SELECT pricing_tax_order(:placed::uuid, :quote::uuid, '{at}');
SELECT shipments_plan(ARRAY[:shipment::uuid], ARRAY[:placed::uuid], ARRAY[:place::uuid], ARRAY[decode(repeat('ab', 40), 'hex')], ARRAY[decode(:looked, 'hex')], ARRAY['{keep}'::timestamptz], '{at}');
SELECT baskets_mark_ordered(ARRAY[:basket::uuid], ARRAY[:placed::uuid], '{at}');
SELECT record_events(ARRAY[new_id('{at}'), new_id('{at}'), new_id('{at}')], ARRAY['order.placed', 'hold.made', 'shipment.planned'], array_fill('{at}'::timestamptz, ARRAY[3]), '{at}', array_fill(:leaf::uuid, ARRAY[3]), ARRAY['order', 'order', 'shipment'], array_fill(:placed::uuid, ARRAY[3]), array_fill(:place::uuid, ARRAY[3]), NULL, 'leaf', :leaf::uuid, 'live', ARRAY[jsonb_build_object('order', :placed::uuid, 'amount', :amount::bigint, 'currency', :currency::text, 'lines', 3, 'touchpoint', 'site', 'basket', :basket::uuid), jsonb_build_object('order', :placed::uuid, 'units', 3 - CASE WHEN NULL::date IS NULL THEN 0 ELSE stock_awaited(:placed::uuid) END, 'lines', 3), jsonb_build_object('order', :placed::uuid, 'shipment', :shipment::uuid)]);
COMMIT;
