"""What messengers sent us is understood, connection by connection, in the order in which it happened."""

import logging
from functools import partial
from uuid import UUID

from django.db import OperationalError, transaction

from prilavok.adapters.channels.port import Channel, Incoming, Unreadable, open_channel, read_told
from prilavok.domains.connections.queries import open_secrets, read_connection
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.customers.actions import open_leaf
from prilavok.flows.bot import Heard
from prilavok.flows.hear_messenger import hear_messenger
from prilavok.flows.hear_signs import hear_state
from prilavok.flows.hear_sms import hear_sms
from prilavok.kit import clock
from prilavok.kit.arrivals.keep import Unread, mark_broken, mark_read, take_unread
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None
#: so many at once that a transaction stays well under half a second
SLICE = 40
_log = logging.getLogger(__name__)


def read_arrivals(connection: UUID, *, actor: Actor, most: int = SLICE) -> int:
    """Understand the unread arrivals of a connection, within the caller's story; how many there were.

    What cannot be understood is set aside with the reason and stops nothing behind it.
    """
    at = clock.now()
    ours = read_connection(connection)
    channel = open_channel(ours.provider)
    unread = take_unread(most, of=connection)
    told = [(one, arrival) for arrival in unread for one in _understood(channel, ours, arrival)]
    for one, arrival in sorted(told, key=lambda pair: pair[0].order):
        _take_in(one, arrival, ours, channel, actor)
    mark_read([arrival.id for arrival in unread], at=at)
    return len(unread)


@job("arrivals.read", together=1)
def _read_due(due: Due) -> None:
    connection = UUID(str(due.facts["connection"]))
    if read_arrivals(connection, actor=Actor("connection", connection)) == SLICE:
        # Its own key: a job that is being done cannot be queued again under the key it has.
        more = NewJob(verb="arrivals.read", facts=due.facts, key=f"{due.id}", queue=due.queue)
        queue_jobs([more], at=clock.now())


def _understood(channel: Channel, ours: ConnectionView, arrival: Unread) -> list[Incoming]:
    try:
        return read_told(channel, arrival.body, partial(open_secrets, ours.id))
    except Unreadable as trouble:
        mark_broken(arrival.id, trouble.reason, at=clock.now())
        return []


def _take_in(told: Incoming, arrival: Unread, ours: ConnectionView, channel: Channel, actor: Actor) -> None:
    at, one_of_ours = clock.now(), told.kind == "state" and not told.before
    if told.kind == "other" or not (told.user or one_of_ours):
        return
    try:
        with transaction.atomic():
            if one_of_ours:
                hear_state(told, ours, actor=actor, at=at)
            elif channel.channel == "sms":
                hear_sms(told, ours, arrival.received_at, actor=actor, at=at)
            else:
                leaf = open_leaf(channel.channel, f"{ours.id}:{told.user}", at=at)
                hear_messenger(Heard(told, ours, channel.channel, leaf, arrival.received_at, at), actor=actor)
    except OperationalError:
        raise
    except Exception as trouble:
        # Our own mistake about one thing said must not silence everybody who spoke after it.
        _log.exception("an arrival of %s could not be taken in", ours.code)
        mark_broken(arrival.id, f"bug: {type(trouble).__name__}", at=at)
