-- Every yes and no that counts: what a file told without proof waits and is left out. told_by: whose word it is, which
-- for a no of a list is not the leaf it is kept with.
CREATE VIEW said_consent AS
SELECT leaf_id AS leaf, channel, purpose, given, said_at, address, coalesce(told_by, leaf_id) AS told_by
FROM consent_consent
WHERE NOT waits;
