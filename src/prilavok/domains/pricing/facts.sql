-- What variants cost now and by which list; `place` is null where the list holds everywhere.
CREATE VIEW priced_now AS
SELECT v.variant_id AS variant, l.place_id AS place, l.currency, v.amount, v.per, v.valid_from
FROM pricing_version v JOIN pricing_list l ON l.id = v.price_list_id
WHERE v.valid_to IS NULL;

-- From when until when (null: until further notice) a list had a price of a variant.
CREATE VIEW price_span AS
SELECT price_list_id AS price_list, variant_id AS variant, valid_from, valid_to
FROM pricing_version;

-- Where price lists hold: a place's own, or (null) all places of the currency.
CREATE VIEW price_list_place AS
SELECT id AS price_list, place_id AS place, currency FROM pricing_list;
