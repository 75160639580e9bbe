"""The folder of contents: bytes go in whole and synced or not at all, and out only when nobody can be coming in."""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused
from prilavok.kit.files.kinds import HEAD_BYTES
from prilavok.kit.settings import where

_PIECE = 1 << 16
_INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that lie in the folder: their SHA-256, their number, their beginning."""

    sha256: bytes
    size: int
    head: bytes


def content_path(sha256: bytes) -> Path:
    """Where the bytes of that digest lie."""
    name = sha256.hex()
    return where().files / name[:2] / name


def put_content(stream: BinaryIO, most_bytes: int) -> Content:
    """Write a stream into the folder and sync it. Refused where it is longer than allowed: nothing is left then."""
    incoming = where().files / _INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    incoming.parent.chmod(0o700)
    handle, temporary = tempfile.mkstemp(dir=incoming)
    try:
        with open(handle, "wb") as file:
            content = _copy(stream, file, most_bytes)
            file.flush()
            os.fsync(file.fileno())
        path = content_path(content.sha256)
        with _gate(fcntl.LOCK_SH):
            if not path.parent.exists():
                path.parent.mkdir(exist_ok=True)
                sync_folder(path.parent.parent)
            # Over equal bytes too: the fresh age keeps the sweeper away until the row is committed.
            Path(temporary).replace(path)
            sync_folder(path.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return content


def _copy(stream: BinaryIO, file: BinaryIO, most_bytes: int) -> Content:
    digest, size, head = hashlib.sha256(), 0, b""
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > most_bytes:
            raise Refused("file.too_big", _("The file is bigger than %(most)s bytes."), most=most_bytes)
        if len(head) < HEAD_BYTES:
            head += piece[: HEAD_BYTES - len(head)]
        digest.update(piece)
        file.write(piece)
    return Content(digest.digest(), size, head)


@contextmanager
def _gate(mode: int) -> Iterator[None]:
    with open(where().files / "folder.lock", "a") as gate:
        fcntl.flock(gate, mode)
        yield


def old_contents(age_seconds: int) -> Iterator[bytes]:
    """Digests of contents that have lain untouched for so long."""
    before = time.time() - age_seconds
    for path in where().files.glob("[0-9a-f][0-9a-f]/*"):
        try:
            if len(path.name) == 64 and path.stat().st_mtime < before:
                yield bytes.fromhex(path.name)
        except (FileNotFoundError, ValueError):
            continue


def is_young(sha256: bytes, age_seconds: int) -> bool:
    """Whether these bytes were put within so many seconds; False where they are not there."""
    try:
        return content_path(sha256).stat().st_mtime >= time.time() - age_seconds
    except FileNotFoundError:
        return False


def remove_content(sha256: bytes, age_seconds: int) -> bool:
    """Remove bytes nobody names any more, unless somebody has just put them again."""
    path = content_path(sha256)
    with _gate(fcntl.LOCK_EX):
        try:
            if path.stat().st_mtime >= time.time() - age_seconds:
                return False
            path.unlink()
        except FileNotFoundError:
            return False
    return True


def remove_unfinished(age_seconds: int) -> int:
    """Remove what uploads that died have left behind."""
    before, removed = time.time() - age_seconds, 0
    for path in (where().files / _INCOMING).glob("*"):
        try:
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
