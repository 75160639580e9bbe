"""`prilavok restore DIR`: a backup verified, started beside the present data, and put in its place by a rename."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from prilavok.doors.cli.alone import alone
from prilavok.doors.cli.archive import (
    MANIFEST,
    backups_in,
    chain_of,
    copy_file,
    digest_of,
    refuse_foreign_server,
    verify,
    where_file_lies,
)
from prilavok.kit.db.copies import put_in_place
from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.db.postgres import Cluster, open_house_database
from prilavok.kit.erased import NAME, list_erased
from prilavok.kit.settings import where


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which backup."""
    parser.add_argument("folder", type=Path, help="one backup, or a folder of backups, of which the newest is taken")


def run(options: argparse.Namespace) -> int:
    """Restore into this home. Nothing of the present data is touched before the new has been tried."""
    home = where().home
    refuse_foreign_server(home)
    with alone(home):
        backup = restore(options.folder.absolute(), Cluster(home / "database"), where().files)
        forget_erased(home)
    print(f"{home} now holds {backup.name}. What was there before is kept in {home / 'database'} as data.before.")
    print(f"Whom the list {home / NAME} names was erased again; without that list a backup brings back the erased.")
    print("The key ring was not in the backup: sealed values open only with the ring they were sealed with.")
    return 0


def restore(folder: Path, cluster: Cluster, files: Path) -> Path:
    """Put the newest backup of a folder (or the one named) in place. Returns it. Raises LaunchRefused."""
    if (folder / MANIFEST).exists():
        backup = folder
    elif known := backups_in(folder):
        backup = known[-1]
    else:
        raise LaunchRefused(f"There is no whole backup in {folder}.")
    chain = chain_of(backup)
    manifest = verify(chain)
    # Files are named by what they hold: adding those that lack harms neither the old database nor the new.
    for name, expected in manifest.files.items():
        present = files / name
        if not present.exists() or digest_of(present) != expected:
            copy_file(where_file_lies(chain, name), present)
            # Old as its row: a fresh file waits for a row to come, and an erasure would leave it lying for a while.
            os.utime(present, (0, 0))
    put_in_place(cluster, [part / "database" for part in chain])
    return backup


def forget_erased(home: Path) -> None:
    """Erase again whom the list of this home names, before anything opens. Raises LaunchRefused.

    Killed on the way it is done by the next `prilavok up` or `prilavok migrate`, which come before any page.
    """
    if not list_erased(home):
        return
    cluster = open_house_database(home, tied=True)
    try:
        words = [sys.executable, "-m", "prilavok.doors.cli", "migrate"]
        done = subprocess.run(words, env={**os.environ, "DATABASE_URL": cluster.url}, check=False)
    finally:
        cluster.stop()
    if done.returncode != 0:
        raise LaunchRefused("Who was erased could not be erased again: run `prilavok migrate` before opening.")
