"""Money that waits is seen to by hand: matched where it fits, put away on a ground, read or asked about once more."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make
from tests.counter_world import CASHIER
from tests.doors.web_people import client_of, hire
from tests.flows.test_card_payments import charge, order_of
from tests.flows.test_hear_payments import LATE, as_told, hear, set_aside
from tests.shop_world import Counter, open_counter

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.payments.errors import ArrivalGone, MatchUnfit
from prilavok.domains.payments.queries import paid_for, read_attempt
from prilavok.flows.match_payment import drop_arrival, match_arrival
from prilavok.flows.try_payment_again import try_again
from prilavok.insights.waiting_money import read_waiting_money
from prilavok.kit import clock
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.secrets import Secret

pytestmark = pytest.mark.usefixtures("connected")


@pytest.fixture
def counter() -> Counter:
    return open_counter(20)


def test_what_a_bank_named_wrongly_is_matched_once_or_put_away(counter: Counter, terminal: str) -> None:
    order = order_of(counter, LATE)
    attempt = charge(order, LATE, counter.place)
    taken: dict[str, Any] = {**as_told(terminal, attempt), "state": "captured"}
    for wrong in ({"key": str(uuid4())}, {"key": str(uuid4()), "amount": LATE - 1}, {"charge": 5}, {"key": "z"}):
        hear({**taken, **wrong})
    assert len(set_aside()) == 4
    page = read_waiting_money()
    fits = {row.aside.id: [one.money.id for one in row.fits] for row in page.aside}
    assert sorted(map(len, fits.values())) == [0, 0, 1, 1] and [one.money.id for one in page.charges] == [attempt.id]
    first, second = (arrival for arrival, known in fits.items() if known == [attempt.id])
    misfit = next(row.aside.id for row in page.aside if row.told and not row.fits)
    before = make.rows_of_all_tables()
    for arrival, payment, ground in (
        (misfit, attempt.id, "asked_bank"), (first, uuid4(), "asked_bank"), (first, attempt.id, "trial"),
    ):  # fmt: skip
        with pytest.raises(MatchUnfit):
            match_arrival(arrival, payment, ground, actor=CASHIER, at=clock.now())
    with pytest.raises(MatchUnfit):
        drop_arrival(first, "asked_bank", actor=CASHIER, at=clock.now())
    assert make.grown(before) == {} and len(set_aside()) == 4 and read_attempt(attempt.id).state == "unknown"
    match_arrival(first, attempt.id, "wrong_number", actor=CASHIER, at=clock.now())
    assert (read_attempt(attempt.id).state, paid_for(order)) == ("captured", LATE)
    with pytest.raises(ArrivalGone):
        match_arrival(first, attempt.id, "wrong_number", actor=CASHIER, at=clock.now())
    with pytest.raises(MatchUnfit):  # it has ended: money is not counted twice
        match_arrival(second, attempt.id, "wrong_number", actor=CASHIER, at=clock.now())
    assert (paid_for(order), make.verbs_of([order])["payment.matched"]) == (LATE, 1)
    try_again(second, actor=CASHIER, at=clock.now())
    run_due()
    assert len(set_aside()) == 3
    drop_arrival(second, "trial", actor=CASHIER, at=clock.now())
    assert make.verbs_of([second])["payment.dropped"] == 1 and len(set_aside()) == 2
    with pytest.raises(ArrivalGone):
        try_again(uuid4(), actor=CASHIER, at=clock.now())


def test_what_is_taken_in_part_fits_the_sum_that_the_bank_knows(counter: Counter, terminal: str) -> None:
    order = order_of(counter, LATE)
    attempt = charge(order, LATE, counter.place)
    part = "UPDATE payments_attempt SET state = 'taking', amount = %s, whole = %s WHERE id = %s RETURNING 1"
    make.ask(part, LATE - 300, LATE, attempt.id)
    for amount in (LATE, LATE - 300):
        hear({**as_told(terminal, attempt), "state": "captured", "key": str(uuid4()), "amount": amount})
    rows = {row.told.said.amount: [one.money.id for one in row.fits] for row in read_waiting_money().aside if row.told}
    assert rows == {LATE: [attempt.id], LATE - 300: []}


def test_places_are_read_once_however_much_waits(counter: Counter, terminal: str) -> None:
    asked = []
    for _more in range(2):
        charge(order_of(counter, LATE), LATE, counter.place)
        with CaptureQueriesContext(connection) as captured:
            assert read_waiting_money().charges[-1].place is not None
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_one_of_very_many_that_wait_is_asked_about_and_what_has_ended_is_not(counter: Counter, terminal: str) -> None:
    order = order_of(counter, LATE)
    attempt = charge(order, LATE, counter.place)
    elder = """INSERT INTO payments_attempt (id, "order", connection, method, amount, currency, state, reason, outside_id,
            asked_at, way, hold, link)
        SELECT gen_random_uuid(), gen_random_uuid(), connection, method, amount, currency, 'unknown', '', '',
            asked_at - interval '1 day', way, hold, link
        FROM payments_attempt, generate_series(1, 1000) WHERE id = %s RETURNING 1"""
    make.ask(elder, attempt.id)
    jobs = "SELECT count(*) FROM kit_job WHERE verb = 'payment.ask' AND facts->>'attempt' = %s"
    [(before,)] = make.ask(jobs, str(attempt.id))
    try_again(attempt.id, actor=CASHIER, at=clock.now())
    assert make.ask(jobs, str(attempt.id)) == [(int(str(before)) + 1,)]
    make.ask("UPDATE payments_attempt SET state = 'refused' WHERE id = %s RETURNING 1", attempt.id)
    with pytest.raises(ArrivalGone):
        try_again(attempt.id, actor=CASHIER, at=clock.now())


def test_the_page_shows_it_asks_again_and_says_which_terminal_is_only_asked(counter: Counter, terminal: str) -> None:
    order = order_of(counter, LATE)
    attempt = charge(order, LATE, counter.place)
    hear({**as_told(terminal, attempt), "key": str(uuid4()), "state": "captured"})
    [(arrival,)] = make.ask("SELECT id FROM kit_arrival")
    assert isinstance(arrival, UUID)
    opened = {"key": Secret("k"), "webhook_secret": Secret("whsec_x")}
    put_connection(NewConnection("told", "payments", "sandbox_card", {"en": "T"}, {}, opened), at=make.AT)
    office = client_of(hire("manager", language="en"))
    page = office.get("/office/waiting").content.decode()
    assert "is only asked" in page and "tells by itself" in page and "No payment of ours has this number" in page
    assert client_of(hire("cashier")).get("/office/waiting").status_code == 403
    asked = make.ask("SELECT count(*) FROM kit_job WHERE verb = 'payment.ask'")[0][0]
    office.post(f"/office/waiting/{attempt.id}/again")
    assert make.ask("SELECT count(*) FROM kit_job WHERE verb = 'payment.ask'")[0][0] == int(str(asked)) + 1
    office.post(f"/office/waiting/{arrival}/match", {"payment": "x", "ground": "asked_bank"})
    assert read_attempt(attempt.id).state == "unknown" and len(set_aside()) == 1
    office.post(f"/office/waiting/{arrival}/match", {"payment": str(attempt.id), "ground": "asked_bank"})
    assert (read_attempt(attempt.id).state, paid_for(order), set_aside()) == ("captured", LATE, [])
