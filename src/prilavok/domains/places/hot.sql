-- For stories that name a place in one statement with what they do there.

-- Whether there is such a place, archived or not.
CREATE OR REPLACE FUNCTION places_known(asked uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM places_place p WHERE p.id = asked)
$$;

-- What kind of place it is: store, warehouse and so on.
CREATE OR REPLACE FUNCTION places_kind(asked uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT p.kind FROM places_place p WHERE p.id = asked
$$;
