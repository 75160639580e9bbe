-- What each import took in, step by step: rows and amounts (minor units) that came, were loaded, were refused.
CREATE VIEW counted_import AS
SELECT r.id AS run, r.source, r.origin, r.state, r.step AS current_step, r.shift_weeks, r.totals, r.began_at, r.beat_at,
       r.finished_at, r.refusal, r.currency, s.step, s.rows_in, s.rows_loaded, s.rows_refused, s.amount_in, s.amount_loaded,
       s.amount_refused
FROM imports_run r
LEFT JOIN (
    SELECT run_id, step, sum(rows_in)::bigint AS rows_in, sum(rows_loaded)::bigint AS rows_loaded,
           sum(rows_refused)::bigint AS rows_refused, sum(amount_in)::bigint AS amount_in,
           sum(amount_loaded)::bigint AS amount_loaded, sum(amount_refused)::bigint AS amount_refused
    FROM imports_slice GROUP BY run_id, step
) s ON s.run_id = r.id;

CREATE VIEW counted_refusal AS
SELECT f.id, f.run_id AS run, r.source, r.currency, f.step, f.number, f.reason, f.amount
FROM imports_refused_row f
JOIN imports_run r ON r.id = f.run_id;
