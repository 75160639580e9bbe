-- Every yes and no that counts: what a file told without proof waits and is left out.
CREATE VIEW said_consent AS
SELECT leaf_id AS leaf, channel, purpose, given, said_at, address
FROM consent_consent
WHERE NOT waits;
