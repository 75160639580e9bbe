"""The board over whatever is loaded: time of each question, and its ratio to reading the same orders once.

Run: `python -m benchmarks.board` against the installation's own database. The limit is measured in the same run: one
sum over all orders, which no question over them can beat. Exit code 1 where a question exceeds its ratio.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.settings")
ROUNDS = 5


def best_of(question: Callable[[], object]) -> float:
    """Seconds of the quickest of a few rounds, after one that warms the pages."""
    question()
    seconds = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        question()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def questions() -> Sequence[tuple[str, float, Callable[[], object]]]:
    """Name, allowed ratio to the limit, and the question, over all days of the largest currency."""
    from prilavok.insights.metrics import buyers, campaigns, cohorts, points, rfm, rows, sales
    from prilavok.insights.metrics.reading import Scope, read_coverage

    scope = Scope(read_coverage()[0].currency, read_coverage()[0].facts)
    orders = rows.find_rows("orders")
    people = rows.find_rows("customers")
    return (
        ("coverage", 4, read_coverage),
        ("totals", 4, lambda: sales.read_totals(scope)),
        ("sales by week", 5, lambda: sales.read_series(scope, "week")),
        ("sales by place", 5, lambda: sales.read_places(scope, None)),
        ("sales by category (lines)", 60, lambda: sales.read_categories(scope, None)),
        ("customers", 8, lambda: buyers.read_totals(scope)),
        ("second orders", 10, lambda: buyers.read_second_orders(scope)),
        ("RFM", 12, lambda: rfm.read_grid(scope)),
        ("retention", 15, lambda: cohorts.read_cohorts(scope)),
        ("points", 30, lambda: points.read_days(scope)),
        ("campaigns", 4, lambda: campaigns.read_campaigns(scope)),
        ("rows: orders", 2, lambda: rows.read_rows(orders, scope)),
        ("rows: customers", 12, lambda: rows.read_rows(people, scope)),
    )


def main() -> int:
    """Print one line a question; say which are slower than their ratio allows."""
    import django

    django.setup()
    from prilavok.insights.metrics.reading import ask_plainly

    limit = best_of(lambda: ask_plainly("SELECT count(*), sum(amount), max(local_day) FROM counted_order", {}))
    print(f"limit: one sum over all orders {limit * 1000:.1f} ms")
    slow = []
    for name, allowed, question in questions():
        seconds = best_of(question)
        ratio = seconds / limit
        print(f"{name:28} {seconds * 1000:8.1f} ms   {ratio:6.1f} x   allowed {allowed:g} x")
        if ratio > allowed:
            slow.append(name)
    if slow:
        print(f"slower than allowed: {', '.join(slow)}", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
