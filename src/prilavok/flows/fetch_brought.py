"""A file that a customer sent in a messenger is fetched from its provider, before the provider lets it go."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import get_args
from uuid import UUID

from prilavok.adapters.channels.port import Attached, FileKind, Line, open_channel
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.conversations.actions import end_brought
from prilavok.domains.conversations.queries import read_brought, read_message
from prilavok.flows.messages import line_to
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.files import keep_file
from prilavok.kit.jobs.registry import Due, outside_job

needs = None

#: bytes of one file that are taken in
MOST_BYTES = 20 * 1024 * 1024
#: of the stored file, which is owned by the leaf that sent it and goes with that leaf's person
OWNED_AS = "brought"


@dataclass(frozen=True, slots=True)
class Asked:
    """One file on its way to us."""

    brought: UUID
    provider: str
    file: Attached
    line: Line = field(repr=False)


@outside_job("file.fetch", again_when_unknown=True)
class FetchBrought:
    """Fetching twice is fetching once: the bytes are kept by what they are."""

    def prepare(self, due: Due) -> Asked | None:
        brought = read_brought(UUID(str(due.facts["brought"])))
        message = read_message(brought.message)
        if brought.state != "waits" or message.connection is None:
            return None
        connection = read_connection(message.connection)
        can = open_channel(connection.provider).can
        if brought.size > MOST_BYTES or "fetch" not in can or not connection.on:
            end_brought(brought.id, "large" if brought.size > MOST_BYTES else "gone", error="channel.not_offered")
            return None
        (kind,) = (one for one in get_args(FileKind) if one == brought.kind)
        file = Attached(kind, brought.ref, brought.name, brought.mime, brought.size)
        return Asked(brought.id, connection.provider, file, line_to(connection))

    def call(self, due: Due, asked: Asked) -> bytes:
        return open_channel(asked.provider).fetch(asked.file, MOST_BYTES, asked.line)

    def finish(self, due: Due, asked: Asked, answer: bytes) -> None:
        brought = read_brought(asked.brought)
        if brought.state != "waits":
            return  # erased meanwhile: what came is not kept
        message = read_message(brought.message)
        kept = keep_file(
            BytesIO(answer),
            name=brought.name or brought.kind,
            owner_kind=OWNED_AS,
            owner=message.leaf,
            at=clock.now(),
            most_bytes=MOST_BYTES,
        )
        end_brought(brought.id, "kept", file=kept.id)

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        end_brought(UUID(str(due.facts["brought"])), "gone", error=failure.code)
