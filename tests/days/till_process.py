"""A till of a simulated day: rings its sales from first to last, however often it is started; `till <nth> <of>`."""

import os
import random
import sys
from datetime import date
from uuid import NAMESPACE_URL, uuid5

import django

SALES, AT_ONCE = 60, 4
SOURCE = uuid5(NAMESPACE_URL, "a busy Saturday")


def lines_of(nth: int, goods: list[object]) -> list[tuple[object, int, int]]:
    """What is bought in a sale, the same in every process: goods, units, amount."""
    seed = random.Random(nth)
    return [(of, seed.randint(0, 3), 100 * seed.randint(1, 9)) for of in seed.sample(goods, 2)]


def ring(till: int, tills: int) -> None:
    """Ring every sale that falls to this till, and those of its neighbour too."""
    from django.db import connection

    from prilavok.domains.orders.types import Sale, SaleLine
    from prilavok.flows.record_sales import record_sales
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.ids import new_id

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM places_place ORDER BY code")
        places = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT id FROM catalog_variant ORDER BY sku")
        goods = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT id FROM customers_leaf ORDER BY id")
        leaves = [row[0] for row in cursor.fetchall()]
    mine = [nth for nth in range(SALES) if nth % tills in (till, (till + 1) % tills)]
    random.Random(till).shuffle(mine)
    for first in range(0, len(mine), AT_ONCE):
        at = clock.now()
        sales = [
            Sale(new_id(at), f"SAT-{nth}", SOURCE, str(nth), "till", places[nth % len(places)],
                 leaves[nth % len(leaves)], "KZT", at, date(2026, 3, 7),
                 tuple(SaleLine(of, units, amount, 0, 0, 0) for of, units, amount in lines_of(nth, goods)))
            for nth in mine[first:first + AT_ONCE]
        ]  # fmt: skip
        record_sales(sales, method="cash", actor=SYSTEM, at=at, origin="live")
        print(len(sales), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.settings")
    django.setup()
    ring(int(sys.argv[1]), int(sys.argv[2]))
