"""Today's sales: of each place's own day, of one currency, of completed orders alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests import make

from prilavok.flows.record_sales import record_sales
from prilavok.insights.metrics.today import read_today
from prilavok.kit.events.actor import SYSTEM

# 20:30 in Greenwich is half past one of the next day in Almaty.
NOW = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)


def test_a_day_begins_at_the_places_own_midnight(rolled_back: None) -> None:
    almaty, moscow, new_york = make.place(), make.place("KZT", "Europe/Moscow"), make.place("USD", "America/New_York")
    variant, leaf, sold = make.variant(), make.leaf(), []
    for place, hours in ((almaty, 1), (almaty, 3), (moscow, 1), (moscow, 24), (new_york, 1)):
        at = NOW - timedelta(hours=hours)
        zone = {almaty: "Asia/Almaty", moscow: "Europe/Moscow", new_york: "America/New_York"}[place]
        made = make.sale(place, leaf, [make.line(variant)], at=at, currency="USD" if place == new_york else "KZT")
        sold.append(replace(made, local_day=at.astimezone(ZoneInfo(zone)).date()))
    record_sales(sold, method="cash", actor=SYSTEM, at=NOW, origin="live")
    one = make.ask("SELECT amount FROM orders_order WHERE id = %s", sold[0].id)[0][0]
    told = read_today("KZT", place=None, at=NOW)
    assert (told.orders, told.amount, told.latest) == (2, 2 * one, NOW - timedelta(hours=1))
    assert read_today("KZT", place=almaty, at=NOW).orders == 1
    assert read_today("USD", place=None, at=NOW).orders == 1
    assert (read_today("EUR", place=None, at=NOW).orders, read_today("EUR", place=None, at=NOW).latest) == (0, None)
