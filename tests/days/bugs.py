"""Bugs to be planted in a house that works: each takes out one thing that keeps an invariant, and names who must see it.

A bug is a text replaced in an installed function of the database, or a trigger that swallows rows; what was there is
put back afterwards. docs/under-fire.md has the same list: a test compares them.
"""

from dataclasses import dataclass

_GUARD = "ALTER TABLE kit_balance DROP CONSTRAINT kit_balance_guard"
_GUARD_BACK = "ALTER TABLE kit_balance ADD CONSTRAINT kit_balance_guard CHECK (held >= 0 AND posted >= held) NOT VALID"
_ONCE = "ALTER TABLE orders_order DROP CONSTRAINT orders_order_once"
#: what the bug has doubled stays in the table, so the key comes back as a plain index that new rows may not break
_ONCE_BACK = "CREATE INDEX IF NOT EXISTS orders_order_once_gone ON orders_order (source, source_key)"


@dataclass(frozen=True)
class Bug:
    """What is planted. replaced: texts of the function and what stands there instead. caught_by: checks that must say
    so. undo: what puts back what `also` took. day: what of the day is otherwise. killed: it shows only where the
    database is killed, on a durable server. bank: it shows only where money is held at the page of the bank.
    """

    name: str
    says: str
    caught_by: tuple[str, ...]
    function: str = ""
    replaced: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    day: tuple[tuple[str, object], ...] = ()
    short: bool = False
    killed: bool = False
    bank: bool = False


def _swallow(name: str, table: str, when: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A trigger that lets no such row in, and what takes it away."""
    plant = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()",
    )
    return plant, (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()")


def _blind(function: str, old: str, new: str) -> str:
    """A statement that replaces a text in a second function."""
    text = f"replace(pg_get_functiondef('{function}'::regproc), $x${old}$x$, $x${new}$x$)"
    return f"DO $$ BEGIN EXECUTE {text}; END $$"


def _trigger(name: str, when: str, does: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A trigger that does something more or other. when: before or after what on which table, and for which rows."""
    plant = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} RETURN NEW; END $$",
        f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()",
    )
    return plant, (f"DROP TRIGGER {name} ON {when.split(' ON ')[1].split()[0]}", f"DROP FUNCTION {name}()")


_BUSY = ("WHERE b.living AND", "WHERE b.nth < 0 AND")
#: no sales out of the hand, which would find what was promised too much in `unexplained`, and nobody who calls off
_ONLY_BUYERS = (("sales", 0), ("batches", 0), ("then", "wait"))
_TWICE = (("doubled", 70),)
_FREE = "WHERE demand.units > coalesce(locked.units, 0)"
_DEARER = (
    "positions, variants, quantities, listed, less);",
    "positions, variants, quantities, (SELECT array_agg(a + 100) FROM unnest(listed) AS a), less);",
)
_NO_RETURN, _NO_RETURN_BACK = _swallow("planted_no_return", "kit_move", "NEW.cause = 'return'")
_NO_EARN_BACK, _NO_EARN_BACK_BACK = _swallow("planted_no_earn_back", "kit_move", "NEW.cause = 'earn_back'")
_NO_GUEST, _NO_GUEST_BACK = _swallow("planted_no_guest", "kit_answered", "NEW.caller LIKE 'guest %'")
_NO_DOUBT, _NO_DOUBT_BACK = _swallow("planted_no_doubt", "kit_event", "NEW.verb = 'lot.doubted'")
_TAKEN_TWICE, _TAKEN_TWICE_BACK = _trigger(
    "planted_taken_twice",
    "AFTER INSERT ON payments_transaction FOR EACH ROW WHEN (NEW.kind = 'capture' AND NEW.method = 'card')",
    "INSERT INTO payments_transaction SELECT (jsonb_populate_record(NEW, jsonb_build_object('id', gen_random_uuid()))).*"
    " FROM payments_attempt a WHERE a.id = NEW.id AND a.hold;",
)
_STAYS_OPEN, _STAYS_OPEN_BACK = _trigger(
    "planted_stays_open",
    "BEFORE UPDATE ON orders_claim FOR EACH ROW WHEN (OLD.state = 'open' AND NEW.state <> 'open')",
    "NEW.state = 'open'; NEW.outcome = ''; NEW.decided_at = NULL; NEW.closed_at = NULL;",
)
_TWICE_BACK, _TWICE_BACK_BACK = _trigger(
    "planted_twice_back",
    "AFTER INSERT ON payments_refund FOR EACH ROW WHEN (NEW.of IS NULL AND pg_trigger_depth() = 0)",
    "INSERT INTO payments_refund SELECT (jsonb_populate_record(NEW, jsonb_build_object('id', gen_random_uuid()))).*;",
)
_NOT_MOVED, _NOT_MOVED_BACK = _swallow(
    "planted_not_moved", "payments_transaction", "NEW.kind = 'refund' AND NEW.moved IS NOT NULL"
)
_NO_ANSWER, _NO_ANSWER_BACK = _swallow("planted_no_answer", "kit_answered", "NEW.caller LIKE 'return %'")

BUGS = (
    Bug(
        "no condition",
        "a hold does not ask whether anything is free, and the CHECK of the balance is gone",
        ("2 guards", "13 promised"),
        "ledger_reserve",
        ((_FREE, "WHERE false"),),
        (_GUARD,),
        (_GUARD_BACK,),
        _ONLY_BUYERS,
        short=True,
    ),
    Bug(
        "no sort",
        "balances are locked in any order, not in that of their ids, and another gets its turn in between",
        ("0 no faults",),
        "ledger_reserve",
        (
            (
                "    RETURN QUERY\n",
                "    PERFORM FROM kit_balance WHERE account_id = (SELECT one FROM unnest(debits) AS one ORDER BY random()"
                " LIMIT 1) FOR UPDATE;\n    PERFORM pg_sleep(0.02);\n    RETURN QUERY\n",
            ),
        ),
    ),
    Bug(
        "a hold counted twice",
        "a hold adds its units to the balance twice",
        ("3 holds",),
        "ledger_reserve",
        (("b.held + demand.units", "b.held + 2 * demand.units"),),
    ),
    Bug(
        "only the CHECK",
        "a hold does not ask whether anything is free; the CHECK stands, and the buyer meets it as a broken shop",
        ("0 no faults",),
        "ledger_reserve",
        ((_FREE, "WHERE false"),),
    ),
    Bug(
        "no lock",
        "what is free is read without holding the row, another gets its turn in between, and the CHECK of the balance is gone",
        ("2 guards", "13 promised"),
        "ledger_reserve",
        (
            ("ORDER BY b.account_id FOR UPDATE OF b", "ORDER BY b.account_id"),
            ("        RETURN;\n    END IF;", "        RETURN;\n    END IF;\n    PERFORM pg_sleep(0.2);"),
        ),
        (_GUARD,),
        (_GUARD_BACK,),
        (*_ONLY_BUYERS, ("buyers", 50)),
    ),
    Bug(
        "one unit lost",
        "a sale from the shelf takes one unit less from the balance than its moves say",
        ("1 balances",),
        "ledger_draw",
        (("SET posted = b.posted + change.units,", "SET posted = b.posted + change.units + 1,"),),
    ),
    Bug(
        "a release forgotten",
        "a hold that ends leaves its units held",
        ("3 holds",),
        "ledger_release",
        (("SET held = b.held - locked.units", "SET held = b.held"),),
    ),
    Bug(
        "goods not put back",
        "the move of goods that came back is swallowed",
        ("1 balances", "4 counters"),
        also=_NO_RETURN,
        undo=_NO_RETURN_BACK,
    ),
    Bug(
        "money written down twice",
        "a payment has two transactions",
        ("5 payments",),
        "payments_capture",
        (
            (
                "AS p (id, of_order, method, amount, currency, at)",
                "AS p (id, of_order, method, amount, currency, at) UNION ALL SELECT new_id(recorded), p.of_order, 'capture',"
                " p.method, p.amount, p.currency, p.at, recorded, from_origin FROM unnest(ids, orders, methods, amounts,"
                " currencies, occurred) AS p (id, of_order, method, amount, currency, at)",
            ),
        ),
    ),  # fmt: skip
    Bug(
        "a key not kept",
        "the answer to a return is not kept, so the same return sent again is taken for another one",
        ("0 no faults",),
        also=_NO_ANSWER,
        undo=_NO_ANSWER_BACK,
        day=_TWICE,
    ),
    Bug(
        "points kept",
        "points that returned goods had earned are not taken back",
        ("7 stored value",),
        also=_NO_EARN_BACK,
        undo=_NO_EARN_BACK_BACK,
    ),
    Bug(
        "another price",
        "the order costs a hundred minor units a line more than its quote said",
        ("8 price kept",),
        "place_awaited_order",
        (
            (
                "promise.list_amounts, promise.discount_amounts);",
                "(SELECT array_agg(a + 100) FROM unnest(promise.list_amounts) AS a), promise.discount_amounts);",
            ),
        ),
        (_blind("place_chosen_orders", *_DEARER),),
        (_blind("place_chosen_orders", *reversed(_DEARER)),),
    ),  # fmt: skip
    Bug(
        "a price rewritten",
        "prices are changed in place, without a new version, while baskets are priced",
        ("9 equal prices",),
        also=(
            "CREATE FUNCTION planted_price() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " UPDATE pricing_version SET amount = amount + 100 WHERE random() < 0.2; RETURN NEW; END $$",
            "CREATE TRIGGER planted_price BEFORE INSERT ON pricing_quote FOR EACH ROW EXECUTE FUNCTION planted_price()",
        ),
        undo=("DROP TRIGGER planted_price ON pricing_quote", "DROP FUNCTION planted_price()"),
    ),
    Bug(
        "a sum of its own",
        "an order's head comes to one minor unit more than its lines",
        ("8 price kept", "10 totals"),
        "orders_place_all",
        (
            (
                "sum(l.list)::bigint, sum(l.less)::bigint, sum(l.list - l.less)::bigint",
                "sum(l.list)::bigint + 1, sum(l.less)::bigint, sum(l.list - l.less)::bigint + 1",
            ),
        ),
    ),  # fmt: skip
    Bug(
        "an event forgotten",
        "an order is placed and nobody is told",
        ("11 outside once",),
        "tell_orders_placed",
        (
            (
                "ARRAY['order.placed', 'hold.made', 'shipment.planned']",
                "ARRAY['hold.made', 'hold.made', 'shipment.planned']",
            ),
        ),
    ),
    Bug(
        "a basket ordered again",
        "the basket stays open, no answer is kept and nobody asks whether its quote placed an order: two sendings are two",
        ("6 one effect",),
        "place_awaited_order",
        (
            (
                "    IF FOUND THEN\n        RETURN QUERY SELECT 'stored'",
                "    IF false THEN\n        RETURN QUERY SELECT 'stored'",
            ),
            ("PERFORM baskets_mark_ordered(ARRAY[promise.basket], ARRAY[new_order], at);", ""),
        ),
        (_ONCE, *_NO_GUEST),
        (_ONCE_BACK, *_NO_GUEST_BACK),
        _TWICE,
    ),  # fmt: skip
    Bug(
        "told of the neighbour",
        "of orders placed together each buyer is told what became of the next one's",
        ("6 one effect", "8 price kept"),
        "place_promised_orders",
        (
            ("SELECT one.nth, d.*", "SELECT (one.nth + 1) % jsonb_array_length(asked_orders), d.*"),
            ("SELECT one.nth, 'placed'", "SELECT (one.nth + 1) % jsonb_array_length(asked_orders), 'placed'"),
        ),
        day=(("buyers", 50),),
        # of the long form: on a crowded machine buyers may come one after the other, and nothing is placed together
    ),
    Bug(
        "a journal told twice",
        "two rows may have the key of one reported sale",
        ("6 one effect", "12 journals"),
        also=(
            "ALTER TABLE orders_order DROP CONSTRAINT IF EXISTS orders_order_once",
            "ALTER TABLE orders_order DROP CONSTRAINT orders_order_number_key",
        ),
    ),
    Bug(
        "a time given twice",
        "nobody looks whether a master is busy, and the exclusion of the table is gone",
        ("14 times",),
        "bookings_take_seats",
        (("WHERE b.living AND b.resource_id = r.id", "WHERE false AND b.resource_id = r.id"),),
        (_blind("bookings_times", *_BUSY), "ALTER TABLE bookings_seat DROP CONSTRAINT bookings_seat_once"),
        (_blind("bookings_times", *reversed(_BUSY)),),
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
