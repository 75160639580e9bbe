"""A person is erased: their words leave every store, what the law keeps stays, and a proof of it that names nobody."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.customers.actions import end_suggestions, hold_for_erasure, record_erasure, remember_erased
from prilavok.domains.customers.errors import NotAlike
from prilavok.domains.customers.queries import list_leaves, told_alike
from prilavok.domains.customers.types import KeptBack, NewErasure
from prilavok.domains.orders.errors import OrdersOpen
from prilavok.flows.forget_mentions import queue_mentions
from prilavok.insights.erasure_preview import ErasurePreview, preview_erasure
from prilavok.insights.person_mentions import named_of
from prilavok.insights.person_words import digest_of_words, every_store
from prilavok.kit.db.connections import story
from prilavok.kit.erased import Listed, add_erased
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.settings import where

needs = "customers.erase"
#: by then every call that began before the erasure has ended
LATE = timedelta(minutes=10)


def erase_person(customer: UUID, *, along: Collection[UUID] = (), actor: Actor, at: datetime) -> UUID:
    """Erase the customer, and whoever was found to be the same person; the id of the proof.

    along: of those told to be the same, and never proven, the ones who go too, each with a proof of their own. Of the
    others the proof says that they stay. Raises NotFound, ErasedAlready, JoinedInto, OrdersOpen, NotAlike; then nothing
    was erased.
    """
    with story():
        hold_for_erasure(customer)
        may_go = {one.customer for one in told_alike(list_leaves(customer)) if not one.proven} if along else set()
        if not may_go.issuperset(along):
            raise NotAlike
        done = [_erase(one, set(along), actor=actor, at=at) for one in dict.fromkeys([customer, *along])]
        # Before the commit: a death in between leaves one on the list that was not done, and it is done at the next
        # start. The other way round a restored copy would bring back somebody who was erased.
        add_erased(where().home, done)
    return done[0].erasure


def _erase(customer: UUID, along: Collection[UUID], *, actor: Actor, at: datetime) -> Listed:
    hold_for_erasure(customer)
    found = preview_erasure(customer)
    if found.open_orders:
        raise OrdersOpen([one.number for one in found.open_orders])
    stay = sum(one.customer not in along for one in found.others)
    if stay:
        found = replace(found, kept=(*found.kept, KeptBack("customers_suggestion", stay, "others", "")))
    erasure, named = new_id(at), named_of(found)
    done = erase_words(found, actor=actor, at=at)
    record_erasure(erasure, done, actor=actor, at=at)
    late = NewJob(verb="person.erase_again", facts={"customer": str(customer)}, key=str(erasure), run_at=at + LATE)
    queue_jobs([late], at)
    queue_mentions(named, erasure, late=at + LATE, actor=actor, at=at)
    return Listed(erasure, found.people, found.leaves, at)


def erase_words(found: ErasurePreview, *, actor: Actor, at: datetime, erased_at: datetime | None = None) -> NewErasure:
    """Within the caller's story: every store forgets the person; what was done.

    erased_at: when they were erased first, where it is done again.
    """
    remember_erased(found.leaves, found.people, at=erased_at or at)
    end_suggestions(found.leaves, at=erased_at or at)
    digest = digest_of_words(found.words)
    counts: dict[str, int] = {}
    for store in every_store():
        for person in found.persons:
            counts[store.table] = counts.get(store.table, 0) + store.erase(person, at)
    return NewErasure(found.people, found.leaves, {table: n for table, n in counts.items() if n}, found.kept, digest)
