-- What indicators count: every order that was handed over and paid; one that is only placed is no sale yet, and may
-- never be one. Amounts in minor units of `currency`.
CREATE VIEW counted_order AS
SELECT id, number, touchpoint, place_id AS place, leaf_id AS leaf, currency, line_count, list_amount, discount_amount,
       amount, coupon_amount, paid_amount, placed_at, local_day
FROM orders_order
WHERE commercial = 'completed';

-- Lines of those orders, without what was taken out before the hand-over; the money of a line is of what is left in it.
-- No look at the order: nothing is handed over of one that is placed or cancelled, and a line without a quantity
-- (money, a coupon) comes only with a finished sale.
CREATE VIEW counted_line AS
SELECT order_id, position, kind, variant_id AS variant, quantity - cancelled AS quantity, list_amount, amount,
       coupon_amount
FROM orders_line
WHERE handed_over > 0 OR quantity = 0;

-- Goods that came back; amount: what was paid for them, in minor units of `currency`.
CREATE VIEW counted_return AS
SELECT r.id, r.order_id, o.number, o.leaf_id AS leaf, r.place_id AS place, r.currency, r.amount, r.money, r.taken_at
FROM orders_return AS r JOIN orders_order AS o ON o.id = r.order_id;
