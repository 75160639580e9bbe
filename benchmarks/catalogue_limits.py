"""The same rows as pages of benchmarks.catalogue, each by one statement written by hand, promotions left out."""

_OFFER = """
SELECT v.id, v.sku, v.unit, v.package, p.name, price.amount, b.posted - b.held, b.posted
  FROM {0}
  LEFT JOIN LATERAL (
      SELECT n.amount FROM pricing_version n JOIN pricing_list l ON l.id = n.price_list_id
       WHERE n.variant_id = v.id AND n.valid_from <= %(at)s AND (n.valid_to IS NULL OR n.valid_to > %(at)s)
         AND (l.place_id = %(place)s OR l.place_id IS NULL AND l.currency = here.currency)
       ORDER BY l.place_id IS NULL LIMIT 1) AS price ON true
  LEFT JOIN kit_account a ON a.holder = %(place)s AND a.unit = v.id AND a.book = 'stock' AND a.state = 'goods'
  LEFT JOIN kit_balance b ON b.account_id = a.id
"""
_HERE = "CROSS JOIN (SELECT currency FROM places_place WHERE id = %(place)s) AS here"
SHELF = (
    _OFFER.format(
        "catalog_variant v JOIN catalog_product p ON p.id = v.product_id"
        f" JOIN catalog_category c ON c.id = p.category_id {_HERE}"
    )
    + """ WHERE (c.path = %(path)s OR starts_with(c.path, %(path)s || '/')) AND price.amount IS NOT NULL
 ORDER BY v.sku LIMIT 24"""
)
SEARCH = (
    _OFFER.format(
        "(SELECT DISTINCT e.subject FROM kit_search_entry e WHERE e.kind = 'product' AND e.folded ~>=~ %(text)s"
        " AND e.folded ~<~ (%(text)s || chr(1114111)) LIMIT 120)"
        " AS meant JOIN catalog_product p ON p.id = meant.subject JOIN catalog_variant v ON v.product_id = p.id"
        f" {_HERE}"
    )
    + " LIMIT 48"
)
PRODUCT = (
    _OFFER.format(f"catalog_product p JOIN catalog_variant v ON v.product_id = p.id {_HERE}").replace(
        "b.posted\n",
        """b.posted,
       (SELECT jsonb_agg(o) FROM (
           SELECT q.code, q.name, q.address, ob.posted - ob.held FROM kit_account oa
             JOIN kit_balance ob ON ob.account_id = oa.id JOIN places_place q ON q.id = oa.holder
            WHERE oa.unit = v.id AND oa.book = 'stock' AND oa.state = 'goods' AND ob.posted > ob.held
              AND q.currency = here.currency ORDER BY 4 DESC, 1 LIMIT 30) AS o)
""",
    )
    + " WHERE p.id = %(product)s"
)
