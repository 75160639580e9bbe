-- Whose each leaf is now: facts belong to leaves, so every number about customers goes through this.
CREATE VIEW leaf_customer AS
SELECT leaf_id AS leaf, customer_id AS customer
FROM customers_leaf_owner
WHERE valid_to IS NULL;

-- How lists name a customer; `name` only for those who may see it.
CREATE VIEW named_customer AS
SELECT id AS customer, code, name, made_up
FROM customers_customer
WHERE erased_at IS NULL;
