-- What lies where now, from the guarded balances of the book `stock`.
CREATE VIEW fact_stock AS
SELECT a.holder AS place, a.unit AS variant, b.posted AS on_hand, b.held, b.posted - b.held AS available
FROM kit_account a JOIN kit_balance b ON b.account_id = a.id
WHERE a.book = 'stock' AND a.state = 'goods';

-- What is expected at places by the papers that are confirmed and not yet received whole; of it, what orders wait for.
CREATE VIEW fact_supply AS
SELECT p.place_id AS place, l.variant_id AS variant, p.due_on, p.id AS paper,
       l.units - coalesce(l.arrived, 0) AS units, l.promised
FROM stock_paper p JOIN stock_paper_line l ON l.paper_id = p.id
WHERE p.kind = 'expected' AND p.state = 'sent' AND l.units > coalesce(l.arrived, 0);

-- Variants whose first stock a stated rule made (cause `opening`), for what indicators say of generated facts.
CREATE VIEW opened_variant AS
SELECT unit AS variant
FROM kit_account
WHERE holder = stock_everywhere() AND book = 'stock' AND state = 'opening';

-- What orders wait for, and by which day it is expected; none: nobody knows.
CREATE VIEW fact_awaited AS
SELECT a.id, a."order", a.place_id AS place, a.variant_id AS variant, a.units, p.due_on, p.id AS paper, a.told_on,
       a.ordered_at, a.keep_until
FROM stock_allocation a LEFT JOIN stock_paper_line l ON l.id = a.line_id LEFT JOIN stock_paper p ON p.id = l.paper_id
WHERE a.held_at IS NULL AND a.given_back_at IS NULL;
