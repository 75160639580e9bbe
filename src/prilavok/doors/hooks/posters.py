"""Who may post to us: the connection that an address names, and how its provider proves itself."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import Error, close_old_connections, connections

from prilavok.adapters.channels.port import Posted, open_channel
from prilavok.adapters.payments.port import open_provider
from prilavok.domains.connections.queries import open_secrets, read_connection
from prilavok.domains.connections.types import ConnectionView
from prilavok.flows.hear_payments import PAYMENTS, READ_PAYMENTS
from prilavok.flows.keep_arrivals import READ
from prilavok.kit.errors import NotFound
from prilavok.kit.secrets import Secret


@dataclass(frozen=True, slots=True)
class Came:
    """One request as it came. headers: names in small letters."""

    method: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Poster:
    """A connection that may post to us. key_of: what its provider tells repeats by; None where it did not send this.

    greet: the answer where it only asks whether this address is ours. read: the job that understands what came.
    taken: what it wants to hear once that is kept.
    """

    id: UUID
    read: str
    key_of: Callable[[Came], str | None] = field(repr=False)
    greet: Callable[[Came], bytes | None] = field(repr=False)
    taken: bytes = b""


def find_poster(code: str) -> Poster | None:
    """Who posts to this address; None where nobody may. Raises django.db.Error."""
    close_old_connections()
    try:
        found = read_connection(code)
        return _poster(found, open_secrets(found.id)) if found.on else None
    except (NotFound, LookupError):
        return None
    except Error:
        connections.close_all()
        raise


def _poster(found: ConnectionView, secrets: Mapping[str, Secret]) -> Poster:
    """Raises LookupError where nobody of this kind posts to us."""
    if found.kind == PAYMENTS:
        provider = open_provider(found.provider)

        def paid(came: Came) -> str | None:
            # A stamp is of the provider's clock, so the machine's is what it is compared with, never a trial's.
            true = provider.verify(came.headers, came.body, secrets, time.time())
            return provider.key_of(came.headers, came.body) if true else None

        return Poster(found.id, READ_PAYMENTS, paid, lambda came: None)
    channel = open_channel(found.provider)

    def posted(came: Came) -> Posted:
        return Posted(came.method, came.headers, came.query, came.body, found.settings, secrets)

    return Poster(
        found.id,
        READ,
        lambda came: channel.key_of(came.body) if channel.verify(posted(came)) else None,
        lambda came: channel.greet(posted(came)),
        channel.taken,
    )
