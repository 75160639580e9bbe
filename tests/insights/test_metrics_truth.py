"""Indicators of the loaded year equal queries written by hand over its source files, for some stores or for all.

Covers prilavok.insights.metrics.sales, prilavok.insights.metrics.buyers, prilavok.insights.metrics.cohorts,
prilavok.insights.metrics.rfm, prilavok.insights.metrics.points, prilavok.insights.metrics.campaigns,
prilavok.insights.metrics.loads.
"""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from tests.conftest import OwnDatabase
from tests.flows.journey_truth import SMALL, folder
from tests.make import ask

from prilavok.insights.metrics import catalogue, cohorts, loads, rfm, sales
from prilavok.insights.metrics.reading import Scope, read_coverage
from prilavok.insights.metrics.spans import Span

ZONE = ZoneInfo("America/New_York")


@dataclass
class Basket:
    """One receipt of the source, in cents, on its local day."""

    household: int
    store: int
    day: date
    amount: int = 0
    discount: int = 0
    coupons: int = 0
    lines: int = 0


@dataclass
class Source:
    """What the files say."""

    baskets: dict[int, Basket]
    departments: Counter[str]


def read_source(stores: str | None) -> Source:
    """Add up receipts with other means than the loader's; times of the file are UTC."""
    table = pq.read_table(folder() / "transactions.parquet")
    if stores is not None:
        wanted = pa.array([int(store) for store in stores.split(",")], pa.int64())
        table = table.filter(pc.is_in(table["store_id"], value_set=wanted))
    products = pq.read_table(folder() / "products.parquet", columns=["product_id", "department"])
    department = dict(zip(products["product_id"].to_pylist(), products["department"].to_pylist(), strict=True))
    days = pc.assume_timezone(table["transaction_timestamp"], "UTC").cast(pa.timestamp("ns", ZONE.key))
    days = pc.strftime(days, format="%Y-%m-%d").to_pylist()
    columns = [table[name].to_pylist() for name in (
        "household_id", "store_id", "basket_id", "product_id", "sales_value", "retail_disc", "coupon_match_disc",
        "coupon_disc")]  # fmt: skip
    source = Source({}, Counter())
    for day, household, store, number, product, value, off, match, coupon in zip(days, *columns, strict=True):
        basket = source.baskets.setdefault(number, Basket(household, store, date.fromisoformat(day)))
        cents = round(value * 100)
        basket.amount += cents
        basket.discount += round(off * 100) + round(match * 100)
        basket.coupons += round(coupon * 100)
        basket.lines += 1
        source.departments[department.get(product) or ""] += cents
    return source


def load(own: OwnDatabase, *words: str) -> None:
    """Run the real command against the test's database."""
    command = [sys.executable, "-m", "prilavok.doors.cli", "load", *words]
    done = subprocess.run(command, env=own.environment, capture_output=True, text=True, timeout=3000)
    assert done.returncode == 0, done.stderr


def campaign_numbers(currency: str, span: Span) -> dict[str, object]:
    """The three numbers of campaigns as their tiles show them."""
    numbers = catalogue.read_numbers(("redemptions", "redeemers", "campaign_reach"), Scope(currency, span))
    return {id: reading.value for id, reading in numbers.items()}


def fifths(ranked: list[int]) -> list[int]:
    whole, over = divmod(len(ranked), 5)
    return [fifth + 1 for fifth in range(5) for _ in range(whole + (fifth < over))]


def check_against(source: Source) -> None:
    """Compare every indicator of the whole loaded span with the files."""
    (coverage,) = read_coverage()
    scope = Scope("USD", coverage.facts)
    baskets = list(source.baskets.values())
    amount = sum(one.amount for one in baskets)
    per_household = Counter(one.household for one in baskets)
    numbers = catalogue.read_numbers(tuple(one.id for one in catalogue.CATALOGUE if one.top), scope)
    expected = {
        "sales": Fraction(amount), "orders": Fraction(len(baskets)), "average_basket": Fraction(amount, len(baskets)),
        "lines_per_order": Fraction(sum(one.lines for one in baskets), len(baskets)),
        "discount_share": Fraction(
            sum(one.discount for one in baskets), sum(one.amount + one.discount for one in baskets)
        ),
        "coupon_share": Fraction(sum(one.coupons for one in baskets), amount),
        "coupon_orders": Fraction(sum(one.coupons > 0 for one in baskets), len(baskets)),
        "active_customers": Fraction(len(per_household)),
        "repeat_share": Fraction(sum(count >= 2 for count in per_household.values()), len(per_household)),
        "orders_per_customer": Fraction(len(baskets), len(per_household)), "known_share": Fraction(1),
        "points_earned": Fraction(sum(max(one.amount - one.coupons, 0) // 100 for one in baskets)),
        "refused_rows": Fraction(0),
    }  # fmt: skip
    assert {id: numbers[id].value for id in expected} == expected
    assert numbers["points_outstanding"].value == expected["points_earned"]
    shift = timedelta(weeks=loads.read_loads()[0]["shift_weeks"])
    check_splits(source, scope, shift)
    check_people(source, scope, shift)


def check_splits(source: Source, scope: Scope, shift: timedelta) -> None:
    weeks: Counter[date] = Counter()
    for one in source.baskets.values():
        weeks[one.day + shift - timedelta(days=one.day.weekday())] += one.amount
    assert {row["step"]: row["amount"] for row in sales.read_series(scope, "week")} == weeks
    stores: Counter[int] = Counter()
    for one in source.baskets.values():
        stores[one.store] += one.amount
    assert sorted(row["amount"] for row in sales.read_places(scope, None)) == sorted(stores.values())
    shelves = [row["amount"] for row in sales.read_categories(scope, None)]
    assert sorted(shelves) == sorted(source.departments.values())


def check_people(source: Source, scope: Scope, shift: timedelta) -> None:
    days: dict[int, list[date]] = defaultdict(list)
    spent: Counter[int] = Counter()
    window = rfm.window(scope).span
    for one in source.baskets.values():
        days[one.household].append(one.day + shift)
        if one.day + shift >= window.first:
            spent[one.household] += one.amount
    months = {household: {day.replace(day=1) for day in seen} for household, seen in days.items()}
    firsts = {household: min(seen) for household, seen in months.items()}
    expected: Counter[tuple[date, int]] = Counter()
    for household, seen in months.items():
        for month in seen:
            expected[firsts[household], cohorts.months_between(firsts[household], month)] += 1
    found = {
        (cohort.month, later): kept
        for cohort in cohorts.read_cohorts(scope)
        for later, kept in enumerate(cohort.kept)
        if kept
    }
    assert found == expected
    # Ties are broken by ids the load made: what must agree whatever they are is the sum by fifth of distinct values.
    grid = rfm.read_grid(scope)
    recent = {household: [day for day in seen if day >= window.first] for household, seen in days.items()}
    buying = [household for household, seen in recent.items() if seen]
    assert sum(row["customers"] for row in grid) == len(buying)
    for score, value in (("monetary", spent), ("frequency", {h: len(recent[h]) for h in buying})):
        ranked = sorted(buying, key=lambda household, value=value: value[household])  # type: ignore[misc]
        column = "amount" if score == "monetary" else "orders"
        sums: dict[int, int] = defaultdict(int)
        for household, fifth in zip(ranked, fifths(ranked), strict=True):
            sums[fifth] += value[household]
        told: dict[int, int] = defaultdict(int)
        for row in grid:
            told[row[score]] += row[column]
        assert told == sums


def test_some_stores_of_the_year(own_database: OwnDatabase) -> None:
    load(own_database, "journey", "--stores", SMALL)
    check_against(read_source(SMALL))
    ever = Span(date(2000, 1, 1), date(2099, 12, 31))
    alone = campaign_numbers("USD", ever)
    ((uses, users),) = ask("SELECT count(*), count(DISTINCT leaf_id) FROM promotions_redemption")
    ((mailed,),) = ask("SELECT count(DISTINCT leaf_id) FROM audiences_campaign_member")
    assert alone == {"redemptions": uses, "redeemers": users, "campaign_reach": mailed} and all(alone.values())
    # Another chain beside it adds nothing to this one's campaigns, nor takes of its own from it.
    load(own_database, "demo")
    assert campaign_numbers("USD", ever) == alone
    assert campaign_numbers("KZT", ever) == {"redemptions": 15, "redeemers": 13, "campaign_reach": 58}


if os.environ.get("PRILAVOK_LONG"):

    def test_the_whole_year(own_database: OwnDatabase) -> None:
        load(own_database, "journey")
        load(own_database, "demo")
        source = read_source(None)
        check_against(source)
        coverage = read_coverage()[0]
        numbers = catalogue.read_numbers(
            ("sales", "orders", "active_customers", "average_basket", "redemptions", "redeemers", "campaign_reach"),
            Scope("USD", coverage.facts),
        )
        assert {id: reading.value for id, reading in numbers.items() if id != "average_basket"} == {
            "sales": 459_603_958, "orders": 155_848, "active_customers": 2469, "redemptions": 2102, "redeemers": 410,
            "campaign_reach": 1559,
        }  # fmt: skip
        basket = numbers["average_basket"].value
        assert basket is not None
        assert round(basket / 100, 4) == Fraction(294_905, 10_000)
