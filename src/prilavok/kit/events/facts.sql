-- What happened to a leaf or was done by it, events and behaviour together; trials are no facts.
CREATE VIEW happened AS
SELECT leaf, verb, occurred_at FROM kit_event WHERE leaf IS NOT NULL AND origin <> 'trial'
UNION ALL
SELECT leaf, verb, occurred_at FROM kit_behaviour WHERE leaf IS NOT NULL AND origin <> 'trial';

-- The same as far as it was about goods: a product or a variant; a basket's row names its variant in its facts.
CREATE VIEW handled_goods AS
SELECT leaf, verb, occurred_at, CASE verb WHEN 'basket.changed' THEN (facts->>'variant')::uuid ELSE subject END AS goods
FROM kit_event
WHERE leaf IS NOT NULL AND origin <> 'trial' AND (subject_kind IN ('product', 'variant') OR verb = 'basket.changed')
UNION ALL
SELECT leaf, verb, occurred_at, subject
FROM kit_behaviour WHERE leaf IS NOT NULL AND origin <> 'trial' AND subject_kind IN ('product', 'variant');
