"""Pricing a basket: processor time of the engine against its limits, in one process and one run.

    PYTHONPATH=src:. python -m benchmarks.prices [--rounds 400]

200 live promotions of all kinds, each basket another one. The limit is what no engine in that interpreter can be
quicker than: the same facts read from JSON and the same answer written as JSON, nothing counted between. What is
promised: 1 ms for 3 lines, 10 ms for 50.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

import msgspec
import quickjs
from tests.price_world import GOODS, made_basket, made_book, made_line

from benchmarks.promised import at_most
from prilavok.domains.promotions.rules import price, price_text, written_basket
from prilavok.domains.promotions.types.pricing import Basket, Rulebook

PROMOTIONS = 200
SIZES = ((3, 1.0), (10, 2.0), (50, 10.0))  # lines, milliseconds promised (10 lines: none, an interpolation)
_LIMIT = "function limit(facts, answer) { JSON.parse(facts); return JSON.stringify(JSON.parse(answer)); }"


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=400)
    rounds = parser.parse_args().rounds
    draw = Random(5)
    book = made_book(draw, promotions=PROMOTIONS)
    context = quickjs.Context()
    context.eval(_LIMIT)
    limit = context.get("limit")
    print(f"{len(book.promotions)} promotions, {rounds} baskets of each size; milliseconds of processor time")
    for lines, promised in SIZES:
        baskets = [_basket(draw, book, lines) for _ in range(rounds)]
        texts = [(written_basket(one), price_text(written_basket(one), book)) for one in baskets]
        ours = _timed([partial(price, one, book) for one in baskets])
        theirs = _timed([partial(limit, *one) for one in texts])
        p50, p95 = (statistics.quantiles(ours, n=100)[nth] for nth in (49, 94))
        ratio = statistics.median(theirs) / p50
        if lines != 10:
            at_most(f"basket of {lines} lines, 200 promotions, p95", p95, promised, "ms")
        over = "" if p95 <= promised else f"  OVER {promised:g}"
        told = f"{lines:3} lines  p50 {p50:6.2f}  p95 {p95:6.2f}  promised {promised:g}"
        print(f"{told}  ratio to the limit {ratio:.2f}{over}")


def _basket(draw: Random, book: Rulebook, lines: int) -> Basket:
    """Where there are more lines than made-up goods, the goods come again under other ids."""
    basket = made_basket(draw, book, lines=min(lines, GOODS))
    more = []
    for nth in range(max(lines - GOODS, 0)):
        wish = made_line(draw, nth % GOODS)
        more.append(msgspec.structs.replace(wish, variant=type(wish.variant)(int=wish.variant.int ^ (nth + 1))))
    return msgspec.structs.replace(basket, lines=(*basket.lines, *more))


def _timed(works: Sequence[Callable[[], object]]) -> list[float]:
    times = []
    for work in works:
        began = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - began) / 1e6)
    return times


if __name__ == "__main__":
    main()
