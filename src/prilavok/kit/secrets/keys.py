"""The ring: one 0600 file of keys, made once, grown by rotation, refused when others may read it."""

import base64
import fcntl
import json
import os
import stat
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from prilavok.kit.settings import where

_KEY_BYTES = 32
ID_BYTES = 4


class RingExposed(Exception):
    """The ring file can be read by others, is someone else's or no plain file: nothing is opened with it."""


@dataclass(frozen=True, repr=False)
class KeyRing:
    """Keys by id; `current` seals and stamps, the older ones only open. `finding` makes look-ups and never rotates."""

    current: bytes
    keys: dict[bytes, bytes]
    finding: bytes

    def __repr__(self) -> str:
        return f"<KeyRing of {len(self.keys)}>"


_lock = threading.Lock()
_read: dict[Path, KeyRing] = {}


def ring_path() -> Path:
    """Where the ring lies: in the installation's home, outside database and backup."""
    return _path_in(where().keys)


@cache  # every token that is looked at asks for the ring, and joining paths takes longer than the look
def _path_in(folder: Path) -> Path:
    return folder / "ring.json"


def ring(*, again: bool = False) -> KeyRing:
    """The ring, made on first use. `again` reads the file anew, for keys another process has added since.

    Raises RingExposed where its owner or mode lets others read it.
    """
    path = ring_path()
    with _lock:
        if again or path not in _read:
            _read[path] = _load(path)
        return _read[path]


def rotate() -> str:
    """Add a key and seal with it from now on; what older keys sealed still opens. Gives the new key's id in hex."""
    path = ring_path()
    ring()
    with open(path.parent / "ring.lock", "a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        old = _load(path)
        fresh = _new_id(old.keys)
        grown = KeyRing(current=fresh, keys=old.keys | {fresh: os.urandom(_KEY_BYTES)}, finding=old.finding)
        temporary = _write_temporary(path, grown)
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    ring(again=True)
    return fresh.hex()


def _load(path: Path) -> KeyRing:
    if not path.exists():
        _make(path)
    # Opened once and judged by the open file, so that nothing can be put in its place between look and read.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with open(handle, "rb") as file:
        _judge(os.fstat(handle), path)
        written = json.loads(file.read())
    keys = {bytes.fromhex(key_id): base64.b64decode(key) for key_id, key in written["keys"].items()}
    return KeyRing(current=bytes.fromhex(written["current"]), keys=keys, finding=base64.b64decode(written["finding"]))


def _judge(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RingExposed(f"{path} is not a plain file")
    if status.st_mode & 0o077:
        raise RingExposed(f"{path} can be read by others: chmod 600 it, and rotate the keys if others may have read it")
    if status.st_uid not in {os.geteuid(), 0}:
        raise RingExposed(f"{path} belongs to another user")


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    first = _new_id({})
    made = KeyRing(current=first, keys={first: os.urandom(_KEY_BYTES)}, finding=os.urandom(_KEY_BYTES))
    temporary = _write_temporary(path, made)
    try:
        # A hard link fails where the name exists: of several first starts one ring wins, and nobody sees half a file.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        Path(temporary).unlink()
    _sync_folder(path.parent)


def _new_id(taken: dict[bytes, bytes]) -> bytes:
    while (fresh := os.urandom(ID_BYTES)) in taken:
        pass
    return fresh


def _write_temporary(path: Path, content: KeyRing) -> str:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".ring-")  # mkstemp makes it 0600
    written = {
        "current": content.current.hex(),
        "keys": {key_id.hex(): base64.b64encode(key).decode() for key_id, key in content.keys.items()},
        "finding": base64.b64encode(content.finding).decode(),
    }
    with open(handle, "w") as file:
        json.dump(written, file)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
