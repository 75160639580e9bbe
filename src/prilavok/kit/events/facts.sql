-- What happened to a leaf or was done by it, events and behaviour together; trials are no facts.
CREATE VIEW happened AS
SELECT leaf, verb, occurred_at FROM kit_event WHERE leaf IS NOT NULL AND origin <> 'trial'
UNION ALL
SELECT leaf, verb, occurred_at FROM kit_behaviour WHERE leaf IS NOT NULL AND origin <> 'trial';
