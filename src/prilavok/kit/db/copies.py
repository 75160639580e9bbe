"""Physical copies of a cluster: taken while it runs, verified, tried, and put in its place by one rename."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg

from prilavok.kit.db.binaries import find_programs
from prilavok.kit.db.birth import RESTORED, SUPERUSER, make_folders
from prilavok.kit.db.disk import sync_folder, write_secret
from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.db.postgres import Cluster

_TRIED = "data.tried"
# With hot standby the server would call itself ready before the recovery has ended.
_RECOVERY = "restore_command = 'false'\nhot_standby = off\n"


def take_copy(url: str, goal: Path, *, after: Path | None = None) -> None:
    """Copy the running cluster into a new folder, its log of changes included, and verify the copy.

    after: folder of an earlier copy; then only what has changed since is taken. Raises LaunchRefused.
    """
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    way = {
        "PGHOST": query.get("host") or parts.hostname or "",
        "PGPORT": query.get("port") or str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),  # not on the command line, where any user could read it
    }
    since = [f"--incremental={after / 'backup_manifest'}"] if after else []
    _run("pg_basebackup", "-D", str(goal), "--checkpoint=fast", "--wal-method=stream", "--no-password", *since, **way)
    verify_copy(goal)


def verify_copy(copy: Path) -> None:
    """Compare every file of a copy with its manifest. Raises LaunchRefused naming what differs."""
    _run("pg_verifybackup", "--exit-on-error", "--quiet", str(copy))


def put_in_place(cluster: Cluster, copies: list[Path]) -> None:
    """Make the cluster what the copies hold (a full one, then its incremental ones in order).

    The new data is built and started beside the old; then two renames. A kill at any moment leaves the old or the new
    whole: between the renames the next start takes the new. The old data stays as `data.before`.
    """
    if cluster.running() is not None:
        raise LaunchRefused("The database runs: stop `prilavok up` first.")
    make_folders(cluster)
    Cluster(cluster.folder, data=_TRIED).stop()  # of a restore that was killed
    for name in (_TRIED, RESTORED):
        shutil.rmtree(cluster.place / name, ignore_errors=True)
    tried = cluster.place / _TRIED
    if len(copies) > 1:
        _run("pg_combinebackup", *map(str, copies), "-o", str(tried))
    else:
        shutil.copytree(copies[0], tried, symlinks=True)
    _own(tried, cluster)
    _try(cluster)
    tried.rename(cluster.place / RESTORED)
    sync_folder(cluster.place)
    before = cluster.place / "data.before"
    shutil.rmtree(before, ignore_errors=True)
    if cluster.data.exists():
        cluster.data.rename(before)
    (cluster.place / RESTORED).rename(cluster.data)
    sync_folder(cluster.place)


def _try(cluster: Cluster) -> None:
    """Start the new data on its own, give it this installation's password, ask it something, stop it."""
    beside = Cluster(cluster.folder, data=_TRIED, tied=True)
    if not (cluster.folder / "password").exists():
        write_secret(cluster.folder / "password", secrets.token_urlsafe(24))
    # A recovery that is asked for ends on a new time line, by which readers of events see that this is a restore.
    (beside.data / "recovery.signal").touch()
    with (beside.data / "postgresql.auto.conf").open("a") as settings:
        settings.write(_RECOVERY)
    _own(beside.data, cluster)
    beside.start()
    beside.stop()
    if (beside.data / "recovery.signal").exists():
        raise LaunchRefused(f"The recovery of the copy did not end; see {beside.log}")
    password = (cluster.folder / "password").read_text().strip()
    beside.run(
        "postgres",
        "--single",
        "-D",
        str(beside.data),
        "postgres",
        input=f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n",
    )
    beside.start()
    try:
        with psycopg.connect(beside.url) as connection:
            connection.execute("SELECT count(*) FROM pg_class").fetchone()
    finally:
        beside.stop()
    lines = (beside.data / "postgresql.auto.conf").read_text().replace(_RECOVERY, "")
    (beside.data / "postgresql.auto.conf").write_text(lines)
    os.sync()  # one call for the thousand files; the rename that follows must not come to the disk before them


def _own(folder: Path, cluster: Cluster) -> None:
    """Give the whole folder to the server's user, closed to others as PostgreSQL demands."""
    folder.chmod(0o700)
    if cluster.user.other:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, cluster.user.uid, cluster.user.gid, follow_symlinks=False)


def _run(program: str, *words: str, **way: Any) -> None:
    """Run one of the programs as the caller, whose folders these are."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [str(find_programs().folder / program), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**clean, **way},
    )
    if done.returncode != 0:
        raise LaunchRefused(f"{program} failed ({done.returncode}): {(done.stderr or done.stdout).strip()}")
