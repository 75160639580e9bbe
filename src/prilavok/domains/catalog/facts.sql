-- Variants with what screens and indicators sort and filter them by.
CREATE VIEW fact_variant AS
SELECT v.id AS variant, v.product_id AS product, v.sku, v.barcode, v.unit, v.package, p.name, p.maker,
       p.category_id AS category, c.path AS category_path,
       v.archived_at IS NOT NULL OR p.archived_at IS NOT NULL AS archived, p.brand,
       v.facets, v.measures
FROM catalog_variant v
JOIN catalog_product p ON p.id = v.product_id
LEFT JOIN catalog_category c ON c.id = p.category_id;

-- Products and variants by their own id, with what conditions narrow goods by.
CREATE VIEW named_goods AS
SELECT id AS goods, id AS product, category_id AS category, brand FROM catalog_product
UNION ALL
SELECT v.id, p.id, p.category_id, p.brand FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id;

-- Products that are on offer, with what lists of them go by.
CREATE VIEW offered_product AS
SELECT p.id AS product, p.code, c.path AS category_path
FROM catalog_product p
LEFT JOIN catalog_category c ON c.id = p.category_id
WHERE p.archived_at IS NULL;

-- How indicators name a category; `path` is the codes from the root.
CREATE VIEW named_category AS
SELECT id AS category, parent_id AS parent, path, name
FROM catalog_category;

-- What the catalogue holds that a stated rule made and no source told.
CREATE VIEW generated_card AS
SELECT id AS product, code FROM catalog_product WHERE generated;

-- On which shelves, and on all below each, goods are narrowed by attributes; '' where on all.
CREATE VIEW facet_shelf AS
SELECT a.id AS attribute, coalesce(c.path, '') AS path
FROM catalog_attribute a
LEFT JOIN catalog_attribute_shelf s ON s.attribute_id = a.id
LEFT JOIN catalog_category c ON c.id = s.category_id
WHERE a.facet AND a.archived_at IS NULL;
