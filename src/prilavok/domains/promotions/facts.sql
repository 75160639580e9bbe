-- Every use of a coupon, with the campaign that brought the coupon.
CREATE VIEW counted_redemption AS
SELECT r.id, c.id AS coupon, c.code, c.campaign, r.leaf_id AS leaf, r."order" AS order_id, r.redeemed_on
FROM promotions_redemption r
JOIN promotions_coupon c ON c.id = r.coupon_id;
