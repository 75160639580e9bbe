-- Whose each leaf is now: facts belong to leaves, so every number about customers goes through this.
CREATE VIEW leaf_customer AS
SELECT leaf_id AS leaf, customer_id AS customer, valid_from AS since
FROM customers_leaf_owner
WHERE valid_to IS NULL;

-- How lists name a customer; `name` only for those who may see it.
CREATE VIEW named_customer AS
SELECT id AS customer, code, name, made_up
FROM customers_customer
WHERE erased_at IS NULL;

-- Customers who own a leaf now (one found to be another person's double owns none), and since when they are known.
CREATE VIEW known_customer AS
SELECT c.id AS customer, c.created_at, c.language
FROM customers_customer c
WHERE EXISTS (SELECT FROM customers_leaf_owner o WHERE o.customer_id = c.id AND o.valid_to IS NULL)
  AND c.erased_at IS NULL;

-- Of which kinds each leaf's identifiers are; erased ones name nobody.
CREATE VIEW identified_leaf AS
SELECT leaf_id AS leaf, kind
FROM customers_identifier
WHERE value IS NOT NULL;
