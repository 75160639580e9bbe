"""Paying in three phases: killed between any two of them, the attempt is settled by the sweeper, and charged once."""

import os
import subprocess
import sys
from pathlib import Path

from tests import make
from tests.conftest import ROOT, OwnDatabase
from tests.doors.card_world import TAKEN, connected, running_terminal, until_known
from tests.shop_world import open_counter, placed

from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import list_attempts, paid_for
from prilavok.flows.charge_card import charge_card
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


def test_a_killed_payment_is_asked_about_and_never_doubled(own_database: OwnDatabase, tmp_path: Path) -> None:
    at = clock.now()
    clock.set_clock(at, running=True)
    counter = open_counter(9, at=at, price=TAKEN)
    with running_terminal(tmp_path) as terminal, connected(terminal):
        orders = {moment: placed(counter, make.leaf(), 1, at=at).order for moment in ("answered", "unasked")}
        for moment, order in orders.items():
            words = [str(order), str(counter.place), str(TAKEN), moment]
            died = subprocess.run(
                [sys.executable, "-m", "tests.flows.dying_charge", *words],
                env={
                    **own_database.environment,
                    "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
                    "PRILAVOK_PORT": os.environ["PRILAVOK_PORT"],
                },
                timeout=60,
                check=False,
            )
            assert died.returncode == -9
            # What was prepared is there, so that nobody charges another card meanwhile; nothing counts as paid.
            [open_one] = list_attempts(order)
            assert open_one.is_open and paid_for(order) == 0 and read_order(order).payment == "unpaid"
        until_known()
        assert {moment: [one.state for one in list_attempts(order)] for moment, order in orders.items()} == {
            "answered": ["captured"],
            "unasked": ["refused"],
        }
        assert paid_for(orders["answered"]) == TAKEN and read_order(orders["answered"]).payment == "paid"
        # What the terminal never heard took nothing: now a card may pay it.
        again = charge_card(orders["unasked"], TAKEN, currency="KZT", place=counter.place, actor=SYSTEM, at=clock.now())
        assert again.state == "captured" and paid_for(orders["unasked"]) == TAKEN
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'payment.captured'") == [(2,)]
