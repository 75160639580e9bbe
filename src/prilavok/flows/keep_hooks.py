"""Somebody says which addresses outside are told of what, and has one told again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.hooks_out.actions import plan_tellings, queue_tries, subscribe, tell_again, unsubscribe
from prilavok.domains.hooks_out.types import Subscribed
from prilavok.domains.staff.types import StaffActor
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.reading import recorded_since, skip_to
from prilavok.kit.events.relay import RELAY
from prilavok.kit.jobs.queue import cancel_jobs

needs = "hooks.keep"

_MOST_AGAIN = 10_000  # events of one replay


def add_hook(url: str, verbs: Sequence[str], *, actor: StaffActor | Actor, at: datetime) -> Subscribed:
    """Have the address told from now on; its secret is shown this once. Raises HookAddressUnfit, HookVerbUnknown."""
    with story():
        skip_to("hooks", RELAY, at)  # the first subscription hears of nothing from before it
        return subscribe(url, verbs, actor=_as_actor(actor), at=at)


def drop_hook(subscription: UUID, *, actor: StaffActor | Actor, at: datetime) -> int:
    """Tell it nothing any more; how many tellings were waiting. Raises HookUnknown."""
    with story():
        return unsubscribe(subscription)


def tell_hook_again(
    subscription: UUID, since: datetime | None = None, *, actor: StaffActor | Actor, at: datetime
) -> int:
    """Switch it on; what waits is told now, and everything since an instant once more. How many can be told at once.

    What was told before keeps its id, so that its receiver knows it; what happened while it was off comes after it.
    Raises HookUnknown.
    """
    with story():
        _first, put_off = tell_again(subscription, since, at=at)
        cancel_jobs("hooks.tell", put_off)
        if since is not None:
            plan_tellings(recorded_since(since, _MOST_AGAIN), at=at, only=subscription)
        tries, _put_off = tell_again(subscription, None, at=at)
        queue_tries(tries, at=at)
        return len(tries)


def _as_actor(actor: StaffActor | Actor) -> Actor:
    return actor if isinstance(actor, Actor) else Actor("staff", actor.id)
