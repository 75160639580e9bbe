-- How indicators name a place, and which of its fields a stated rule made.
CREATE VIEW named_place AS
SELECT id AS place, code, name, kind, currency, zone, generated
FROM places_place;
