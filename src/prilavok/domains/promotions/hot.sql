-- Coupons come with the thousands of variants they are good for.

-- Adds the coupons that are new (by code and campaign) and what they are good for; pairs name their coupon by its
-- position in the list (from 1).
CREATE OR REPLACE FUNCTION promotions_put(
    ids uuid[], codes text[], campaigns uuid[], pair_ids uuid[], pair_coupons int[], pair_variants uuid[],
    from_origin text
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO promotions_coupon (id, code, campaign, origin)
    SELECT c.id, c.code, c.campaign, from_origin FROM unnest(ids, codes, campaigns) AS c (id, code, campaign)
    ON CONFLICT DO NOTHING;
    INSERT INTO promotions_coupon_variant (id, coupon_id, variant_id)
    SELECT p.id, c.id, p.variant
    FROM unnest(pair_ids, pair_coupons, pair_variants) AS p (id, nth, variant)
    JOIN promotions_coupon c
      ON c.code = codes[p.nth] AND c.campaign IS NOT DISTINCT FROM campaigns[p.nth]
    ON CONFLICT DO NOTHING;
END
$$;
