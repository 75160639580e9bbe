"""What a provider of payments tells unasked is written down as if it had been asked: whichever comes first, once."""

import logging
from uuid import UUID

from django.db import OperationalError, transaction

from prilavok.adapters.payments.port import Unreadable, open_provider
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.orders.actions import lock_orders
from prilavok.flows.told_payment import NotOurs, find_told, settle_told
from prilavok.kit import clock
from prilavok.kit.arrivals.keep import mark_broken, mark_read, take_unread
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None
#: the kind of connections by which payments are told
PAYMENTS, READ_PAYMENTS = "payments", "payment.hear"
SLICE = 20
_log = logging.getLogger(__name__)


def hear_payments(connection: UUID, *, actor: Actor, most: int = SLICE) -> int:
    """Understand the unread arrivals of a connection, within the caller's story; how many there were.

    What cannot be read, is not of ours, or is against what was found out, is set aside with the reason and stops
    nothing behind it.
    """
    at, provider, heard = clock.now(), open_provider(read_connection(connection).provider), []
    unread = take_unread(most, of=connection)
    for arrival in unread:
        try:
            told = provider.read(arrival.body)
            heard.append((arrival.id, told, find_told(told, connection, actor=actor)))
        except (Unreadable, NotOurs) as trouble:
            mark_broken(arrival.id, str(trouble), at=at)
    # All at once and in one order: each is also locked where it is settled, by then held.
    lock_orders(sorted({ours.order for _id, _told, ours in heard}))
    for id, told, ours in heard:
        try:
            with transaction.atomic():
                settle_told(told, ours.id, actor=actor, at=at)
        except OperationalError:
            raise
        except NotOurs as trouble:
            _log.error("payment %s is %s by its provider, and ended otherwise here", ours.id, told.said.state)
            mark_broken(id, str(trouble), at=at)
        except Exception as trouble:
            _log.exception("what was told of payment %s could not be taken in", ours.id)
            mark_broken(id, f"bug: {type(trouble).__name__}", at=at)
    mark_read([arrival.id for arrival in unread], at=at)
    return len(unread)


@job(READ_PAYMENTS, together=1)
def _hear_due(due: Due) -> None:
    connection = UUID(str(due.facts["connection"]))
    if hear_payments(connection, actor=Actor("connection", connection)) == SLICE:
        # Its own key: a job that is being done cannot be queued again under the key it has.
        more = NewJob(verb=READ_PAYMENTS, facts=due.facts, key=f"{due.id}", queue=due.queue)
        queue_jobs([more], at=clock.now())
