"""A list is told what its columns hold, checked, begun, stopped and gone on with; a worker takes it in by the slice."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.imports import actions
from prilavok.domains.imports.queries import read_list
from prilavok.flows.moving_in.portion import next_job
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import queue_jobs

needs = "imports.load"


def say_mapping(
    run: UUID, mapping: Mapping[str, str], settings: Mapping[str, str], *, actor: Actor, at: datetime
) -> None:
    """What the columns hold is said, kept for the next list of the source, and the list is checked by it.

    Raises ListMoved, MappingLacks, NotFound.
    """
    with story():
        told = read_list(run)
        actions.map_list(run, mapping, settings, at=at)
        actions.save_mapping(told.source, told.subject, mapping, settings, at=at)
        actions.check_list(run, at=at)
        queue_jobs([next_job(run, "check", 0)], at)


def start_list(run: UUID, *, actor: Actor, at: datetime) -> None:
    """A checked list is taken in, or a stopped one gone on with. Raises ListMoved, NotFound."""
    with story():
        actions.begin_list(run, at=at)
        told = read_list(run)
        queue_jobs([next_job(run, told.subject, told.passed)], at)


def halt_list(run: UUID, *, actor: Actor, at: datetime) -> None:
    """Nothing more is taken in until somebody goes on; what is in stays. A check goes back to its columns.

    Raises ListMoved.
    """
    with story():
        actions.stop_list(run, at=at)
