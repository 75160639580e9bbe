"""A newcomer is compared by the worker itself, in the transaction that it opens."""

from tests import make
from tests.conftest import OwnDatabase

from prilavok.domains.customers.actions import take_in_people
from prilavok.domains.customers.queries import list_suggestions
from prilavok.domains.customers.types import ListedPerson, NewIdentifier
from prilavok.doors.worker import know_all_jobs
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due


def test_the_worker_itself_compares_a_newcomer(own_database: OwnDatabase) -> None:
    from prilavok.kit import clock

    know_all_jobs()
    at = clock.now()
    taken = []
    for nth, mail in enumerate(("aigerim.sadykova@mail.kz", "a.sadykova@mail.kz")):
        told = ListedPerson(f"crm:{nth}", (NewIdentifier("email", mail),), "Айгерим Садыкова")
        with story():
            taken += take_in_people([told], source="crm", actor=SYSTEM, at=at, origin="import")
    make.ask(
        'UPDATE customers_customer SET traits = traits || \'{"birth_date": "1990-02-03"}\' WHERE id = ANY(%s) RETURNING 1',
        [one.customer for one in taken],
    )
    with story():
        job = NewJob(verb="identity.compare", key="one", facts={"subject": str(taken[1].customer)}, queue="chores")
        queue_jobs([job], at=at)
    turn = run_due("chores")
    assert (turn.done, turn.failed, turn.buried) == (1, 0, 0)
    rows = list_suggestions().rows
    assert [(one.why, {one.one, one.other}) for one in rows] == [("alike", {one.leaf for one in taken})]
