"""Bugs of what is kept, priced and ordered: holds and balances, money and prices, orders, journals and what is told."""

from tests.days.bug import Bug, blind, swallow

_GUARD = "ALTER TABLE kit_balance DROP CONSTRAINT kit_balance_guard"
_GUARD_BACK = "ALTER TABLE kit_balance ADD CONSTRAINT kit_balance_guard CHECK (held >= 0 AND posted >= held) NOT VALID"
_ONCE = "ALTER TABLE orders_order DROP CONSTRAINT orders_order_once"
#: what the bug has doubled stays in the table, so the key comes back as a plain index that new rows may not break
_ONCE_BACK = "CREATE INDEX IF NOT EXISTS orders_order_once_gone ON orders_order (source, source_key)"
#: no sales out of the hand, which would find what was promised too much in `unexplained`, and nobody who calls off
_ONLY_BUYERS = (("sales", 0), ("batches", 0), ("then", "wait"))
_TWICE = (("doubled", 70),)
_FREE = "WHERE demand.units > coalesce(locked.units, 0)"
_DEARER = (
    "positions, variants, quantities, listed, less);",
    "positions, variants, quantities, (SELECT array_agg(a + 100) FROM unnest(listed) AS a), less);",
)
_NO_RETURN, _NO_RETURN_BACK = swallow("planted_no_return", "kit_move", "NEW.cause = 'return'")
_NO_EARN_BACK, _NO_EARN_BACK_BACK = swallow("planted_no_earn_back", "kit_move", "NEW.cause = 'earn_back'")
_NO_GUEST, _NO_GUEST_BACK = swallow("planted_no_guest", "kit_answered", "NEW.caller LIKE 'guest %'")
_NO_ANSWER, _NO_ANSWER_BACK = swallow("planted_no_answer", "kit_answered", "NEW.caller LIKE 'return %'")

BUGS_OF_SALES = (
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
        (blind("place_chosen_orders", *_DEARER),),
        (blind("place_chosen_orders", *reversed(_DEARER)),),
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
)
