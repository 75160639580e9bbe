"""Parts of stories that connect channels: what of a manifest was given, and having a provider post to us."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port import Offered, offered_channels
from prilavok.domains.connections.errors import SettingMissing, SettingUnfit
from prilavok.domains.connections.types import ConnectionView
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.secrets import Secret

_LONGEST = 4_000  # characters of one setting; a private key in text has 3,300


def offered_as(provider: str) -> Offered:
    """What the provider's manifest says. Raises NotFound where there is no such channel."""
    if provider not in offered_channels():
        raise NotFound("connection.unknown", _("There is no such connection."))
    return offered_channels()[provider]


def settings_of(
    offered: Offered, given: Mapping[str, str], of: ConnectionView | None = None
) -> tuple[dict[str, str], dict[str, Secret]]:
    """The settings and the secrets among what was given; of: the login that is set otherwise, whose secrets stay.

    Raises SettingMissing and SettingUnfit.
    """
    settings, opening = dict[str, str](), dict[str, Secret]()
    for field in offered.fields:
        value = given.get(field.name, "").strip()
        if not value and field.needed and (of is None or not field.secret):
            raise SettingMissing(field.title)
        if len(value) > _LONGEST or any(not sign.isprintable() and sign != "\n" for sign in value):
            raise SettingUnfit(field.title)
        if value and field.secret:
            opening[field.name] = Secret(value)
        elif value:
            settings[field.name] = value
    return settings, opening


def queue_listening(connections: Sequence[UUID], at: datetime) -> int:
    """Queue, within the caller's story, that the providers of these are asked to post to us; how many."""
    # A new key each time: an asking that lies buried from days ago must not stand in the way of today's.
    stamp = int(at.timestamp() * 1000)
    jobs = [
        NewJob(verb="channel.listen", facts={"connection": str(one)}, key=f"{one}:{stamp}", queue="outside")
        for one in connections
    ]
    return len(queue_jobs(jobs, at))
