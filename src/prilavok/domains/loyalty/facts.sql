-- Every change of somebody's spendable points; `points` is negative where they were spent or taken back.
CREATE VIEW counted_points AS
SELECT m.id, a.holder AS leaf, p.id AS programme, p.currency, m.units AS points, m.cause, m.cause_id AS order_id,
       m.occurred_at, p.generated
FROM loyalty_programme p
JOIN kit_account a ON a.unit = p.id AND a.book = 'points' AND a.state = 'spendable'
JOIN kit_move m ON m.credit_id = a.id AND m.kind IN ('post', 'settle')
UNION ALL
SELECT m.id, a.holder, p.id, p.currency, -m.units, m.cause, m.cause_id, m.occurred_at, p.generated
FROM loyalty_programme p
JOIN kit_account a ON a.unit = p.id AND a.book = 'points' AND a.state = 'spendable'
JOIN kit_move m ON m.debit_id = a.id AND m.kind IN ('post', 'settle');

-- Programmes that a stated rule made and no source told.
CREATE VIEW generated_programme AS
SELECT id AS programme, code FROM loyalty_programme WHERE generated;

-- What each purchase still counts for tiers, minor units: less what came back.
CREATE VIEW counted_spending AS
SELECT leaf, programme_id AS programme, "order" AS order_id, at, amount, amount - back AS stays
FROM loyalty_spent;

-- In which tier each customer was found when they were last looked at, until when it lasts if nothing else is bought.
CREATE VIEW standing_tier AS
SELECT customer, programme_id AS programme, tier, until, looks_at
FROM loyalty_standing;

-- Points that each holder has now, those reserved for an order or lent to a till among them; a row an account.
CREATE VIEW standing_points AS
SELECT a.holder AS leaf, p.currency, b.posted AS points
FROM loyalty_programme p
JOIN kit_account a ON a.unit = p.id AND a.book = 'points' AND a.state IN ('spendable', 'lent')
JOIN kit_balance b ON b.account_id = a.id;
