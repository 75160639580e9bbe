-- Tasks, each once by its key.

-- Puts tasks whose keys are new; returns id and key of those.
CREATE OR REPLACE FUNCTION tasks_put(
    ids uuid[], kinds text[], keys text[], places uuid[], subject_kinds text[], subjects uuid[], facts jsonb[],
    due timestamptz[], at timestamptz
) RETURNS TABLE (task uuid, named text) LANGUAGE sql SET plan_cache_mode = force_generic_plan AS $$
    INSERT INTO tasks_task (id, kind, key, place_id, subject_kind, subject, facts, made_at, due_at, version)
    SELECT t.id, t.kind, t.key, t.place, t.subject_kind, t.subject, t.fact, at, t.until, 1
    FROM unnest(ids, kinds, keys, places, subject_kinds, subjects, facts, due)
         AS t (id, kind, key, place, subject_kind, subject, fact, until)
    ORDER BY t.key
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key
$$;
