"""A backup as a folder: database, files and the manifest by which both are proved; several make a chain."""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from prilavok.kit.db.copies import verify_copy
from prilavok.kit.db.disk import sync_folder
from prilavok.kit.db.errors import LaunchRefused

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """made_at: UTC, ISO. after: name of the backup this one adds to, None for a full one. files: path -> SHA-256."""

    name: str
    made_at: str
    after: str | None
    database: str
    files: dict[str, str]


def refuse_foreign_server(home: Path) -> None:
    """A restore replaces the embedded database. Raises LaunchRefused where DATABASE_URL names another server."""
    named = os.environ.get("DATABASE_URL")
    written = home / "database.url"
    if named and not (written.exists() and written.read_text().strip() == named):
        raise LaunchRefused(
            "DATABASE_URL names a server that is not ours to replace: restore it with its own tools, as docs/running.md"
            " tells.\nWithout DATABASE_URL the embedded database of this home is restored."
        )


def digest_of(file: Path) -> str:
    """SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy_file(source: Path, goal: Path) -> None:
    """Copy one file so that the goal is whole, on disk, or absent."""
    goal.parent.mkdir(parents=True, exist_ok=True)
    fresh = goal.with_name(f"{goal.name}.fresh")
    with source.open("rb") as reader, fresh.open("wb") as writer:
        shutil.copyfileobj(reader, writer)
        writer.flush()
        os.fsync(writer.fileno())
    fresh.replace(goal)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last thing written into a backup: a folder without it is not one."""
    with (folder / MANIFEST).open("w") as stream:
        json.dump(asdict(manifest), stream, indent=1, sort_keys=True)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(folder)


def read_manifest(folder: Path) -> Manifest:
    """Raises LaunchRefused when the folder is not a whole backup."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (FileNotFoundError, ValueError, TypeError) as trouble:
        raise LaunchRefused(f"{folder} is not a whole backup: {trouble}") from trouble


def backups_in(folder: Path) -> list[Path]:
    """The whole backups in a folder, eldest first (names begin with their instant)."""
    return sorted(manifest.parent for manifest in folder.glob(f"*/{MANIFEST}") if not manifest.parent.suffix)


def chain_of(backup: Path) -> list[Path]:
    """The full backup this one rests on, then the incremental ones up to it. Raises LaunchRefused when one lacks."""
    chain = [backup]
    while (after := read_manifest(chain[0]).after) is not None:
        if not (backup.parent / after / MANIFEST).exists():
            raise LaunchRefused(f"{chain[0].name} adds to {after}, which is not in {backup.parent}")
        chain.insert(0, backup.parent / after)
    return chain


def where_file_lies(chain: list[Path], name: str) -> Path:
    """A file of the newest backup of a chain: incremental ones hold only files their forerunners lack."""
    for backup in reversed(chain):
        if (found := backup / "files" / name).exists():
            return found
    raise LaunchRefused(f"the file {name} is in the manifest of {chain[-1].name} but in no backup of its chain")


def verify(chain: list[Path]) -> Manifest:
    """Prove every part of a chain. Returns the manifest of its newest. Raises LaunchRefused naming what differs."""
    for backup in chain:
        manifest = read_manifest(backup)
        if digest_of(backup / "database" / "backup_manifest") != manifest.database:
            raise LaunchRefused(f"{backup}: the database's own manifest is not the one that was written")
        verify_copy(backup / "database")
    newest = read_manifest(chain[-1])
    for name, expected in newest.files.items():
        if digest_of(where_file_lies(chain, name)) != expected:
            raise LaunchRefused(f"{chain[-1]}: the file {name} differs from its manifest")
    return newest
