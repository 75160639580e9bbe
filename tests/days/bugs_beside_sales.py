"""Bugs of what stands beside a sale: times, stored value, limits, held money, claims, lots, the desk, cancelling,
exchanges, goods to come, and a database that says too early that it has kept something.
"""

from tests.days.bug import Bug, blind, swallow, trigger

_BUSY = ("WHERE b.living AND", "WHERE b.nth < 0 AND")
_NO_DOUBT, _NO_DOUBT_BACK = swallow("planted_no_doubt", "kit_event", "NEW.verb = 'lot.doubted'")
_TAKEN_TWICE, _TAKEN_TWICE_BACK = trigger(
    "planted_taken_twice",
    "AFTER INSERT ON payments_transaction FOR EACH ROW WHEN (NEW.kind = 'capture' AND NEW.method = 'card')",
    "INSERT INTO payments_transaction SELECT (jsonb_populate_record(NEW, jsonb_build_object('id', gen_random_uuid()))).*"
    " FROM payments_attempt a WHERE a.id = NEW.id AND a.hold;",
)
_STAYS_OPEN, _STAYS_OPEN_BACK = trigger(
    "planted_stays_open",
    "BEFORE UPDATE ON orders_claim FOR EACH ROW WHEN (OLD.state = 'open' AND NEW.state <> 'open')",
    "NEW.state = 'open'; NEW.outcome = ''; NEW.decided_at = NULL; NEW.closed_at = NULL;",
)
_TWICE_BACK, _TWICE_BACK_BACK = trigger(
    "planted_twice_back",
    "AFTER INSERT ON payments_refund FOR EACH ROW WHEN (NEW.of IS NULL AND pg_trigger_depth() = 0)",
    "INSERT INTO payments_refund SELECT (jsonb_populate_record(NEW, jsonb_build_object('id', gen_random_uuid()))).*;",
)
_NOT_MOVED, _NOT_MOVED_BACK = swallow(
    "planted_not_moved", "payments_transaction", "NEW.kind = 'refund' AND NEW.moved IS NOT NULL"
)

BUGS_BESIDE_SALES = (
    Bug(
        "a time given twice",
        "nobody looks whether a master is busy, and the exclusion of the table is gone",
        ("14 times",),
        "bookings_take_seats",
        (("WHERE b.living AND b.resource_id = r.id", "WHERE false AND b.resource_id = r.id"),),
        (blind("bookings_times", *_BUSY), "ALTER TABLE bookings_seat DROP CONSTRAINT bookings_seat_once"),
        (blind("bookings_times", *reversed(_BUSY)),),
    ),
    Bug(
        "a gift card charged more than it pays",
        "a hundred minor units less are written down as paid than were taken off the card",
        ("7 stored value",),
        also=(
            "CREATE FUNCTION planted_gift() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " NEW.amount = NEW.amount - 100; RETURN NEW; END $$",
            "CREATE TRIGGER planted_gift BEFORE INSERT ON payments_transaction FOR EACH ROW"
            " WHEN (NEW.method = 'gift_card') EXECUTE FUNCTION planted_gift()",
        ),
        undo=("DROP TRIGGER planted_gift ON payments_transaction", "DROP FUNCTION planted_gift()"),
    ),
    Bug(
        "points spent twice",
        "points that paid an order stay where they were, so that the next one is paid by them too",
        ("7 stored value",),
        "loyalty_take",
        (
            (
                "    PERFORM ledger_post(\n        moves,",
                "    RETURN QUERY SELECT * FROM unnest(givers, given);\n    RETURN;\n"
                "    PERFORM ledger_post(\n        moves,",
            ),
        ),
        day=(("members", True), ("buyers", 10)),
    ),
    Bug(
        "a limit not counted",
        "nobody looks how often a promotion or a coupon was given when an order is placed by it",
        ("15 limits",),
        "promotions_claim",
        (
            ("w.in_all > 0 AND given.nth_in_all IS NULL OR", ""),
            ("w.of_customer > 0 AND theirs.uses >= w.of_customer", "false"),
            ("OR w.of_coupon > 0 AND shown.nth_of_coupon IS NULL", ""),
        ),
        day=(("coupons", True), ("members", True), ("most", 1), ("buyers", 40)),
    ),
    Bug(
        "a hold captured twice",
        "money that was held is written down twice when it is taken",
        ("5 payments", "16 held money"),
        also=_TAKEN_TWICE,
        undo=_TAKEN_TWICE_BACK,
        day=(("most", 1), ("then", "page and collect")),
        bank=True,
    ),
    Bug(
        "a claim paid twice",
        "a claim that was decided stays open, and whoever decides it next pays again",
        ("17 claims",),
        also=_STAYS_OPEN,
        undo=_STAYS_OPEN_BACK,
    ),
    Bug(
        "a serial number sold twice",
        "one number is sold with two pieces, and nobody is told that one of them is another",
        ("18 lots",),
        also=_NO_DOUBT,
        undo=_NO_DOUBT_BACK,
        day=(("pieces", True),),
    ),
    Bug(
        "ordered by the desk and by its draft",
        "a basket that has become an order is taken for an open one, so that the desk and its customer each order it",
        ("6 one effect", "19 desk"),
        "pricing_refuses",
        (("state IS DISTINCT FROM 'open' OR version <> priced_version OR seen_version <> priced_version", "false"),),
        day=(("operator", True), ("talks", 12), ("buyers", 14), ("meet", False)),
    ),
    Bug(
        "a cancelled order keeps its holds",
        "what an order held stays held when it is cancelled",
        ("3 holds", "20 cancels"),
        "ledger_release",
        (("WHERE h.move_id = ANY (holds)", "WHERE h.move_id = ANY (holds) AND as_kind <> 'void'"),),
        day=(("then", "call off both"), ("operator", True), ("buyers", 12)),
    ),
    Bug(
        "a cancel pays back twice",
        "cancelling an order promises its card twice what it paid",
        ("20 cancels",),
        also=_TWICE_BACK,
        undo=_TWICE_BACK_BACK,
        day=(("cards", True), ("most", 1), ("then", "pay, call off both"), ("operator", True)),
        bank=True,
    ),
    Bug(
        "an exchange takes and gives nothing",
        "goods come back, and what is sold for them is never handed over",
        ("4 counters", "21 exchanges"),
        "orders_record",
        (
            (
                "l.variant, l.quantity, l.quantity, 0, 0,",
                "l.variant, l.quantity,"
                " CASE WHEN source_keys[l.order_nth] LIKE 'till:exchange:%' THEN 0 ELSE l.quantity END, 0, 0,",
            ),
        ),
        day=(("swaps", 6), ("returns", 2)),
    ),
    Bug(
        "an exchange is paid twice",
        "what came back pays the other goods, and is still owed for the first",
        ("5 payments", "21 exchanges"),
        also=_NOT_MOVED,
        undo=_NOT_MOVED_BACK,
        day=(("swaps", 6), ("returns", 2)),
    ),
    Bug(
        "more promised than will come",
        "nobody writes down how much of expected goods is promised, so that it is promised again",
        ("3 holds", "13 promised", "22 expected"),
        "stock_hold_or_await",
        (("SET promised = l.promised + t.units", "SET promised = l.promised"),),
        day=(("waiting", 20), ("comes", False), ("then", "wait")),
    ),
    Bug(
        "acknowledged before it is kept",
        "the database says committed before it has written the journal, and is killed with all it remembers",
        ("6 one effect",),
        also=(
            "ALTER SYSTEM SET synchronous_commit = off",
            "ALTER SYSTEM SET wal_writer_delay = '10s'",
            "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
            "SELECT pg_reload_conf()",
        ),
        killed=True,
    ),
)
