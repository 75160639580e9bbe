"""Parts of stories that give a customer files: how many, how large, and keeping them with their message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from prilavok.domains.conversations.actions import keep_given
from prilavok.domains.conversations.errors import FilesUnfit
from prilavok.domains.conversations.types import GivenFile
from prilavok.flows.fetch_brought import OWNED_AS
from prilavok.insights.answer_ways import Way
from prilavok.kit.errors import Refused
from prilavok.kit.files import keep_file
from prilavok.kit.files.kinds import UNKNOWN

#: files of one answer, and bytes of all of them: they are held in memory while they go out
MOST_FILES, MOST_BYTES = 5, 25_000_000
#: what is shown as it is in the thread; every other kind is a document
_SHOWN = {"image/jpeg": "photo", "image/png": "photo", "image/gif": "photo", "image/webp": "photo"}
_PLAYED = {"audio": "audio", "video": "video"}


@dataclass(frozen=True, slots=True)
class Given:
    """A file that goes along. name: as the machine it came from calls it."""

    name: str
    stream: BinaryIO


def refuse_files(way: Way, files: int) -> None:
    """Raises FilesUnfit where so many do not go this way."""
    if files and not way.file:
        raise FilesUnfit("none")
    if files > MOST_FILES:
        raise FilesUnfit("many", MOST_FILES)


def give_files(message: UUID, files: Sequence[Given], way: Way, at: datetime) -> None:
    """Keep the files with the message they go along with, within the caller's story.

    Each is owned by the leaf it goes to, as what that leaf brought is, and ends with that leaf's person. What it is
    says its content, never its name. Raises FilesUnfit.
    """
    left, given = MOST_BYTES, []
    for one in files:
        most = min(way.file, left)
        try:
            kept = keep_file(
                one.stream, name=one.name, owner_kind=OWNED_AS, owner=way.to.leaf, at=at, most_bytes=most
            )  # fmt: skip
        except Refused as refusal:
            if refusal.code != "file.too_big":
                raise
            raise FilesUnfit("large", min(way.file, MOST_BYTES) // 1_000_000) from None
        if kept.kind == UNKNOWN:
            raise FilesUnfit("kind")
        left -= kept.size
        kind = _SHOWN.get(kept.kind) or _PLAYED.get(kept.kind.partition("/")[0], "document")
        given.append(GivenFile(kept.id, kind, kept.name, kept.kind, kept.size))
    keep_given(message, given, at=at)
