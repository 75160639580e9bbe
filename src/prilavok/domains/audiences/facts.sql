-- Campaigns, and the leaves each was mailed to.
CREATE VIEW named_campaign AS
SELECT id AS campaign, code, name, kind, starts_on, ends_on
FROM audiences_campaign;

CREATE VIEW counted_mailing AS
SELECT campaign_id AS campaign, leaf_id AS leaf, mailed_on
FROM audiences_campaign_member;

-- Who belongs to a segment now.
CREATE VIEW segment_member AS
SELECT segment_id AS segment, customer, entered_at
FROM audiences_membership
WHERE left_at IS NULL;

-- When time alone may next move a customer into a segment or out of it.
CREATE VIEW segment_turn AS
SELECT segment_id AS segment, customer, turns_at
FROM audiences_turn;
