-- What indicators count: every order that was not cancelled, and its lines. Amounts in minor units of `currency`.
CREATE VIEW counted_order AS
SELECT id, number, touchpoint, place_id AS place, leaf_id AS leaf, currency, line_count, list_amount, discount_amount,
       amount, coupon_amount, paid_amount, placed_at, local_day
FROM orders_order
WHERE commercial <> 'cancelled';

CREATE VIEW counted_line AS
SELECT order_id, position, kind, variant_id AS variant, quantity, list_amount, amount, coupon_amount
FROM orders_line;
