"""The made-up customers of `benchmarks.customers`, by set-based SQL into the real tables; every draw is from one seed.

What is drawn, N customers, L leaves, all instants within 36 months of equal length up to AT:
- leaves: each customer has a phone, 60 % a card, 40 % an e-mail, 50 % a browser, 20 % a Telegram user; tied to the
  phone by verified evidence;
- whose an event is: the leaf floor(L * u^2) + 1, u uniform: the leaf of rank r has a share of about 1/(2 sqrt(r L)), so
  the heaviest customer of a million has some 80,000 entries, the median 35. Rows are written in the order of time, so a
  life lies scattered over the whole table, as it does in a shop;
- events: 50 for each customer, 30 % of them facts (2 orders a customer; of the rest 40 % messages received, 25 % sent,
  30 % points, 5 % consents), 70 % behaviour (half pages, 29 % products on a site, 14 % in the shop, 7 % mailings);
- names: six of ten customers have names of Russian make (78 given, 12,000 family names), three of Kazakh (50 and
  8,000), one of Latin (38 and 4,000), each name by floor(n * u^2); phones are +7 70 and a permutation of the numbers;
- orders: 2 a customer by the same draw of leaves, log-normal amounts with median 5,000 tenge, 40 places by a cube;
- points for every card, consents of 50 %, an open basket of two lines for 5 %, a conversation for 10 %;
- one person apart with 200 leaves and 100,000 entries (of a short form too), uniform over leaves and time.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MONTHS = 36
MONTH = timedelta(days=30)
A_CUSTOMER = 50  # events
LONG_LEAVES, LONG_ENTRIES = 200, 100_000
BYTES_A_CUSTOMER = 27_000  # of tables, indexes and the log beside them, measured with 20,000
BYTES_BEFORE = 2_500_000_000  # an empty installation, its log and what sorting takes


def _listed(words: str) -> list[str]:
    return words.split()


_GIVEN_RU = _listed(
    "Александр Алексей Анатолий Андрей Антон Артём Борис Вадим Валерий Василий Виктор Виталий Владимир Вячеслав"
    " Геннадий Георгий Григорий Даниил Денис Дмитрий Евгений Егор Иван Игорь Илья Кирилл Константин Леонид Максим"
    " Матвей Михаил Никита Николай Олег Павел Пётр Роман Сергей Станислав Степан Тимур Фёдор Юрий Ярослав Алина Алла"
    " Анастасия Анна Валентина Валерия Варвара Вера Виктория Галина Дарья Екатерина Елена Жанна Зинаида Ирина Ксения"
    " Лариса Любовь Людмила Марина Мария Надежда Наталья Нина Оксана Ольга Полина Светлана София Татьяна Ульяна Юлия"
)
_GIVEN_KK = _listed(
    "Абай Айбек Айдос Алишер Арман Асқар Әділ Бауыржан Бекзат Болат Дәурен Ерлан Ержан Жандос Қайрат Қанат Марат"
    " Мұрат Нұрлан Нұржан Олжас Рүстем Санжар Серік Талғат Темірлан Ұлан Әйгерім Айжан Айнұр Ақмарал Алтынай Аружан"
    " Әсел Баян Гүлнар Гүлжан Дана Динара Жанар Жұлдыз Индира Қарлығаш Күлпәш Ләззат Мадина Меруерт Назым Нұргүл Сәуле"
)
_GIVEN_LATIN = _listed(
    "Adam Alice Anna Arthur Clara Daniel David Diana Emma Erik Felix George Hanna Helen Igor Jack Julia Karl Kate Laura"
    " Leo Lucas Maria Mark Martin Nora Oliver Oscar Paul Peter Robert Samuel Sara Simon Sofia Thomas Victor Walter"
)
_MIDDLES = _listed("ан ар ен ин ол ук ит ад ер ом ык ев уш ал ор яш иш ец аб ум")
_MIDDLES_LATIN = _listed("an ar en in ol uk it ad er om ik ev ush al or ash ish et ab um")
_MAKES: Sequence[tuple[list[int], list[str], list[str], list[str], list[str], int]] = (
    (
        [0, 1, 2, 3, 4, 5],
        _GIVEN_RU,
        _listed("Ив Петр Сидор Кузнец Смирн Поп Волк Мороз Лебед Козл Новик Соловь Павл Голуб Виноград Богдан Ряб"),
        _MIDDLES,
        _listed("ов ова ев ева ин ина енко ский ская ых"),
        12_000,
    ),
    (
        [6, 7, 8],
        _GIVEN_KK,
        _listed("Абд Айт Әбіл Бек Досж Ерм Жұм Қас Құрм Мұқ Нұрп Омар Сағ Сәрс Тоқ Төл Үсен Ысқ"),
        _MIDDLES,
        _listed("ұлы қызы баев баева беков бекова ов ова ев ғали"),
        8_000,
    ),
    (
        [9],
        _GIVEN_LATIN,
        _listed("Mac Ander Berg Carl Dun Ed Fitz Har John Lind Mor Nor Pat Rich Stan Wil"),
        _MIDDLES_LATIN,
        _listed("son sen man berg ley ton ford er well s"),
        4_000,
    ),
)

# Filled with indexes taken away and made again after: a tenth of the time. Not logged: nothing here outlives the run.
_BIG = ("kit_event", "kit_behaviour", "kit_search_entry")

_PEOPLE = """
CREATE UNLOGGED TABLE made_customer AS
SELECT n::int AS n, new_id(%(at)s) AS customer,
       (SELECT m.given + floor(power(random(), 2) * m.givens)::int FROM made_make m WHERE n %% 10 = ANY(m.of)) AS given,
       (SELECT m.family + floor(power(random(), 2) * m.families)::int FROM made_make m
         WHERE n %% 10 = ANY(m.of)) AS family,
       random() < 0.6 AS card, random() < 0.4 AS email,
       random() < 0.5 AS browser, random() < 0.2 AS telegram,
       (n::bigint * 7368787 %% 99999989) AS number
FROM generate_series(1, %(customers)s) AS n;
CREATE UNLOGGED TABLE made_leaf AS
SELECT (row_number() OVER (ORDER BY c.n, k.nth))::int AS n, new_id(%(at)s) AS leaf, c.n AS owner, c.customer, k.kind,
       CASE k.kind WHEN 'phone' THEN '+770' || lpad(c.number::text, 8, '0')
                   WHEN 'card' THEN '29' || lpad((c.number * 13)::text, 11, '0')
                   WHEN 'email' THEN g.latin || '.' || f.latin || c.n || '@mail.example'
                   WHEN 'browser' THEN md5(c.n::text) ELSE (c.number + 100000000)::text END AS value
FROM made_customer c JOIN made_given g ON g.n = c.given JOIN made_family f ON f.n = c.family
CROSS JOIN LATERAL (VALUES (1, 'phone', true), (2, 'card', c.card), (3, 'email', c.email), (4, 'browser', c.browser),
                           (5, 'telegram', c.telegram)) AS k (nth, kind, there) WHERE k.there;
CREATE UNIQUE INDEX ON made_leaf (n);
CREATE UNLOGGED TABLE made_long AS SELECT n, new_id(%(at)s) AS leaf FROM generate_series(0, %(long)s - 1) AS n;
INSERT INTO customers_customer (id, kind, name, made_up, traits, language, created_at, origin, version, code)
SELECT customer, 'person', g.name || ' ' || f.name, false, '{}', CASE WHEN c.n %% 3 = 0 THEN 'kk' ELSE 'ru' END,
       %(first)s + random() * interval '900 days', 'load', 1, 'made-' || c.n
FROM made_customer c JOIN made_given g ON g.n = c.given JOIN made_family f ON f.n = c.family;
INSERT INTO customers_customer (id, kind, name, made_up, traits, language, created_at, origin, version, code)
VALUES (%(person)s, 'person', 'Long Life', false, '{}', 'ru', %(first)s, 'load', 1, 'long');
INSERT INTO customers_leaf (id, kind, first_seen_at, origin)
SELECT leaf, kind, %(first)s, 'load' FROM made_leaf UNION ALL SELECT leaf, 'browser', %(first)s, 'load' FROM made_long;
INSERT INTO customers_identifier (id, leaf_id, kind, value, made_up)
SELECT new_id(%(at)s), leaf, kind, value, false FROM made_leaf
UNION ALL SELECT new_id(%(at)s), leaf, 'browser', md5('long' || n), false FROM made_long;
INSERT INTO customers_leaf_owner (id, leaf_id, customer_id, valid_from)
SELECT new_id(%(at)s), leaf, customer, %(first)s FROM made_leaf
UNION ALL SELECT new_id(%(at)s), leaf, %(person)s, %(first)s FROM made_long;
INSERT INTO customers_evidence (id, one_id, other_id, strength, source, observed_at, recorded_at)
SELECT new_id(%(at)s), p.leaf, o.leaf, 'verified', 'made', %(first)s, %(first)s
FROM made_leaf p JOIN made_leaf o ON o.owner = p.owner AND o.kind <> 'phone' WHERE p.kind = 'phone'
UNION ALL SELECT new_id(%(at)s), p.leaf, o.leaf, 'verified', 'made', %(first)s, %(first)s
FROM made_long p, made_long o WHERE p.n = 0 AND o.n > 0;
INSERT INTO customers_contact_point (id, leaf_id, channel, address, made_up, "on", verified_at, created_at)
SELECT new_id(%(at)s), leaf, kind, value, false, random() < 0.95,
       CASE WHEN random() < 0.5 THEN %(first)s END, %(first)s
FROM made_leaf WHERE kind IN ('phone', 'email');
INSERT INTO consent_consent (id, leaf_id, channel, purpose, given, source, actor_kind, said_at, recorded_at)
SELECT new_id(%(at)s), leaf, 'sms', CASE WHEN random() < 0.5 THEN 'orders' ELSE 'offers' END, random() < 0.8,
       'checkout', 'leaf', %(first)s + random() * interval '900 days', %(at)s
FROM made_leaf WHERE kind = 'phone' AND random() < 0.5;
INSERT INTO kit_account (id, book, holder, unit, state, guarded)
SELECT new_id(%(at)s), 'points', leaf, %(programme)s, 'spendable', true FROM made_leaf WHERE kind = 'card';
INSERT INTO kit_balance (account_id, posted) SELECT id, floor(random() * 5000)::bigint FROM kit_account
WHERE book = 'points' AND unit = %(programme)s;
WITH opened AS (
    INSERT INTO baskets_basket (id, leaf_id, place_id, state, touchpoint, created_at, changed_at, version)
    SELECT new_id(%(at)s), leaf, (%(places)s::uuid[])[1], 'open', 'site', %(at)s, %(at)s, 1
    FROM made_leaf WHERE kind = 'phone' AND random() < 0.05 RETURNING id)
INSERT INTO baskets_line (id, basket_id, variant_id, quantity, touchpoint, added_by_kind, added_at)
SELECT new_id(%(at)s), id, (%(variants)s::uuid[])[nth], nth, 'site', 'leaf', %(at)s
FROM opened, generate_series(1, 2) AS nth;
INSERT INTO conversations_conversation (id, leaf_id, state, channel, about_kind, opened_at, last_at, version)
SELECT new_id(%(at)s), leaf, CASE WHEN random() < 0.1 THEN 'open' ELSE 'resolved' END, 'telegram', '', at, at, 1
FROM (SELECT leaf, %(first)s + random() * interval '900 days' AS at FROM made_leaf
      WHERE kind = 'phone' AND random() < 0.1) AS one;
INSERT INTO kit_search_entry (id, kind, subject, field, folded, sort, version)
SELECT new_id(%(at)s), 'customer', customer, 'name', g.folded || ' ' || f.folded,
       convert_to(g.folded || ' ' || f.folded, 'UTF8'), %(folding)s
FROM made_customer c JOIN made_given g ON g.n = c.given JOIN made_family f ON f.n = c.family;
INSERT INTO kit_search_entry (id, kind, subject, field, folded, sort, version)
SELECT new_id(%(at)s), 'customer', l.customer, l.kind, folded, convert_to(folded, 'UTF8'), %(folding)s FROM (
    SELECT l.customer, l.kind, CASE l.kind WHEN 'phone' THEN substr(value, 3) WHEN 'card' THEN value
           ELSE g.parted || ' ' || f.parted || l.owner || ' mail eksample' END AS folded
    FROM made_leaf l JOIN made_customer c ON c.n = l.owner
    JOIN made_given g ON g.n = c.given JOIN made_family f ON f.n = c.family
    WHERE l.kind IN ('phone', 'card', 'email')) AS l;
INSERT INTO kit_search_word (id, kind, word)
SELECT new_id(%(at)s), 'customer', word FROM (
    SELECT DISTINCT word FROM kit_search_entry, unnest(string_to_array(folded, ' ')) AS word WHERE kind = 'customer'
) AS one WHERE word !~ '[0-9]'
"""

_ORDERS = """
INSERT INTO orders_order (id, number, source, source_key, touchpoint, place_id, leaf_id, currency, line_count,
    list_amount, discount_amount, amount, coupon_amount, paid_amount, commercial, payment, fulfilment, placed_at,
    local_day, recorded_at, origin, version)
SELECT id, 'A-' || %(before)s + nth, %(source)s, (%(before)s + nth)::text,
    CASE WHEN t < 0.7 THEN 'till' WHEN t < 0.9 THEN 'site' ELSE 'app' END, (%(places)s::uuid[])[1 + floor(z * 40)::int],
    leaf, 'KZT', 1, a, 0, a, 0, a, 'completed', 'paid', 'handed_over', at, at::date, at, 'load', 1
FROM (SELECT nth, new_id(d.at) AS id, l.leaf, t, z, d.at, a FROM (
    SELECT nth, 1 + floor(power(random(), 2) * %(leaves)s)::int AS leaf, random() AS t, power(random(), 3) AS z,
           %(month)s + nth * %(step)s * interval '1 microsecond' AS at,
           (500000 * exp(0.8 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())))::bigint AS a
    FROM generate_series(1, %(rows)s) AS nth) AS d JOIN made_leaf l ON l.n = d.leaf) AS one
"""
_BOUGHT = """
INSERT INTO kit_event (id, verb, occurred_at, recorded_at, leaf, subject_kind, subject, place, actor_kind, origin,
    facts)
SELECT new_id(placed_at), 'order.completed', placed_at, placed_at, leaf_id, 'order', id, place_id, 'system', 'load',
       jsonb_build_object('order', id, 'amount', amount, 'currency', 'KZT', 'lines', 1, 'touchpoint', touchpoint)
FROM orders_order WHERE placed_at >= %(month)s AND placed_at < %(month)s + interval '30 days'
"""
_FACTS = """
INSERT INTO kit_event (id, verb, occurred_at, recorded_at, leaf, subject_kind, subject, actor_kind, origin, facts)
SELECT new_id(d.at), CASE WHEN r < 0.40 THEN 'message.received' WHEN r < 0.65 THEN 'message.sent'
              WHEN r < 0.95 THEN 'points.earned' ELSE 'consent.given' END, d.at, d.at,
       coalesce(g.leaf, l.leaf), 'customer', l.customer, 'system', 'load',
       CASE WHEN r < 0.65 THEN '{"message": "01957d50-2d00-7000-8000-000000000001", "channel": "telegram"}'::jsonb
            WHEN r < 0.95 THEN '{"points": 120, "order": "01957d50-2d00-7000-8000-000000000004"}'::jsonb
            ELSE '{"channel": "sms", "purpose": "offers"}'::jsonb END
FROM (SELECT nth, random() AS r, 1 + floor(power(random(), 2) * %(leaves)s)::int AS leaf,
             %(month)s + nth * %(step)s * interval '1 microsecond' AS at,
             CASE WHEN nth %% %(every)s = 0 THEN floor(random() * %(long)s)::int END AS long
      FROM generate_series(1, %(rows)s) AS nth) AS d
JOIN made_leaf l ON l.n = d.leaf LEFT JOIN made_long g ON g.n = d.long
"""
_BEHAVIOUR = """
INSERT INTO kit_behaviour (id, verb, occurred_at, recorded_at, leaf, subject_kind, subject, actor_kind, origin, facts)
SELECT new_id(d.at), CASE WHEN r < 0.50 THEN 'page.viewed' WHEN r < 0.79 THEN 'item.viewed'
              WHEN r < 0.93 THEN 'product.viewed' ELSE 'campaign.mailed' END, d.at, d.at,
       coalesce(g.leaf, l.leaf), 'customer', l.customer, 'system', 'load',
       CASE WHEN r < 0.50 THEN '{"source": "01957d50-2d00-7000-8000-000000000002"}'::jsonb
            WHEN r < 0.79 THEN '{"source": "01957d50-2d00-7000-8000-000000000002", "quantity": 1}'::jsonb
            WHEN r < 0.93 THEN (%(products)s::jsonb[])[1 + floor(z * 300)::int]
            ELSE '{"campaign": "01957d50-2d00-7000-8000-000000000003"}'::jsonb END
FROM (SELECT nth, random() AS r, random() AS z, 1 + floor(power(random(), 2) * %(leaves)s)::int AS leaf,
             %(month)s + nth * %(step)s * interval '1 microsecond' AS at,
             CASE WHEN nth %% %(every)s = 0 THEN floor(random() * %(long)s)::int END AS long
      FROM generate_series(1, %(rows)s) AS nth) AS d
JOIN made_leaf l ON l.n = d.leaf LEFT JOIN made_long g ON g.n = d.long
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made. long: the person of 200 leaves."""

    customers: int
    events: int
    long: UUID
    seconds: float


def needed(customers: int) -> int:
    """Bytes of disk that so many customers take."""
    return BYTES_BEFORE + customers * BYTES_A_CUSTOMER


def fill(url: str, customers: int) -> Made:
    """Make everything; says how far it is. The installation must be migrated and empty."""
    began = time.monotonic()
    values = {**_surroundings(), "at": AT, "first": AT - MONTHS * MONTH, "customers": customers, "long": LONG_LEAVES}
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("SET session_replication_role = replica")
        line.execute("SET synchronous_commit = off")
        line.execute("SET work_mem = '256MB'")
        line.execute("SET maintenance_work_mem = '512MB'")
        line.execute("SET statement_timeout = 0")
        line.execute("SELECT setseed(0.42)")
        _names(line)
        indexes = _take_indexes(line)
        for statement in _PEOPLE.split(";\n"):
            _run(line, statement, values)
        (values["leaves"],) = line.execute("SELECT count(*) FROM made_leaf").fetchone() or (0,)
        line.execute("ANALYZE made_leaf")
        _tell(began, f"{customers:,} customers, {values['leaves']:,} leaves")
        for nth in range(MONTHS):
            _month(line, values, customers, nth)
            if nth % 6 == 5:
                _tell(began, f"{nth + 1} months of {MONTHS}")
        for index in indexes:
            _run(line, index, {})
        _tell(began, "indexes")
        line.execute("DROP TABLE made_leaf, made_long")
        line.execute("VACUUM (ANALYZE)")
        (events,) = line.execute(
            "SELECT (SELECT count(*) FROM kit_event) + (SELECT count(*) FROM kit_behaviour)"
        ).fetchone() or (0,)
        line.execute("CHECKPOINT")
    return Made(customers, events, values["person"], time.monotonic() - began)


def _month(line: "psycopg.Connection[tuple[int, ...]]", values: dict[str, object], customers: int, nth: int) -> None:
    month = AT - (MONTHS - nth) * MONTH
    orders = customers * 2 // MONTHS
    facts = customers * A_CUSTOMER * 3 // 10 // MONTHS - orders
    behaviour = customers * A_CUSTOMER * 7 // 10 // MONTHS
    every = max((facts + behaviour) * MONTHS // LONG_ENTRIES, 1)
    for sql, rows in ((_ORDERS, orders), (_BOUGHT, 0), (_FACTS, facts), (_BEHAVIOUR, behaviour)):
        step = MONTH / timedelta(microseconds=1) / max(rows, 1)
        told = {"month": month, "rows": rows, "step": step, "before": nth * orders, "every": every}
        _run(line, sql, {**values, **told})


def _run(line: "psycopg.Connection[tuple[int, ...]]", statement: str, values: dict[str, object]) -> None:
    """Values are written into the text: one plan for each month, and statements that make tables take none."""
    used = {name: value for name, value in values.items() if f"%({name})s" in statement}
    psycopg.ClientCursor(line).execute(statement, used)


def _take_indexes(line: "psycopg.Connection[tuple[int, ...]]") -> list[str]:
    found: list[str] = []
    for table in _BIG:
        line.execute(SQL("ALTER TABLE {} SET UNLOGGED").format(Identifier(table)))
        rows = line.execute(
            "SELECT c.relname::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass AND NOT i.indisprimary",
            [table],
        ).fetchall()
        for name, definition in rows:
            line.execute(SQL("DROP INDEX {}").format(Identifier(str(name))))
            found.append(str(definition))
    return found


def _names(line: "psycopg.Connection[tuple[int, ...]]") -> None:
    from prilavok.kit.search import fold

    draw = random.Random(42)  # names of nobody
    lists: dict[str, list[str]] = {"made_given": [], "made_family": []}
    line.execute("CREATE UNLOGGED TABLE made_make (of int[], given int, givens int, family int, families int)")
    for of, given, begins, middles, ends, many in _MAKES:
        middles = [one + two for one in middles for two in ("", *middles)]
        whole = sorted({begin + middle + end for begin in begins for middle in middles for end in ends})
        family = draw.sample(whole, many)
        starts = len(lists["made_given"]) + 1, len(lists["made_family"]) + 1
        line.execute(
            "INSERT INTO made_make VALUES (%s, %s, %s, %s, %s)", [of, starts[0], len(given), starts[1], len(family)]
        )
        lists["made_given"] += draw.sample(given, len(given))
        lists["made_family"] += family
    for table, names in lists.items():
        columns = SQL("n int, name text, folded text, latin text, parted text")
        line.execute(SQL("CREATE UNLOGGED TABLE {} ({})").format(Identifier(table), columns))
        with line.cursor().copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
            for nth, name in enumerate(names, 1):
                latin = fold(name).replace(" ", "")
                copy.write_row((nth, name, fold(name), latin, fold(latin)))


def _surroundings() -> dict[str, object]:
    """Places, goods and a programme, made by the rooms themselves."""
    from django.db import transaction

    from prilavok.domains.catalog.actions import put_cards
    from prilavok.domains.catalog.queries import list_variant_keys, products_coded
    from prilavok.domains.catalog.types import NewCard
    from prilavok.domains.loyalty.actions import put_programme
    from prilavok.domains.loyalty.types import ProgrammeRule
    from prilavok.domains.places.actions import put_legal_entities, put_places
    from prilavok.domains.places.types import NewLegalEntity, NewPlace
    from prilavok.kit.ids import new_id
    from prilavok.kit.search import VERSION
    from prilavok.kit.search.entries import write_entries

    codes = [f"goods-{nth}" for nth in range(300)]
    with transaction.atomic():
        put_legal_entities([NewLegalEntity("entity", {"ru": "Лавка"}, "llp", "KZ")])
        places = put_places(
            [NewPlace(f"p-{n}", {"ru": f"Лавка {n}"}, "store", "Asia/Almaty", "KZT", "entity", {}) for n in range(40)]
        )
        put_cards([NewCard(code, {"ru": f"Товар {code}"}, ("Полка",), "piece") for code in codes], at=AT)
        products = [products_coded(code)[0] for code in codes]
        write_entries("product", [(id, "name", f"Товар {code}") for id, code in zip(products, codes, strict=True)])
        write_entries("place", [(id, "name", f"Лавка {code}") for code, id in places.items()])
        programme = put_programme(ProgrammeRule(new_id(), "points", {"ru": "Баллы"}, "KZT", 1, 100, False))
    variants: Sequence[UUID] = [one.id for one in list_variant_keys(codes[:2]).values()]
    return {
        "places": list(places.values()),
        "products": [f'{{"product": "{id}"}}' for id in products],
        "variants": list(variants),
        "programme": programme,
        "person": new_id(),
        "source": new_id(),
        "folding": VERSION,
    }


def _tell(began: float, what: str) -> None:
    print(f"  {time.monotonic() - began:6.0f} s  {what}", flush=True)
