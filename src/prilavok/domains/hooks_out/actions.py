"""What changes outgoing webhooks."""

import os
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.hooks_out.errors import HookAddressUnfit, HookUnknown, HookVerbUnknown
from prilavok.domains.hooks_out.models import Subscription, Telling
from prilavok.domains.hooks_out.rules import (
    GONE,
    MOST_REFUSALS,
    PATIENCE,
    PURPOSE,
    SECRET_BYTES,
    is_address,
    is_down,
    unknown_patterns,
    wants,
)
from prilavok.domains.hooks_out.types import Ended, Subscribed, Try
from prilavok.kit.columns import Origin
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import EVENTS, HookFailed
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.events.timeline import Recorded
from prilavok.kit.http.signed import shown_secret
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.secrets import Secret, seal
from prilavok.kit.words import wordless


def subscribe(url: str, verbs: Sequence[str], *, actor: Actor, at: datetime) -> Subscribed:
    """Have the address told of these verbs from now on ("order.placed", "order.*", "*").

    Raises HookAddressUnfit and HookVerbUnknown.
    """
    if not is_address(url):
        raise HookAddressUnfit
    for strange in unknown_patterns(verbs, EVENTS.keys()) or ([""] if not verbs else []):
        raise HookVerbUnknown(strange)
    secret = os.urandom(SECRET_BYTES)
    made = Subscription.objects.create(
        id=new_id(at),
        url=url,
        verbs=sorted(set(verbs)),
        secret=seal(secret, PURPOSE),
        made_at=at,
        made_by=actor.id if actor.kind == "staff" else None,
    )
    return Subscribed(made.id, Secret(shown_secret(secret)))


def unsubscribe(subscription: UUID) -> int:
    """Tell the address nothing any more; how many tellings were still waiting and are given up. Raises HookUnknown."""
    _lock(subscription)
    Subscription.objects.filter(id=subscription).update(on=False)
    return Telling.objects.filter(subscription=subscription, state="waiting").update(state="given_up")


def plan_tellings(events: Sequence[Recorded], *, at: datetime, only: UUID | None = None) -> list[Try]:
    """Note whom these events, given in their order, are to be told to; the tellings whose turn it is now.

    Events that are not live are told to nobody. An event is noted once for a subscription, however often it is given.
    only: for this subscription alone.
    """
    asked = Subscription.objects.filter(on=True, **({"id": only} if only else {})).order_by("id").select_for_update()
    subscriptions = list(asked)
    live = [event for event in events if event.origin == Origin.LIVE]
    pairs = [(one, event) for event in live for one in subscriptions if wants(one.verbs, event.verb)]
    # The ids are what order the tellings of a subject: drawn here, after the lock, from the rising line.
    made = [
        Telling(
            id=id,
            subscription=one,
            event=event.id,
            verb=event.verb,
            subject_kind=event.subject_kind,
            subject=event.subject,
            occurred_at=event.occurred_at,
            state="waiting",
            made_at=at,
        )
        for id, (one, event) in zip(new_ids(len(pairs)), pairs, strict=True)
    ]
    Telling.objects.bulk_create(made, ignore_conflicts=True)
    ours = {one.id for one in made}
    return [
        next_one
        for one in subscriptions
        for next_one in _turns(one, {telling.subject for telling in made if telling.subscription_id == one.id})
        if next_one.telling in ours
    ]


def end_try(telling: UUID, *, answered: int | None, at: datetime, next_at: datetime) -> Ended:
    """Note what became of a try and say what follows.

    answered: the status, None where there was no answer. next_at: when it may be tried again. An address that took
    nothing for three days, or says that it is gone, is switched off with the event hook.switched_off; one telling that
    is refused a hundred times by an address that takes others is given up.
    """
    row = Telling.objects.get(id=telling)
    one = _lock(row.subscription_id)
    if answered is not None and 200 <= answered < 300:
        Telling.objects.filter(id=telling).update(
            state="told", told_at=at, answered=answered, attempts=row.attempts + 1
        )
        failed, one.failing_since = one.failing_since, None
        one.save(update_fields=["failing_since"])
        return Ended(tuple(_turns(one, None if failed else {row.subject})))
    Telling.objects.filter(id=telling).update(answered=answered, attempts=row.attempts + 1)
    one.failing_since = one.failing_since or at
    one.on = one.on and answered != GONE and at - one.failing_since < PATIENCE
    one.save(update_fields=["failing_since", "on"])
    if not one.on:
        record([_switched_off(one.id, at)], at)
        return Ended((), one.id)
    if row.attempts + 1 >= MOST_REFUSALS:
        Telling.objects.filter(id=telling).update(state="given_up")
        return Ended(tuple(_turns(one, {row.subject})))
    if is_down(answered) and not _is_eldest(row):
        return Ended(())  # the eldest of them asks whether the address is well again; then all have their turn
    again = Try(telling, row.attempts + 1, next_at)
    if row.attempts and is_down(row.answered) and not is_down(answered):
        # It is well again and only refuses this one: the others have their turn.
        return Ended((again, *(other for other in _turns(one, None) if other.telling != telling)))
    return Ended((again,))


def tell_again(subscription: UUID, since: datetime | None, *, at: datetime) -> tuple[list[Try], list[str]]:
    """Switch an address on again: what waits is told now, and with `since` all that was to be told since, once more.

    Also gives the keys of tries that may wait for a later hour and are not needed any more. Raises HookUnknown.
    """
    one = _lock(subscription)
    one.on, one.failing_since = True, None
    one.save(update_fields=["on", "failing_since"])
    if since is not None:
        Telling.objects.filter(subscription=one, made_at__gte=since).update(state="waiting", made_at=at)
    waiting = Telling.objects.filter(subscription=one, state="waiting")
    put_off = [Try(id, attempts).key for id, attempts in waiting.values_list("id", "attempts")]
    return _turns(one, None), put_off


def queue_tries(tries: Sequence[Try], *, at: datetime) -> None:
    """Have each try made when its time comes, by the job hooks.tell; a try that is queued already stays as it is."""
    jobs = [
        NewJob(
            verb="hooks.tell",
            key=one.key,
            facts={"telling": str(one.telling), "attempts": one.attempts},
            queue="outside",
            run_at=one.not_before or at,
        )
        for one in tries
    ]
    queue_jobs(jobs, at=at)


def _lock(subscription: UUID) -> Subscription:
    """The subscription, locked: whoever notes tellings of it and whoever ends one see each other's work."""
    for one in Subscription.objects.select_for_update().filter(id=subscription):
        return one
    raise HookUnknown(subscription)


def _turns(one: Subscription, subjects: set[UUID] | None) -> list[Try]:
    """The first waiting telling of each subject (of all where None), or of an address that is down the eldest alone."""
    waiting = Telling.objects.filter(subscription=one, state="waiting")
    eldest = waiting.order_by("id").values_list("id", "attempts", "answered").first()
    if eldest is None:
        return []
    if one.failing_since is not None and eldest[1] and is_down(eldest[2]):
        return [Try(eldest[0], eldest[1])]
    if subjects is not None:
        waiting = waiting.filter(subject__in=subjects)
    firsts = waiting.order_by("subject", "id").distinct("subject").values_list("id", "attempts")
    return [Try(id, attempts) for id, attempts in sorted(firsts)]


def _is_eldest(row: Telling) -> bool:
    return not Telling.objects.filter(subscription=row.subscription_id, state="waiting", id__lt=row.id).exists()


def _switched_off(subscription: UUID, at: datetime) -> NewEvent:
    return NewEvent(
        verb="hook.switched_off",
        occurred_at=at,
        subject_kind="subscription",
        subject=subscription,
        actor=SYSTEM,
        facts=HookFailed(subscription),
    )


wordless("hooks_out_subscription", ["url", "verbs", "secret"], "an address of a program, what it hears, its sealed key")
