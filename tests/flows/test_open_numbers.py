"""The numbers of a year's orders are there before its first order, so that nobody waits for them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tests import make

from prilavok.domains.orders.actions import draw_number
from prilavok.doors.schedule import CHORES
from prilavok.flows.open_numbers import open_numbers
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.jobs.registry import Due

pytestmark = pytest.mark.usefixtures("own_database")


def _years() -> list[str]:
    return [row[0] for row in make.ask("SELECT relname FROM pg_class WHERE relname ~ '^orders_number_' ORDER BY 1")]


def test_a_new_database_has_the_numbers_of_this_year_and_the_next() -> None:
    this = datetime.now(UTC).year
    assert {f"orders_number_{this}", f"orders_number_{this + 1}"} <= set(_years())


def test_the_coming_year_is_opened_daily_and_what_is_drawn_stays_drawn() -> None:
    assert "numbers.open" in {one.job for one in CHORES}
    clock.set_clock(datetime(2041, 12, 30, 12, tzinfo=UTC))
    before = _years()
    open_numbers(Due(uuid4(), "chores", "numbers.open", {}, None, clock.now(), 1, 1))
    assert set(_years()) - set(before) == {"orders_number_2041", "orders_number_2042"}
    with story():
        new_year = datetime(2041, 12, 31, 20, tzinfo=UTC)  # past midnight in Astana
        assert [draw_number(zone="Asia/Almaty", at=new_year)[0] for _ in range(2)] == ["42-000001", "42-000002"]
    open_numbers(Due(uuid4(), "chores", "numbers.open", {}, None, clock.now(), 1, 1))
    with story():
        assert draw_number(zone="Asia/Almaty", at=new_year)[0] == "42-000003"
