-- Free times are the working hours of resources less the seats that bookings have taken.

-- The times at which resources of a place may begin a service, each with the seats a party needs and those free.
-- Hours are the wall clock of the zone, so a day of 23 or 25 hours is worked by its own clock, and what begins before
-- midnight may end after it. Beginnings stand `step` minutes apart from the beginning of each span of hours; the
-- service itself must lie in hours that touch, its minutes before and after need only the seat.
-- of_resources: null for all. earliest, latest: of the beginning, the latter not included. but_booking: whose seats
-- count as free.
-- place_days, day_begins, day_ends: days on which the place is open otherwise than its week says, a row for each span,
-- its minutes null where the place is closed; what a resource says of a day itself goes before.
CREATE OR REPLACE FUNCTION bookings_times(
    for_service uuid, at_place uuid, of_resources uuid[], in_zone text, from_day date, days int, people int,
    earliest timestamptz, latest timestamptz, but_booking uuid, place_days date[], day_begins int[], day_ends int[]
) RETURNS TABLE (resource uuid, starts_at timestamptz, ends_at timestamptz, needed int, free int)
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
WITH offered AS MATERIALIZED (
    SELECT r.id, r.seats, (people + r.holds - 1) / r.holds AS needed, make_interval(mins => s.minutes) AS lasts,
           make_interval(mins => s.before) AS before, make_interval(mins => s.after) AS after,
           make_interval(mins => s.step) AS step
      FROM bookings_service s
      JOIN bookings_given g ON g.service_id = s.id
      JOIN bookings_resource r ON r.id = g.resource_id
     WHERE s.id = for_service AND s.archived_at IS NULL AND r.place_id = at_place AND r.archived_at IS NULL
       AND (of_resources IS NULL OR r.id = ANY(of_resources)) AND people <= r.seats * r.holds
), calendar AS (
    -- The day before, whose hours may reach into the first, and the day after, into which the last may reach.
    SELECT from_day - 1 + n AS day FROM generate_series(0, days + 1) AS n
), spans AS MATERIALIZED (
    SELECT o.id, (c.day + make_interval(mins => w.begins)) AT TIME ZONE in_zone AS opens,
           (c.day + make_interval(mins => w.ends)) AT TIME ZONE in_zone AS closes
      FROM offered o CROSS JOIN calendar c CROSS JOIN LATERAL (
        SELECT e.begins, e.ends FROM bookings_other_day e
         WHERE e.resource_id = o.id AND e.day = c.day AND e.begins IS NOT NULL
        UNION ALL
        SELECT greatest(h.begins, p.begins), least(h.ends, p.ends)
          FROM bookings_hours h LEFT JOIN unnest(place_days, day_begins, day_ends) AS p (day, begins, ends)
            ON p.day = c.day
         WHERE h.resource_id = o.id AND h.weekday = extract(isodow FROM c.day)::int
           AND (p.day IS NULL OR p.begins < h.ends AND p.ends > h.begins)
           AND NOT EXISTS (SELECT FROM bookings_other_day e WHERE e.resource_id = o.id AND e.day = c.day)
      ) AS w
), worked AS MATERIALIZED (
    -- An hour that the clock leaves out may turn a span round; such a one has no time in it.
    SELECT id, range_agg(tstzrange(opens, closes)) AS open FROM spans WHERE opens < closes GROUP BY id
), beginnings AS (
    SELECT DISTINCT o.id, begin
      FROM spans s JOIN offered o ON o.id = s.id CROSS JOIN generate_series(s.opens, s.closes, o.step) AS begin
     WHERE s.opens < s.closes AND begin < s.closes AND begin >= earliest AND begin < latest
       AND (begin AT TIME ZONE in_zone)::date BETWEEN from_day AND from_day + days - 1
), busy AS MATERIALIZED (
    SELECT b.resource_id, b.nth, range_agg(b.span) AS taken FROM bookings_seat b
     WHERE b.living AND b.resource_id IN (SELECT id FROM offered) AND b.booking_id IS DISTINCT FROM but_booking
       AND b.span && tstzrange((from_day - 2)::timestamp AT TIME ZONE in_zone,
                               (from_day + days + 2)::timestamp AT TIME ZONE in_zone)
     GROUP BY b.resource_id, b.nth
)
SELECT o.id, t.begin, t.begin + o.lasts, o.needed,
       o.seats - (SELECT count(*) FROM busy b WHERE b.resource_id = o.id AND b.nth <= o.seats
                     AND b.taken && tstzrange(t.begin - o.before, t.begin + o.lasts + o.after))::int
  FROM beginnings t JOIN offered o ON o.id = t.id JOIN worked w ON w.id = t.id
 WHERE w.open @> tstzrange(t.begin, t.begin + o.lasts)
 ORDER BY t.begin, o.id
$$;

-- What it was called before days of places closed their resources; lives one release.
CREATE OR REPLACE FUNCTION bookings_slots(
    for_service uuid, at_place uuid, of_resources uuid[], in_zone text, from_day date, days int, people int,
    earliest timestamptz, latest timestamptz, but_booking uuid
) RETURNS TABLE (resource uuid, starts_at timestamptz, ends_at timestamptz, needed int, free int)
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
SELECT * FROM bookings_times(for_service, at_place, of_resources, in_zone, from_day, days, people, earliest, latest,
                             but_booking, '{}', '{}', '{}')
$$;

-- Takes so many seats of a resource for a span, the lowest free numbers; returns them. The resource's row is held by
-- the caller, so that two at once see each other; the exclusion of the table holds where it is not.
CREATE OR REPLACE FUNCTION bookings_take_seats(
    for_booking uuid, of_resource uuid, begins timestamptz, ends timestamptz, needed int, at timestamptz
) RETURNS SETOF int
LANGUAGE sql AS $$
INSERT INTO bookings_seat (id, booking_id, resource_id, nth, span, living)
SELECT new_id(at), for_booking, r.id, n, tstzrange(begins, ends), true
  FROM bookings_resource r CROSS JOIN LATERAL generate_series(1, r.seats) AS n
 WHERE r.id = of_resource AND NOT EXISTS (
    SELECT FROM bookings_seat b
     WHERE b.living AND b.resource_id = r.id AND b.nth = n AND b.span && tstzrange(begins, ends))
 ORDER BY n LIMIT needed
RETURNING nth
$$;

-- Marks the bookings whose hour of reminding has come, each once; returns what is told of them.
CREATE OR REPLACE FUNCTION bookings_due_reminders(at timestamptz, most int)
RETURNS TABLE (booking uuid, leaf uuid, place uuid, service uuid, touchpoint text)
LANGUAGE sql AS $$
UPDATE bookings_booking b SET reminded_at = at
  FROM (SELECT d.id FROM bookings_booking d
         WHERE d.state = 'booked' AND d.reminded_at IS NULL AND d.remind_at IS NOT NULL AND d.remind_at <= at
           AND d.starts_at > at AND d.origin = 'live'
         ORDER BY d.remind_at, d.id LIMIT most FOR NO KEY UPDATE SKIP LOCKED) AS due
 WHERE b.id = due.id
RETURNING b.id, b.leaf_id, b.place_id, b.service_id, b.touchpoint::text
$$;
