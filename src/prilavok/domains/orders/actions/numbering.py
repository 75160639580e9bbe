"""What people call an order that is sold here."""

from datetime import date, datetime

from prilavok.domains.orders.rules import local_day_of
from prilavok.kit.db.sql import call


def draw_number(*, zone: str, at: datetime) -> tuple[str, date]:
    """The next number of the year at a place of this zone, and the day there."""
    day = local_day_of(at, zone)
    return str(call("orders_next_number", day)[0]), day


def open_year(year: int) -> None:
    """Make the numbers of a year ready, unless they are."""
    call("orders_open_year", year)
