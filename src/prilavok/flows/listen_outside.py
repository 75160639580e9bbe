"""Messengers are asked to post to us what customers do there, providers of payments what becomes of charges."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from prilavok.adapters.channels.port import channel_names, open_channel
from prilavok.domains.connections.queries import list_connections, read_connection
from prilavok.domains.connections.types import ConnectionView
from prilavok.flows.channel_settings import queue_listening
from prilavok.flows.hear_payments import PAYMENTS
from prilavok.flows.messages import hook_of, line_to
from prilavok.flows.reach_terminal import reach_provider
from prilavok.kit.db.connections import story
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, outside_job

needs = "staff.manage"


@dataclass(frozen=True, slots=True)
class Asked:
    """call: asks for it, outside any story."""

    call: Callable[[], None] = field(repr=False)


def listen_outside(*, actor: Actor, at: datetime) -> int:
    """Queue the asking of all that are switched on and post to us; how many. Asked again they change nothing."""
    channels = channel_names()
    working = [one.id for one in list_connections() if one.on and (one.kind == PAYMENTS or one.provider in channels)]
    with story():
        return queue_listening(working, at)


@outside_job("channel.listen", again_when_unknown=True)
class ListenOutside:
    """Asking twice is asking once."""

    def prepare(self, due: Due) -> Asked | None:
        connection = read_connection(UUID(str(due.facts["connection"])))
        return _asked(connection, hook_of(connection)) if connection.on else None

    def call(self, due: Due, asked: Asked) -> None:
        asked.call()

    def finish(self, due: Due, asked: Asked, answer: None) -> None:
        """From now on it posts; what it posts is the proof."""

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """The buried job says what went wrong and is sent off again by a person."""


def _asked(connection: ConnectionView, url: str) -> Asked | None:
    """None where a provider of payments does not post, or was never given a secret: it is asked instead."""
    if connection.kind != PAYMENTS:
        channel = open_channel(connection.provider)
        return Asked(partial(channel.listen, url, line_to(connection))) if "listen" in channel.can else None
    provider, line = reach_provider(connection.id, actor=SYSTEM)
    posts = "listen" in provider.can and "webhook_secret" in line.secrets
    return Asked(partial(provider.listen, url, line)) if posts else None
