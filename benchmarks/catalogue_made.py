"""The made-up catalogue of `benchmarks.catalogue`; every draw is from one seed.

What is drawn, N variants, P places:
- cards: 7 of 10 variants are a card of their own, put by the rooms themselves in slices of 2,000 as a load does; the
  rest are further variants of every tenth card. Twelve departments of eight kinds of eight varieties each, the kinds of
  a department by a square, so that the largest leaf has some four times the median. Names in Russian and Kazakh, and in
  English for half, with a brand (half Latin, a third Russian, the rest Kazakh; 1,200 by a square) and a size;
- places: 17 of 20 are stores, 2 pickup points, 1 a warehouse; every thirteenth sells in roubles;
- prices: one list of all places of a currency with 97 % of the variants in tenge and 60 % in roubles, a fifth of them
  with an older version; each place has a list of its own with 3 % of the variants;
- stock: the place of rank r knows about 0.6 / sqrt(r) of the variants, the variant of rank v by 1 / (2 sqrt(v / N)), so
  that some are everywhere and most in a few places; units are log-normal, 8 % lie at nought. Balances without moves:
  no page of a catalogue reads moves.
"""

import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

from benchmarks.catalogue_words import DEPARTMENTS, SIZES, brands
from prilavok.domains.catalog.types import NewCard

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CARDS_AT_ONCE = 2000  # as flows/load/cards.py
BYTES_A_VARIANT = 20_000  # at 200 places, of tables, indexes and the log beside them
BYTES_BEFORE = 1_500_000_000
_COPIED = ("catalog_product", "catalog_variant", "kit_search_entry", "kit_search_word")

_VARIANTS = """
CREATE UNLOGGED TABLE made_variant AS
SELECT (row_number() OVER (ORDER BY md5(v.sku)))::int AS n, v.id AS variant, v.product_id AS product
FROM catalog_variant v;
CREATE UNLOGGED TABLE made_place AS
SELECT (row_number() OVER (ORDER BY md5(code)))::int AS r, id AS place, code, kind, currency FROM places_place;
INSERT INTO pricing_version (id, price_list_id, variant_id, amount, per, valid_from, valid_to, recorded_at, source)
SELECT new_id(%(at)s), l.id, v.variant, 1000 * (1 + floor(exp(1.1 * random() * 4))::bigint), 1,
       %(at)s - interval '300 days', CASE WHEN v.n %% 5 = 0 THEN %(at)s - interval '30 days' END,
       %(at)s - interval '300 days', 'set'
FROM made_variant v, pricing_list l
WHERE l.place_id IS NULL AND v.n::bigint * 7919 %% 100 < CASE l.currency WHEN 'KZT' THEN 97 ELSE 60 END;
INSERT INTO pricing_version (id, price_list_id, variant_id, amount, per, valid_from, recorded_at, source)
SELECT new_id(%(at)s), price_list_id, variant_id, amount + 5000, per, valid_to, valid_to, 'set'
FROM pricing_version WHERE valid_to IS NOT NULL;
INSERT INTO pricing_version (id, price_list_id, variant_id, amount, per, valid_from, recorded_at, source)
SELECT new_id(%(at)s), l.id, v.variant, 1000 * (1 + floor(exp(1.1 * random() * 4))::bigint), 1,
       %(at)s - interval '200 days', %(at)s - interval '200 days', 'set'
FROM pricing_list l, made_variant v WHERE l.place_id IS NOT NULL AND random() < 0.03;
CREATE UNLOGGED TABLE made_stock AS
SELECT p.place, v.variant, ledger_account_id('stock', p.place, v.variant, 'goods') AS account,
       CASE WHEN random() < 0.08 THEN 0
            ELSE 1 + floor(4 * exp(1.2 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())))::bigint END AS units
FROM made_place p, made_variant v
WHERE random() < least(1, 0.6 / sqrt(p.r) / (2 * sqrt(v.n / %(variants)s::float8)));
INSERT INTO kit_account (id, book, holder, unit, state, guarded)
SELECT account, 'stock', place, variant, 'goods', true FROM made_stock;
INSERT INTO kit_balance (account_id, posted, held)
SELECT account, units, CASE WHEN random() < 0.03 THEN least(units, 1) ELSE 0 END FROM made_stock;
DROP TABLE made_stock
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The cost of loading the cards: seconds, the same rows by COPY, megabytes of memory before and at the most."""

    cards: int
    seconds: float
    copied: float
    before: int
    most: int


def needed(variants: int) -> int:
    """Bytes of disk that so many variants at 200 places take."""
    return BYTES_BEFORE + variants * BYTES_A_VARIANT


def fill(url: str, variants: int, places: int) -> Loaded:
    """Make everything; says how far it is. The installation must be migrated and empty."""
    began = time.monotonic()
    _surroundings(places)
    loaded = _load(url, variants * 7 // 10)
    _tell(began, f"{loaded.cards:,} cards by the rooms themselves")
    with psycopg.connect(url, autocommit=True) as line:
        for told in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'",
                     "maintenance_work_mem = '512MB'", "statement_timeout = 0"):  # fmt: skip
            line.execute(f"SET {told}")
        line.execute("SELECT setseed(0.42)")
        _further_variants(line, variants)
        for statement in _VARIANTS.split(";\n"):
            used = {"at": AT, "variants": variants}
            psycopg.ClientCursor(line).execute(statement, {k: v for k, v in used.items() if f"%({k})s" in statement})
        _tell(began, "variants, prices, stock")
        line.execute("VACUUM (ANALYZE)")
        line.execute("CHECKPOINT")
    _tell(began, "vacuumed")
    return loaded


def _load(url: str, cards: int) -> Loaded:
    """Put the cards as flows/load/cards.py does, one transaction a slice; then COPY the same rows beside it."""
    from django.db import transaction

    from prilavok.domains.catalog.actions import put_cards
    from prilavok.domains.catalog.queries import list_variant_keys
    from prilavok.kit.search import write_entries

    before, began = _memory(), time.monotonic()
    several: list[NewCard] = []

    def put() -> None:
        with transaction.atomic():
            put_cards(several, at=AT)
            keys = list_variant_keys([card.code for card in several])
            write_entries(
                "product",
                [
                    (keys[card.code].product, field, text)
                    for card in several
                    for field, texts in (("name", card.name.values()), ("code", (card.code, card.barcode or "")))
                    for text in texts
                ],
            )
        several.clear()

    for card in _cards(cards):
        several.append(card)
        if len(several) == CARDS_AT_ONCE:
            put()
    if several:
        put()
    list_variant_keys()  # a load keeps them all
    return Loaded(cards, time.monotonic() - began, _copied(url), before, _memory())


def _cards(many: int) -> Iterator[NewCard]:
    draw, named = random.Random(42), brands(1_200)
    for nth in range(many):
        department, kinds, varieties = draw.choice(DEPARTMENTS)
        kind, variety = kinds[int(draw.random() ** 2 * len(kinds))], draw.choice(varieties)
        brand, size = named[int(draw.random() ** 2 * len(named))], draw.choice(SIZES)
        model = (
            f" {draw.choice('ABKMRX')}{draw.randrange(10, 999)}" if department[2] in ("Electronics", "Tools") else ""
        )
        names = {
            language: f"{kind[at]} {brand}{model} {variety[at]} {size}"
            for at, language in enumerate(("ru", "kk", "en"))
            if language != "en" or nth % 2
        }
        levels = (department, kind, (variety[0].capitalize(), variety[1].capitalize(), variety[2].capitalize()))
        yield NewCard(
            code=f"{2_000_000 + nth * 7}",
            name=names,
            category=tuple(level[0] for level in levels),
            unit="piece",
            description={"ru": f"{kind[0]} от {brand}: {variety[0]}, {size}. Хранить по условиям на упаковке."},
            category_names=tuple({"ru": level[0], "kk": level[1], "en": level[2]} for level in levels),
            brand=brand,
            maker=f"ТОО «{brand}»",
            package=size,
            barcode=f"487{nth * 13 % 10_000_000_000:010d}",
        )


def _further_variants(line: "psycopg.Connection[tuple[object, ...]]", variants: int) -> None:
    """Sizes of every tenth card, by COPY."""
    from prilavok.kit.ids import new_ids

    products = [row[0] for row in line.execute("SELECT id FROM catalog_product ORDER BY code").fetchall()]
    several = products[::10]
    left = variants - len(products)
    with line.cursor().copy("COPY catalog_variant (id, product_id, sku, unit, package, version) FROM STDIN") as copy:
        for nth, id in enumerate(new_ids(left, AT)):
            sku, size = f"S{nth:07d}", SIZES[nth // len(several) % len(SIZES)]
            copy.write_row((id, several[nth % len(several)], sku, "piece", size, 1))


def _copied(url: str) -> float:
    """Seconds that COPY takes for the rows that were loaded, into tables of the same indexes, keys and checks."""
    with psycopg.connect(url, autocommit=True) as line:
        texts = {}
        for table in _COPIED:
            line.execute(
                SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(Identifier(f"made_{table}"), Identifier(table))
            )
            with line.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
                texts[table] = [bytes(part) for part in copy]
        began = time.monotonic()
        for table, parts in texts.items():
            with line.cursor().copy(SQL("COPY {} FROM STDIN").format(Identifier(f"made_{table}"))) as copy:
                for part in parts:
                    copy.write(part)
        seconds = time.monotonic() - began
        for table in _COPIED:
            line.execute(SQL("DROP TABLE {}").format(Identifier(f"made_{table}")))
    return seconds


def _surroundings(many: int) -> None:
    """Places with their words, and the price lists, made by the rooms themselves."""
    from django.db import transaction

    from prilavok.domains.places.actions import put_legal_entities, put_places
    from prilavok.domains.places.types import NewLegalEntity, NewPlace
    from prilavok.domains.pricing.actions import put_price_lists
    from prilavok.kit.search import write_entries

    kinds = ["store"] * 17 + ["pickup"] * 2 + ["warehouse"]
    hours = {str(day): [["09:00", "21:00"]] for day in range(1, 8)}
    made = [
        NewPlace(
            f"p-{n:03d}", {"ru": f"Прилавок {n}", "kk": f"Сөре {n}", "en": f"Counter {n}"}, kinds[n % 20],
            "Europe/Moscow" if n % 13 == 0 else "Asia/Almaty", "RUB" if n % 13 == 0 else "KZT", "entity", hours,
            {"ru": f"улица Абая, {n}", "kk": f"Абай көшесі, {n}"},
        )
        for n in range(1, many + 1)
    ]  # fmt: skip
    with transaction.atomic():
        put_legal_entities([NewLegalEntity("entity", {"ru": "Прилавок"}, "llp", "KZ")])
        places: dict[str, UUID] = put_places(made)
        write_entries("place", [(places[one.code], "name", text) for one in made for text in one.name.values()])
        everywhere: list[tuple[str, dict[str, str], str, UUID | None]] = [
            (currency, {"ru": "Все точки"}, currency, None) for currency in ("KZT", "RUB")
        ]
        own = [(one.code, {"ru": one.name["ru"]}, one.currency, places[one.code]) for one in made]
        put_price_lists([*everywhere, *own])


def _memory() -> int:
    """Megabytes of this process at the most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _tell(began: float, what: str) -> None:
    print(f"  {time.monotonic() - began:6.0f} s  {what}", flush=True)
