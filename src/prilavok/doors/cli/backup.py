"""`prilavok backup DIR`: database and files into a new folder of DIR, verified, whole or absent."""

import argparse
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from prilavok.doors.cli.archive import (
    Manifest,
    backups_in,
    chain_of,
    copy_file,
    digest_of,
    read_manifest,
    verify,
    write_manifest,
)
from prilavok.kit.db.copies import take_copy
from prilavok.kit.db.disk import sync_folder
from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.settings import where


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and how much."""
    parser.add_argument("folder", type=Path, help="folder of backups; each makes a new folder in it")
    parser.add_argument("--incremental", action="store_true", help="only what has changed since the newest one there")


def run(options: argparse.Namespace) -> int:
    """Copy while everything runs. The folder gets its name only when it is whole."""
    url = where().database_url
    if not url:
        raise LaunchRefused("No database is known: start `prilavok up` or set DATABASE_URL.")
    began = time.monotonic()
    goal = make_backup(url, where().files, options.folder.absolute(), incremental=options.incremental)
    size = sum(path.stat().st_size for path in goal.rglob("*") if path.is_file())
    print(f"{goal}: {size / 1_000_000:.1f} MB in {time.monotonic() - began:.1f} s, verified")
    print(f"The key ring is NOT in it: without a copy of {where().keys} kept elsewhere, sealed values stay sealed.")
    return 0


def make_backup(url: str, files: Path, folder: Path, *, incremental: bool) -> Path:
    """Make one backup in the folder and prove its chain. Returns its place. Raises LaunchRefused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = backups_in(folder)
    if incremental and not known:
        raise LaunchRefused(f"There is no backup in {folder} to add to: make a full one first.")
    chain = chain_of(known[-1]) if incremental else []
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{'added' if chain else 'full'}"
    fresh = folder / f"{name}.fresh"
    for left in folder.glob("*.fresh"):
        shutil.rmtree(left)
    fresh.mkdir(mode=0o700)
    # The database first: a file is on disk before its row commits, so every row copied finds its file afterwards.
    take_copy(url, fresh / "database", after=chain[-1] / "database" if chain else None)
    before = read_manifest(chain[-1]).files if chain else {}
    kept = {}
    for path in sorted(files.rglob("*")):
        if path.is_file():
            relative = path.relative_to(files).as_posix()
            kept[relative] = digest_of(path)
            if before.get(relative) != kept[relative]:
                copy_file(path, fresh / "files" / relative)
    manifest = Manifest(
        name=name,
        made_at=datetime.now(UTC).isoformat(),
        after=chain[-1].name if chain else None,
        database=digest_of(fresh / "database" / "backup_manifest"),
        files=kept,
    )
    write_manifest(fresh, manifest)
    verify([*chain, fresh])
    goal = folder / name
    fresh.rename(goal)
    sync_folder(folder)
    return goal
