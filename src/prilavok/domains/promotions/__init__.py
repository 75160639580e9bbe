"""Rights to a better price: coupons and redemptions. Words: coupon, redemption."""
