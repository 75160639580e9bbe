"""Retention: of those who first bought in a month, how many buy in each month after."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MARKETER, Indicator
from prilavok.insights.metrics.reading import Row, Scope, ask

# A cohort: customers by the local month of their first order in this currency and, where one is chosen, place.
COHORTS_SQL = """
WITH months AS (
    SELECT l.customer, o.month, sum(o.amount)::bigint AS amount
    FROM (SELECT leaf, date_trunc('month', local_day::timestamp)::date AS month, sum(amount) AS amount
          FROM counted_order WHERE {until} GROUP BY 1, 2) AS o
    JOIN leaf_customer AS l ON l.leaf = o.leaf
    GROUP BY 1, 2
), firsts AS (
    SELECT customer, min(month) AS cohort FROM months GROUP BY customer
)
SELECT firsts.cohort, months.month, count(*) AS customers, sum(months.amount)::bigint AS amount
FROM months JOIN firsts ON firsts.customer = months.customer
GROUP BY firsts.cohort, months.month
ORDER BY firsts.cohort, months.month
"""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers by their first month. kept[k]: how many of them bought k months later; kept[0] is all of them."""

    month: date
    kept: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many there are."""
        return self.kept[0]


def months_between(one: date, other: date) -> int:
    """Whole months from one first-of-month to another."""
    return (other.year - one.year) * 12 + other.month - one.month


def shape(rows: list[Row], last: date) -> list[Cohort]:
    """The cohorts in order, each as long as months have begun by `last`; months without buyers are noughts."""
    grouped: dict[date, dict[int, int]] = {}
    for row in rows:
        grouped.setdefault(row["cohort"], {})[months_between(row["cohort"], row["month"])] = row["customers"]
    return [
        Cohort(cohort, tuple(kept.get(later, 0) for later in range(months_between(cohort, last.replace(day=1)) + 1)))
        for cohort, kept in sorted(grouped.items())
    ]


def read_cohorts(scope: Scope) -> list[Cohort]:
    """Cohorts of everything up to the scope's last day."""
    return shape(ask(COHORTS_SQL, scope), scope.span.last)


INDICATORS = (
    Indicator(
        "retention",
        _("Retention by month of first purchase"),
        _(
            "Of the customers who first bought in a month, which part buys again one, two, three … months later."
            " The first month of the facts also holds everybody who had been a customer before; the last month may not"
            " be over."
        ),
        _("Customers of the cohort with an order in that month ÷ customers of the cohort. Months are local."),
        "table",
        _("Orders that were not cancelled and whose leaf has a customer now."),
        COHORTS_SQL,
        MARKETER,
        follows=("place", "last day"),
    ),
)
