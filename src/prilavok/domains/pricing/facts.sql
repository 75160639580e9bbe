-- What variants cost now and by which list; `place` is null where the list holds everywhere.
CREATE VIEW priced_now AS
SELECT v.variant_id AS variant, l.place_id AS place, l.currency, v.amount, v.per, v.valid_from
FROM pricing_version v JOIN pricing_list l ON l.id = v.price_list_id
WHERE v.valid_to IS NULL;

-- Where price lists hold: a place's own, or (null) all places of the currency.
CREATE VIEW price_list_place AS
SELECT id AS price_list, place_id AS place, currency FROM pricing_list;
