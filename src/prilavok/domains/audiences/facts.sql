-- Campaigns, and the leaves each was mailed to.
CREATE VIEW named_campaign AS
SELECT id AS campaign, code, name, kind, starts_on, ends_on
FROM audiences_campaign;

CREATE VIEW counted_mailing AS
SELECT campaign_id AS campaign, leaf_id AS leaf, mailed_on
FROM audiences_campaign_member;
