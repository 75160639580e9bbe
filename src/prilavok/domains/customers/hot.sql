-- People come by the thousand from files and exchanges.

-- Adds customers whose codes are new, each identifier with its leaf; returns how many customers were new.
-- Identifier rows name their customer by its position (from 1). An identifier that is known already is not taken over;
-- the first of those that remain to a customer carries the facts, the others are tied to it by one piece of evidence.
CREATE OR REPLACE FUNCTION customers_put(
    ids uuid[], codes text[], names text[], made_up_marks boolean[], languages text[], traits jsonb[],
    leaf_ids uuid[], leaf_customers int[], leaf_nths int[], kinds text[], identifier_values text[],
    identifier_made_up boolean[], strengths text[], evidence_source text, seen timestamptz, recorded timestamptz,
    from_origin text
) RETURNS bigint LANGUAGE sql AS $$
    WITH fresh AS (
        INSERT INTO customers_customer (id, code, kind, name, made_up, traits, language, created_at, origin, version)
        SELECT c.id, c.code, 'person', c.name, c.made_up, c.traits, c.language, seen, from_origin, 1
        FROM unnest(ids, codes, names, made_up_marks, languages, traits)
             AS c (id, code, name, made_up, language, traits)
        ON CONFLICT (code) DO NOTHING
        RETURNING id
    ), named AS (
        SELECT l.*, ids[l.customer_nth] AS customer,
               row_number() OVER (PARTITION BY l.kind, l.value ORDER BY l.customer_nth, l.nth) AS among_equals
        FROM unnest(leaf_ids, leaf_customers, leaf_nths, kinds, identifier_values, identifier_made_up, strengths)
             AS l (id, customer_nth, nth, kind, value, made_up, strength)
        WHERE ids[l.customer_nth] IN (SELECT id FROM fresh)
          AND NOT EXISTS (SELECT FROM customers_identifier i WHERE i.kind = l.kind AND i.value = l.value)
    ), taken AS (
        SELECT *, first_value(id) OVER (PARTITION BY customer_nth ORDER BY nth) AS first_leaf
        FROM named WHERE among_equals = 1
    ), leaves AS (
        INSERT INTO customers_leaf (id, kind, first_seen_at, origin)
        SELECT id, kind, seen, from_origin FROM taken
        RETURNING id
    ), identifiers AS (
        INSERT INTO customers_identifier (id, leaf_id, kind, value, made_up)
        SELECT new_id(recorded), id, kind, value, made_up FROM taken
    ), owners AS (
        INSERT INTO customers_leaf_owner (id, leaf_id, customer_id, valid_from)
        SELECT new_id(recorded), id, customer, seen FROM taken
    ), ties AS (
        INSERT INTO customers_evidence (id, one_id, other_id, strength, source, observed_at, recorded_at)
        SELECT new_id(recorded), first_leaf, id, strength, evidence_source, seen, recorded
        FROM taken WHERE id <> first_leaf
    ), contacts AS (
        INSERT INTO customers_contact_point (id, leaf_id, channel, address, made_up, "on", created_at)
        SELECT new_id(recorded), id, kind, value, made_up, true, recorded
        FROM taken WHERE kind IN ('phone', 'email')
    )
    SELECT count(*) FROM fresh
$$;

-- Takes made-up names and contacts away, without touching anything else of those customers.
CREATE OR REPLACE FUNCTION customers_hide_made_up() RETURNS SETOF uuid LANGUAGE sql AS $$
    WITH named AS (
        UPDATE customers_customer SET name = '', language = '', version = version + 1
        WHERE made_up AND name <> '' RETURNING id
    ), identifiers AS (
        UPDATE customers_identifier SET value = NULL WHERE made_up AND value IS NOT NULL
    ), contacts AS (
        UPDATE customers_contact_point SET address = NULL, "on" = false WHERE made_up AND address IS NOT NULL
    )
    SELECT id FROM named
$$;

-- Gives made-up names and contacts back to customers that bear the mark and have none; returns those that got them.
-- A contact that somebody has proven to be theirs meanwhile stays theirs.
-- Contacts name their customer by its position in the list (from 1).
CREATE OR REPLACE FUNCTION customers_show_made_up(
    codes text[], names text[], languages text[], contact_nths int[], kinds text[], contact_values text[]
) RETURNS SETOF uuid LANGUAGE sql AS $$
    WITH given AS (
        SELECT c.id, g.nth, g.name, g.language
        FROM unnest(codes, names, languages) WITH ORDINALITY AS g (code, name, language, nth)
        JOIN customers_customer c ON c.code = g.code AND c.made_up AND c.name = ''
    ), named AS (
        UPDATE customers_customer c SET name = given.name, language = given.language, version = c.version + 1
        FROM given WHERE c.id = given.id RETURNING c.id
    ), leaves AS (
        SELECT o.leaf_id, w.kind, w.value
        FROM unnest(contact_nths, kinds, contact_values) AS w (nth, kind, value)
        JOIN given ON given.nth = w.nth
        JOIN customers_leaf_owner o ON o.customer_id = given.id AND o.valid_to IS NULL
        JOIN customers_leaf l ON l.id = o.leaf_id AND l.kind = w.kind
        WHERE NOT EXISTS (SELECT FROM customers_identifier i WHERE i.kind = w.kind AND i.value = w.value)
    ), identifiers AS (
        UPDATE customers_identifier i SET value = leaves.value
        FROM leaves WHERE i.leaf_id = leaves.leaf_id AND i.made_up AND i.value IS NULL
    ), contacts AS (
        UPDATE customers_contact_point p SET address = leaves.value, "on" = true
        FROM leaves WHERE p.leaf_id = leaves.leaf_id AND p.made_up AND p.channel = leaves.kind AND p.address IS NULL
    )
    SELECT id FROM named
$$;

-- Whether a leaf is all that is known of its person: nobody owns it, or its owner has no other.
CREATE OR REPLACE FUNCTION customers_is_alone(asked uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM customers_leaf_owner mine
        JOIN customers_leaf_owner o ON o.customer_id = mine.customer_id AND o.valid_to IS NULL AND o.leaf_id <> asked
        WHERE mine.leaf_id = asked AND mine.valid_to IS NULL)
$$;

-- Whoever changes what a person prefers does so alone. leaves: all of the person's, in order.
CREATE OR REPLACE FUNCTION customers_prefer_alone(leaves uuid[]) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('preferences ' || one::text, 0)) FROM unnest(leaves) AS one;
$$;
