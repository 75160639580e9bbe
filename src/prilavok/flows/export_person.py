"""All that is kept of a person is given out: one archive, made in the background, kept seven days."""

import io
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.customers.queries import read_customer
from prilavok.insights.person_archive import ARCHIVE, read_archive
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.files import StoredFile, keep_file
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = "customers.export"
KEPT = timedelta(days=7)
_MOST_BYTES = 500_000_000


def export_person(customer: UUID, *, language: str = "", actor: Actor, at: datetime) -> None:
    """Queue the archive of a customer; asked again before it is made, it is made once. Raises NotFound.

    language: of the page in it; the customer's own where left out.
    """
    read_customer(customer)
    facts = {"customer": str(customer), "language": language}
    with story():
        queue_jobs([NewJob(verb="person.export", facts=facts, key=str(customer))], at)


def keep_archive(customer: UUID, *, language: str = "", actor: Actor, at: datetime) -> StoredFile:
    """Within the caller's story: make the archive and keep it with the customer, whose erasure takes it. NotFound."""
    made = read_archive(customer, language=language, at=at)
    return keep_file(
        io.BytesIO(made.body),
        name=made.name,
        owner_kind=ARCHIVE,
        owner=customer,
        at=at,
        most_bytes=_MOST_BYTES,
        expires_at=at + KEPT,
    )


@job("person.export", together=1)
def _export_due(due: Due) -> None:
    customer, language = UUID(str(due.facts["customer"])), str(due.facts["language"])
    keep_archive(customer, language=language, actor=Actor("system"), at=clock.now())
