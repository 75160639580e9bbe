"""Two tabs of one till at the same instant: nothing that was scanned is lost, and a busy till says so."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from tests.conftest import OwnDatabase
from tests.doors.counter_world import PART, at_work, open_counter
from tests.doors.test_till import MILK
from tests.promises.house_at_work import ask
from tests.racing import all_at_once

pytestmark = pytest.mark.usefixtures("quick_passwords")
TABS = 6


def _scans(session: str) -> Any:
    tab = Client(SERVER_NAME="localhost")
    tab.cookies["sessionid"] = session
    return tab.post("/till/scan", {"scan": MILK}, headers=PART)


def test_what_all_tabs_scan_lies_on_the_counter(own_database: OwnDatabase) -> None:
    till = at_work("cashier", open_counter().here)
    till.get("/till/counter")
    session = till.cookies["sessionid"].value
    for _round in range(3):
        answers = all_at_once([partial(_scans, session)] * TABS)
        assert [one.status_code for one in answers] == [200] * TABS
    draft = till.session["till"]["draft"]
    assert [one["quantity"] for one in draft["lines"]] == [3 * TABS]
    assert draft["version"] == 3 * TABS
    assert ask(
        own_database,
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ) == [(0,)]
    connections.close_all()


def test_a_till_that_is_busy_for_long_says_so_and_changes_nothing(own_database: OwnDatabase) -> None:
    from prilavok.kit.db.connections import held_alone

    till = at_work("cashier", open_counter().here)
    till.get("/till/counter")
    session = till.cookies["sessionid"].value
    with held_alone(f"till {session}"), ThreadPoolExecutor(1) as hands:
        refused = hands.submit(_impatient, session).result()
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "Another tab of this till" in said or "Другая вкладка этой кассы" in said
    assert "till" not in till.session
    assert till.post("/till/scan", {"scan": MILK}, headers=PART).status_code == 200
    connections.close_all()


def _impatient(session: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    tab = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="en")
    tab.cookies["sessionid"] = session
    try:
        return tab.post("/till/scan", {"scan": MILK}, headers=PART)
    finally:
        connection.close()
