"""What the bank tells unasked ends what is open, once, whichever comes first; what is not ours changes nothing."""

import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tests import make
from tests.doors.card_world import TERMINAL_KEY, until_known
from tests.flows.test_card_payments import charge, order_of
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.connections.queries import read_connection
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.actions import end_attempt
from prilavok.domains.payments.queries import list_payments, list_refunds, paid_for, read_attempt, ways_back
from prilavok.domains.payments.types import AttemptView, Outcome
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.give_back_card import promise_cards
from prilavok.flows.hear_payments import READ_PAYMENTS
from prilavok.flows.keep_arrivals import Received, keep_received
from prilavok.kit import clock
from prilavok.kit.arrivals.keep import NewArrival
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.queue import buried
from prilavok.kit.jobs.runner import run_due

MODULES = ("prilavok.flows.hear_payments", "prilavok.flows.told_payment")
pytestmark = pytest.mark.usefixtures("connected")
LATE, LATE_NO = 10_007, 10_009


@pytest.fixture
def counter() -> Counter:
    return open_counter(20)


def as_told(terminal: str, attempt: AttemptView) -> dict[str, Any]:
    """The charge as the terminal tells it now."""
    headers = {"authorization": f"Bearer {TERMINAL_KEY}"}
    told = httpx.get(f"{terminal}/charges/{attempt.id}", headers=headers, timeout=5).json()
    assert isinstance(told, dict)
    return told


def hear(data: dict[str, Any], *, noun: str = "charge", name: str = "", link: UUID | None = None) -> None:
    """It was posted, verified and kept; the worker reads it."""
    connection = link or read_connection("card").id
    body = json.dumps({"type": f"{noun}.{data['state']}", "timestamp": "x", "data": data}).encode()
    arrival = NewArrival(name or f"hook:{uuid4()}", body)
    keep_received([Received(connection, arrival, READ_PAYMENTS)], actor=SYSTEM, at=clock.now())
    run_due()


def set_aside() -> list[str]:
    rows = make.ask("SELECT error FROM kit_arrival WHERE error IS NOT NULL ORDER BY received_at, id")
    assert make.ask("SELECT count(*) FROM kit_arrival WHERE read_at IS NULL") == [(0,)] and buried() == ()
    return [str(error) for (error,) in rows]


def test_what_is_told_ends_it_once_and_asking_finds_the_same(counter: Counter, terminal: str) -> None:
    order = order_of(counter, LATE)
    attempt = charge(order, LATE, counter.place)
    pending = as_told(terminal, attempt)
    assert (attempt.state, pending["state"]) == ("unknown", "pending")
    hear(pending)
    assert read_attempt(attempt.id).state == "unknown"
    time.sleep(3.1)
    captured = as_told(terminal, attempt)
    for name in ("hook:1", "hook:1", "hook:2"):
        hear(captured, name=name)
    hear(pending)  # it was overtaken
    assert read_attempt(attempt.id).state == "captured"
    until_known()
    assert [(one.id, one.amount) for one in list_payments([order])] == [(attempt.id, LATE)]
    assert (paid_for(order), make.verbs_of([order])["payment.captured"], set_aside()) == (LATE, 1, [])
    assert read_order(order).payment == "part_paid"


def test_what_was_found_by_asking_is_told_late_and_changes_nothing(counter: Counter, terminal: str) -> None:
    order = order_of(counter, LATE_NO)
    attempt = charge(order, LATE_NO, counter.place)
    time.sleep(3.1)
    until_known()
    assert read_attempt(attempt.id).state == "refused"
    before = make.rows_of_all_tables()
    declined = as_told(terminal, attempt)
    hear(declined)
    hear(declined)
    assert make.grown(before) == {"kit_arrival": 2} and set_aside() == []
    assert (paid_for(order), make.verbs_of([order])["payment.refused"]) == (0, 1)


def test_what_is_not_ours_is_set_aside_and_stops_nothing_behind_it(counter: Counter, terminal: str) -> None:
    order = order_of(counter, LATE)
    attempt = charge(order, LATE, counter.place)
    ours = {**as_told(terminal, attempt), "state": "captured"}
    other = make.ask(
        'INSERT INTO connections_connection (id, code, kind, provider, name, settings, sandbox, "on", created_at, version)'
        " SELECT %s, 'other', kind, provider, name, settings, sandbox, true, created_at, 1 FROM connections_connection"
        " WHERE code = 'card' RETURNING id",
        uuid4(),
    )
    hear(ours, link=UUID(str(other[0][0])))
    for wrong in ({"key": str(uuid4())}, {"key": "x"}, {"amount": LATE - 1}, {"currency": "USD"}, {"charge": 5}):
        hear({**ours, **wrong})
    assert (read_attempt(attempt.id).state, paid_for(order)) == ("unknown", 0)
    assert set_aside() == ["payment.another", *["payment.unknown"] * 2, *["payment.another"] * 2, "card.unreadable"]
    hear(ours)
    hear({**ours, "state": "declined", "declined_because": "card_expired"})
    assert (read_attempt(attempt.id).state, paid_for(order)) == ("captured", LATE)
    assert set_aside()[-1] == "payment.contradicted"


def test_money_that_was_taken_after_all_is_seen_and_is_to_be_given_back(counter: Counter, terminal: str) -> None:
    order = order_of(counter, LATE)
    attempt = charge(order, LATE, counter.place)
    captured = {**as_told(terminal, attempt), "state": "captured"}
    end_attempt(attempt.id, Outcome("refused", "payment.not_received"), actor=SYSTEM, at=clock.now())
    owed = read_order(order).owed
    other = charge(order, owed - owed % 100, counter.place)
    assert (other.state, list_tasks_about(order)) == ("captured", [])
    hear(captured)
    hear(captured)
    assert (read_attempt(attempt.id).state, paid_for(order)) == ("captured", other.amount + LATE)
    assert [(one.kind, one.facts["amount"]) for one in list_tasks_about(order)] == [
        ("payment.surplus", other.amount + LATE - owed)
    ]
    assert set_aside() == [] and make.verbs_of([order])["payment.captured"] == 2


def test_a_refund_is_told_too_and_given_once(counter: Counter, terminal: str) -> None:
    order = order_of(counter, PRICE)
    attempt = charge(order, PRICE, counter.place)
    [way] = ways_back(order)
    back = replace(way, amount=507)
    promise_cards(order, [back], of=None, currency="KZT", place=counter.place, actor=SYSTEM, at=clock.now())
    [refund] = list_refunds([order])
    assert refund.state == "asked"
    told = {"refund": "re_1", "key": str(refund.id), "charge": attempt.outside_id, "amount": 507, "currency": "KZT"}
    told |= {"state": "refunded", "declined_because": None, "made_at": 1, "settled_at": 1}
    hear(told, noun="refund")
    hear(told, noun="refund")
    assert [(one.state, one.outside_id) for one in list_refunds([order])] == [("done", "re_1")]
    clock.move_clock(timedelta(minutes=2))
    run_due("outside")
    headers = {"authorization": f"Bearer {TERMINAL_KEY}"}
    assert httpx.get(f"{terminal}/refunds/{refund.id}", headers=headers).status_code == 404, "it was sent all the same"
    assert (paid_for(order), make.verbs_of([order])["payment.refunded"], set_aside()) == (PRICE - 507, 1, [])
