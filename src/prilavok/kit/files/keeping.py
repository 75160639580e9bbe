"""Stored files: kept with an owner and an end, opened, linked to, erased."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from prilavok.kit import clock, ids
from prilavok.kit.errors import NotFound
from prilavok.kit.files.folder import content_path, is_young, put_content, remove_content
from prilavok.kit.files.kinds import sniff_kind
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.words import Person, store_of_words, wordless

_COLUMNS = "id, sha256, size, kind, name, owner_kind, owner, created_at, expires_at"
_LONGEST_NAME = 150
_PURPOSE = "file"
#: the job that comes back for bytes that were just put
REMOVE = "files.remove_unnamed"
_JUST_PUT = 60  # seconds in which bytes put again may still wait for their row
_COME_BACK = timedelta(seconds=2 * _JUST_PUT)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One kept file. kind: MIME type by its bytes. name: what to call it when saved, made harmless."""

    id: UUID
    sha256: bytes
    size: int
    kind: str
    name: str
    owner_kind: str
    owner: UUID | None
    created_at: datetime
    expires_at: datetime | None


def keep_file(
    stream: BinaryIO,
    *,
    name: str,
    owner_kind: str,
    owner: UUID | None,
    at: datetime,
    most_bytes: int,
    expires_at: datetime | None = None,
) -> StoredFile:
    """Keep a stream: its bytes are synced to disk before this returns, its row commits with the story around it.

    Refused where it is longer than most_bytes. Equal bytes are kept once, whoever owns them.
    """
    content = put_content(stream, most_bytes)
    stored = StoredFile(
        id=ids.new_id(at),
        sha256=content.sha256,
        size=content.size,
        kind=sniff_kind(content.head),
        name=_harmless(name),
        owner_kind=owner_kind,
        owner=owner,
        created_at=at,
        expires_at=expires_at,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO kit_stored_file ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [getattr(stored, column) for column in _COLUMNS.split(", ")],
        )
    return stored


def _harmless(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    stem, dot, end = plain.rpartition(".")
    if dot and len(end) <= 10:
        return f"{stem[: _LONGEST_NAME - len(end) - 1]}.{end}"
    return plain[:_LONGEST_NAME] or "file"


def show_file(file: UUID, at: datetime) -> StoredFile:
    """What is known of a kept file. NotFound where there is none or its time is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM kit_stored_file WHERE id = %s AND (expires_at IS NULL OR expires_at > %s)",
            [file, at],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound("file.absent", _("There is no such file."))
    return StoredFile(row[0], bytes(row[1]), *row[2:])


def open_file(file: UUID, at: datetime) -> BinaryIO:
    """The bytes of a kept file, to be closed by the caller. NotFound as for show_file."""
    stored = show_file(file, at)
    return content_path(stored.sha256).open("rb")


def files_owned(owner: UUID, owner_kind: str, at: datetime) -> list[StoredFile]:
    """The files of this kind that somebody or something owns, the latest first; those whose time is over are not."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM kit_stored_file WHERE owner = %s AND owner_kind = %s"
            " AND (expires_at IS NULL OR expires_at > %s) ORDER BY created_at DESC, id DESC LIMIT 100",
            [owner, owner_kind, at],
        )
        return [StoredFile(row[0], bytes(row[1]), *row[2:]) for row in cursor.fetchall()]


def count_owned(owners: Sequence[UUID], owner_kind: str, at: datetime) -> dict[UUID, int]:
    """How many files of this kind each of these owns, as files_owned gives them; who owns none is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT owner, count(*) FROM kit_stored_file WHERE owner = ANY(%s::uuid[]) AND owner_kind = %s"
            " AND (expires_at IS NULL OR expires_at > %s) GROUP BY owner",
            [list(owners), owner_kind, at],
        )
        return dict(cursor.fetchall())


def file_link(file: UUID, until: datetime) -> str:
    """A signed token that opens this one file until then; who may have it is decided where it is given out."""
    return ids.sign(file.hex, _PURPOSE, until)


def file_of_link(token: str, at: datetime) -> UUID:
    """The file of a link's token. Refused where it is not ours or has ended."""
    return UUID(hex=ids.unsign(token, _PURPOSE, at))


def erase_files(files: Sequence[UUID]) -> int:
    """Remove rows, and after the commit the bytes that no other row names. Gives the rows removed."""
    return _remove("id = ANY(%s::uuid[])", [list(files)])


def change_file(file: UUID, stream: BinaryIO) -> None:
    """Put other bytes in a kept file's place, of the same kind; its row, links and end stay.

    What lay there is removed after the commit, unless another row names it. Whoever has opened it reads on in it.
    """
    content = put_content(stream, sys.maxsize)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256 FROM kit_stored_file WHERE id = %s FOR UPDATE", [file])
        before = [bytes(sha256) for (sha256,) in cursor.fetchall()]
        cursor.execute(
            "UPDATE kit_stored_file SET sha256 = %s, size = %s WHERE id = %s", [content.sha256, content.size, file]
        )
    _let_go([one for one in before if one != content.sha256])


def expire_files(at: datetime, most: int = 1_000) -> int:
    """Remove files whose time is over, a slice at a time; gives how many."""
    return _remove("id IN (SELECT id FROM kit_stored_file WHERE expires_at <= %s LIMIT %s)", [at, most])


def _remove(which: str, given: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM kit_stored_file WHERE {which} RETURNING sha256", given)
        gone = [bytes(row[0]) for row in cursor.fetchall()]
    _let_go(gone)
    return len(gone)


def _let_go(gone: list[bytes]) -> None:
    """After the commit remove these bytes where no row names them by then."""
    transaction.on_commit(lambda: remove_unnamed(gone))
    at = clock.now()
    again = [NewJob(verb=REMOVE, facts={"content": one.hex()}, key=one.hex(), queue="chores", run_at=at + _COME_BACK)
             for one in {*gone} if is_young(one, _JUST_PUT)]  # fmt: skip
    queue_jobs(again, at)


def remove_unnamed(contents: list[bytes]) -> None:
    """Remove those bytes that no row names any more, but for those that were put in the last minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT sha256 FROM kit_stored_file WHERE sha256 = ANY(%s::bytea[])", [contents])
        named = {bytes(row[0]) for row in cursor.fetchall()}
    for sha256 in {*contents} - named:
        remove_content(sha256, _JUST_PUT)


def _owners(person: Person) -> list[UUID]:
    return [owner for owner in (person.customer, person.staff, *person.leaves) if owner is not None]


def _export_person(person: Person) -> Iterable[Mapping[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, kind, size, created_at, owner_kind FROM kit_stored_file"
            " WHERE owner = ANY(%s::uuid[]) ORDER BY id",
            [_owners(person)],
        )
        for file, name, kind, size, created_at, of in cursor.fetchall():
            known = {"file": str(file), "name": name, "kind": kind, "size": size}
            yield {**known, "kept": created_at.isoformat(), "owner_kind": of}


def _erase_person(person: Person, at: datetime) -> int:
    # Files owned by a thing of theirs (a message, an order) are erased by the room that keeps the thing.
    return _remove("owner = ANY(%s::uuid[])", [_owners(person)])


store_of_words("kit_stored_file", ["name"], _export_person, _erase_person)
wordless("kit_stored_file", ["sha256", "kind", "owner_kind"], "a digest and codes from closed lists")
