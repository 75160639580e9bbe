"""Whoever asks what became of each of their events waits until they are read, and is told."""

from collections.abc import Iterator
from datetime import datetime

from prilavok.domains.tracking.actions import hold_landed, land
from prilavok.domains.tracking.types import Event, Landing, Outcome, Request
from prilavok.flows.read_tracked import read_requests
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None


def answer_tracked(request: Request, *, actor: Actor, at: datetime) -> list[Outcome]:
    """What became of each event of the request, in its order; all of it durable when this returns.

    A request that cannot be read as a whole has one outcome. An event that waits elsewhere to be read and is told here
    too is accepted here and doubled there.
    """
    with story():
        hold_landed()
        (id,) = land([request], at=at)
        said, before = read_requests([Landing(id, request.source, at, request.route, request.body)], actor=actor, at=at)

    def outcomes() -> Iterator[Outcome]:
        for one in said:
            if not isinstance(one, Event):
                yield Outcome(one.message, "quarantined", one.reason)
                continue
            yield Outcome(one.message, "doubled" if one.id in before else "accepted")
            before.add(one.id)

    return list(outcomes())
