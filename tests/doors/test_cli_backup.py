"""Backups: whole or absent, proved before they are named; a restore killed at any moment leaves the old or the new."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from prilavok.doors.cli.archive import backups_in, chain_of, read_manifest, verify
from prilavok.doors.cli.backup import make_backup
from prilavok.doors.cli.restore import restore
from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.db.postgres import Cluster


class Home:
    """A small installation: a cluster with one table and a folder of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = Cluster(folder / "database", durable=False).ensure()  # kills are tried here, not power cuts
        self.files = folder / "files"
        self.files.mkdir()

    def write(self, word: str) -> None:
        with psycopg.connect(self.cluster.url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS word (word text)")
            connection.execute("INSERT INTO word VALUES (%s)", [word])

    def words(self) -> list[str]:
        with psycopg.connect(self.cluster.url) as connection:
            return [row[0] for row in connection.execute("SELECT word FROM word ORDER BY 1").fetchall()]

    def timeline(self) -> int:
        with psycopg.connect(self.cluster.url) as connection:
            row = connection.execute("SELECT timeline_id FROM pg_control_checkpoint()").fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def home(reachable_folder: Path) -> Iterator[Home]:
    made = Home(reachable_folder)
    yield made
    made.cluster.destroy()


def test_full_and_incremental_restore_what_was_there(home: Home, tmp_path: Path) -> None:
    home.write("first")
    (home.files / "ab").mkdir()
    (home.files / "ab" / "one").write_bytes(b"one")
    full = make_backup(home.cluster.url, home.files, tmp_path, incremental=False)
    home.write("second")
    (home.files / "two").write_bytes(b"two")
    added = make_backup(home.cluster.url, home.files, tmp_path, incremental=True)
    assert backups_in(tmp_path) == [full, added]
    assert chain_of(added) == [full, added]
    assert sorted(read_manifest(added).files) == ["ab/one", "two"]
    assert [path.name for path in (added / "files").rglob("*")] == ["two"], "what the full one holds is not repeated"

    home.write("after the backup")
    (home.files / "two").unlink()
    before = home.timeline()
    with pytest.raises(LaunchRefused, match="runs"):
        restore(tmp_path, home.cluster, home.files)
    home.cluster.stop()
    assert restore(tmp_path, home.cluster, home.files) == added
    home.cluster.ensure()
    assert home.words() == ["first", "second"]
    assert (home.files / "two").read_bytes() == b"two"
    # Bytes that were just put are left lying for the row to come; these are as old as they are.
    assert (home.files / "two").stat().st_mtime == 0
    assert home.timeline() > before, "readers of events must see that this is another line of time"

    home.cluster.stop()
    restore(full, home.cluster, home.files)
    home.cluster.ensure()
    assert home.words() == ["first"]


def test_a_backup_goes_into_a_new_home_with_a_password_of_its_own(home: Home, tmp_path: Path) -> None:
    home.write("carried")
    make_backup(home.cluster.url, home.files, tmp_path, incremental=False)
    other = Cluster(home.folder / "another home", durable=False)
    try:
        restore(tmp_path, other, home.folder / "another files")
        other.ensure()
        assert (other.folder / "password").read_text() != (home.cluster.folder / "password").read_text()
        with psycopg.connect(other.url) as connection:
            assert connection.execute("SELECT word FROM word").fetchall() == [("carried",)]
    finally:
        other.destroy()


def test_a_spoilt_backup_is_refused_and_the_present_stays(home: Home, tmp_path: Path) -> None:
    home.write("present")
    (home.files / "one").write_bytes(b"one")
    backup = make_backup(home.cluster.url, home.files, tmp_path, incremental=False)
    home.cluster.stop()
    victim = backup / "database" / "PG_VERSION"
    whole = victim.read_bytes()
    victim.write_bytes(b"99\n")
    with pytest.raises(LaunchRefused, match="PG_VERSION"):
        restore(tmp_path, home.cluster, home.files)
    victim.write_bytes(whole)
    (backup / "files" / "one").write_bytes(b"onf")
    with pytest.raises(LaunchRefused, match="the file one differs"):
        restore(tmp_path, home.cluster, home.files)
    (backup / "manifest.json").write_text('{"name": "half')
    with pytest.raises(LaunchRefused, match="not a whole backup"):
        verify([backup])
    (backup / "manifest.json").unlink()
    with pytest.raises(LaunchRefused, match="no whole backup"):
        restore(tmp_path, home.cluster, home.files)
    home.cluster.ensure()
    assert home.words() == ["present"]
    with pytest.raises(LaunchRefused, match="full one first"):
        make_backup(home.cluster.url, home.files, tmp_path / "empty", incremental=True)


def test_a_backup_killed_in_the_middle_is_none(home: Home, tmp_path: Path) -> None:
    home.write("present")
    environment = _environment(home, DATABASE_URL=home.cluster.url)
    killed = _command("backup", str(tmp_path), environment=environment)
    while not list(tmp_path.glob("*.fresh/database/base")):
        assert killed.poll() is None
        time.sleep(0.005)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert backups_in(tmp_path) == []
    make_backup(home.cluster.url, home.files, tmp_path, incremental=False)
    assert len(backups_in(tmp_path)) == 1
    assert list(tmp_path.glob("*.fresh")) == [], "what a kill left is taken away by the next one"


# Moments of a restore, known by what it has made: while it copies, while it tries, just before and after the renames.
MOMENTS = ("data.tried/PG_VERSION", "data.tried/postmaster.pid", "data.restored", "data.before")


def test_a_restore_killed_at_any_moment_leaves_the_old_or_the_new(home: Home, tmp_path: Path) -> None:
    home.write("of the backup")
    make_backup(home.cluster.url, home.files, tmp_path, incremental=False)
    for moment in MOMENTS:
        home.write(f"before {moment}")
        old = home.words()
        home.cluster.stop()
        shutil.rmtree(home.cluster.place / "data.before", ignore_errors=True)
        killed = _command("restore", str(tmp_path), environment=_environment(home))
        while killed.poll() is None and not (home.cluster.place / moment).exists():
            time.sleep(0.0005)
        if killed.poll() is None:
            os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        home.cluster.ensure()
        assert home.words() in (old, ["of the backup"]), moment
    home.cluster.stop()
    assert _command("restore", str(tmp_path), environment=_environment(home)).wait() == 0, "and it can be done again"
    home.cluster.ensure()
    assert home.words() == ["of the backup"]


def test_between_the_two_renames_the_next_start_takes_the_new(home: Home, tmp_path: Path) -> None:
    home.write("of the backup")
    make_backup(home.cluster.url, home.files, tmp_path, incremental=False)
    home.write("since")
    home.cluster.stop()
    restore(tmp_path, home.cluster, home.files)
    place = home.cluster.place
    (place / "data").rename(place / "data.restored")  # as a kill right after the first rename leaves it
    home.cluster.ensure()
    assert home.words() == ["of the backup"]
    assert not (place / "data.restored").exists()


def _environment(home: Home, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**clean, "PRILAVOK_HOME": str(home.folder), "PYTHONPATH": os.pathsep.join(sys.path), **more}


def _command(*words: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "prilavok.doors.cli", *words],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
