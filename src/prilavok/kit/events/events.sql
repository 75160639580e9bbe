-- The SQL twin of `record`: many events by one statement, in the caller's transaction.
-- Lists run in step; a null in a list means "none". The order stamp (xid) is the column's own default.
CREATE OR REPLACE FUNCTION record_events(
    ids uuid[], verbs text[], occurred timestamptz[], recorded timestamptz,
    leaves uuid[], subject_kinds text[], subjects uuid[], places uuid[],
    connection uuid, actor_kind text, actor uuid, origin text, facts jsonb[]
) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO kit_event (
        id, verb, occurred_at, recorded_at, leaf, subject_kind, subject, place,
        connection, actor_kind, actor, cause, origin, facts
    )
    SELECT one.id, one.verb, one.occurred, record_events.recorded, one.leaf, one.subject_kind, one.subject, one.place,
           record_events.connection, record_events.actor_kind, record_events.actor, NULL, record_events.origin, one.facts
    FROM unnest(ids, verbs, occurred, leaves, subject_kinds, subjects, places, record_events.facts)
        AS one(id, verb, occurred, leaf, subject_kind, subject, place, facts)
$$;

-- The same of several actors at once; each event is recorded at the instant at which it happened.
CREATE OR REPLACE FUNCTION record_events_by(
    ids uuid[], verbs text[], instants timestamptz[], leaves uuid[], subject_kinds text[], subjects uuid[],
    places uuid[], actor_kinds text[], actors uuid[], origin text, facts jsonb[]
) RETURNS void
LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO kit_event (
        id, verb, occurred_at, recorded_at, leaf, subject_kind, subject, place,
        connection, actor_kind, actor, cause, origin, facts
    )
    SELECT one.id, one.verb, one.at, one.at, one.leaf, one.subject_kind, one.subject, one.place,
           NULL, one.actor_kind, one.actor, NULL, record_events_by.origin, one.facts
    FROM unnest(ids, verbs, instants, leaves, subject_kinds, subjects, places, actor_kinds, actors,
                record_events_by.facts)
        AS one(id, verb, at, leaf, subject_kind, subject, place, actor_kind, actor, facts)
$$;
