"""A customer reached the most leaves of one person: somebody is to look what strangers were joined there."""

from datetime import timedelta
from uuid import UUID

from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import CustomerQuarantined
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what a proof has met; nobody asks for it
WITHIN = timedelta(days=1)
KIND = "person.too_large"


@job("quarantine.tell", together=1)
def quarantine_person(due: Due, actor: Actor = SYSTEM) -> None:
    """Put a task about the customer of one customer.quarantined, once a day for one customer."""
    at = clock.now()
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        found = event.facts
        if isinstance(found, CustomerQuarantined):
            task = NewTask(
                kind=KIND, key=f"{KIND}:{found.customer}:{event.occurred_at.date()}", subject_kind="customer",
                subject=found.customer, due_at=at + WITHIN, facts={"leaves": found.leaves},
            )  # fmt: skip
            put_task(task, actor=actor, at=at)
