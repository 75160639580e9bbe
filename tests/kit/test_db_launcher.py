"""The launcher: a database that is there again after any kill, with every acknowledged row."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from prilavok.kit.db.binaries import choose_user
from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.db.pids import read_pid, started_at, write_pid
from prilavok.kit.db.postgres import Cluster

WRITERS = 6


@pytest.fixture
def quick(reachable_folder: Path) -> Iterator[Cluster]:
    """A cluster without fsync: for what is not about power cuts."""
    cluster = Cluster(reachable_folder / "a folder with spaces", durable=False)
    yield cluster
    cluster.destroy()


def _until(happened: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def _family(pid: int) -> set[int]:
    """A process and all that came of it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    family = {pid}
    while grown := {child for child, parent in parents.items() if parent in family} - family:
        family |= grown
    return family


def test_made_once_started_stopped_and_started_again(quick: Cluster) -> None:
    quick.ensure()
    first, port = quick.running(), quick.port
    assert first is not None
    with psycopg.connect(quick.url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('Қазақстан')")
        folded = connection.execute("SELECT lower('ҚАЗАҚСТАН Ё'), current_setting('timezone')").fetchone()
    assert folded == ("қазақстан ё", "UTC")
    assert Cluster(quick.folder, durable=False).ensure().running() == first, "a second ensure must find the first"
    quick.stop()
    assert quick.running() is None
    assert started_at(first) is None
    quick.ensure()
    assert quick.port == port, "an address that was told to others stays"
    with psycopg.connect(quick.url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("Қазақстан",)]


def test_trigrams_see_cyrillic(quick: Cluster) -> None:
    quick.ensure()
    with psycopg.connect(quick.url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT similarity('Қазақстан', 'қазақстан')").fetchone() == (1.0,)


def test_nobody_else_reads_password_or_data(quick: Cluster) -> None:
    quick.ensure()
    assert stat.S_IMODE((quick.folder / "password").stat().st_mode) == 0o600
    assert stat.S_IMODE(quick.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((quick.place / "run").stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=quick.port, user="app", password="guessed", dbname="prilavok")


def test_a_port_taken_meanwhile_is_changed(quick: Cluster) -> None:
    quick.ensure()
    quick.stop()
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", quick.port))
        stranger.listen()
        taken = quick.port
        quick.ensure()
        assert quick.port != taken
        psycopg.connect(quick.url).close()


def test_a_pid_file_that_names_a_stranger_is_stale(quick: Cluster) -> None:
    quick.ensure()
    quick.stop()
    lines = [str(os.getpid()), str(quick.data), "0", str(quick.port), "", "127.0.0.1", "", "ready"]
    (quick.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (quick.place / "run" / f".s.PGSQL.{quick.port}.lock").write_text("\n".join(lines) + "\n")
    assert quick.running() is None, "this process is no postmaster of that folder"
    quick.ensure()
    assert quick.running() not in (None, os.getpid())


def test_half_made_data_is_made_anew(quick: Cluster) -> None:
    quick.place.mkdir(parents=True)
    (quick.place / "data.fresh").mkdir()
    (quick.place / "data.fresh" / "PG_VERSION").write_text("18\n")
    quick.ensure()
    assert not (quick.place / "data.fresh").exists()


def test_other_programs_are_refused_in_words(quick: Cluster) -> None:
    quick.ensure()
    quick.stop()
    (quick.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(LaunchRefused, match=r"made by PostgreSQL 17.*pg_upgrade"):
        quick.start()
    assert quick.running() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_root_with_a_closed_home_uses_a_place_the_other_user_reaches(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    cluster = Cluster(tmp_path / "database", durable=False)
    try:
        cluster.ensure()
        assert not cluster.place.is_relative_to(tmp_path)
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700, "nobody's home is opened for the server"
        pid = cluster.running()
        assert pid is not None
        assert Path(f"/proc/{pid}").stat().st_uid == cluster.user.uid != 0
        assert Cluster(tmp_path / "database", durable=False).running() == pid
    finally:
        cluster.destroy()
    assert not cluster.place.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_programs_in_a_closed_venv_are_copied_within_reach(
    reachable_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prilavok.kit.db import binaries

    tmp_path.chmod(0o700)
    real = binaries.find_programs()
    root = real.tree[0]
    for branch in real.tree:
        (tmp_path / branch.name).symlink_to(branch)
    closed = binaries.Programs(
        tmp_path / root.name / real.folder.relative_to(root), tuple(tmp_path / branch.name for branch in real.tree)
    )
    monkeypatch.setattr("prilavok.kit.db.postgres.find_programs", lambda: closed)
    cluster = Cluster(reachable_folder / "database", durable=False)
    try:
        cluster.ensure()
        assert cluster.programs.folder.is_relative_to(cluster.place)
        assert Path(f"/proc/{cluster.running()}/exe").readlink() == cluster.programs.folder / "postgres"
    finally:
        cluster.destroy()


def test_a_user_id_without_a_name_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 987_654_321)
    with pytest.raises(LaunchRefused, match=r"987654321 has no line in /etc/passwd.*DATABASE_URL"):
        choose_user(tmp_path)


def test_a_tied_server_stops_with_its_starter(reachable_folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from prilavok.kit.db.postgres import Cluster\n"
        "print(Cluster(Path(sys.argv[1]), durable=False, tied=True).ensure().running(), flush=True); time.sleep(600)"
    )
    folder = reachable_folder / "database"
    starter = subprocess.Popen([sys.executable, "-c", program, folder], stdout=subprocess.PIPE, text=True)
    try:
        assert starter.stdout is not None
        server = int(starter.stdout.readline())
        assert started_at(server) is not None
        starter.kill()
        starter.wait()
        _until(lambda: started_at(server) is None)
        cluster = Cluster(folder, durable=False).ensure()
        assert cluster.running() != server
    finally:
        starter.kill()
        Cluster(folder, durable=False).destroy()


class Writers:
    """Several connections that write as fast as they can and note what was acknowledged."""

    def __init__(self, url: str, *, too_early: bool) -> None:
        self.acknowledged: list[tuple[int, int]] = []
        self._url = url
        self._too_early = too_early
        self._threads = [threading.Thread(target=self._write, args=(writer,)) for writer in range(WRITERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(20)

    def _write(self, writer: int) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as connection:
                for number in range(1_000_000):
                    if self._too_early:
                        self.acknowledged.append((writer, number))
                        time.sleep(0.01)  # so that the kill, whenever it comes, finds some of them between the two
                    connection.execute("INSERT INTO written VALUES (%s, %s)", [writer, number])
                    if not self._too_early:
                        self.acknowledged.append((writer, number))
        except psycopg.Error:
            return  # the server was killed under us


def _kill_under_load(cluster: Cluster, *, too_early: bool) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Kill every process of the server under load. Returns what was acknowledged and what was found afterwards."""
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE written (writer int, number int, PRIMARY KEY (writer, number))")
    writers = Writers(cluster.url, too_early=too_early)
    writers.start()
    _until(lambda: len(writers.acknowledged) > 300, 30)
    postmaster = cluster.running()
    assert postmaster is not None
    for pid in _family(postmaster):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    writers.join()
    cluster.ensure()
    assert cluster.running() != postmaster
    with psycopg.connect(cluster.url) as connection:
        return set(writers.acknowledged), set(connection.execute("SELECT writer, number FROM written").fetchall())


def test_every_acknowledged_row_survives_a_kill_of_everything(own_cluster: Cluster) -> None:
    acknowledged, found = _kill_under_load(own_cluster, too_early=False)
    assert acknowledged - found == set()
    assert len(found - acknowledged) <= WRITERS, "at most one row a writer was on its way"


def test_the_check_above_catches_an_acknowledgement_before_commit(own_cluster: Cluster) -> None:
    acknowledged, found = _kill_under_load(own_cluster, too_early=True)
    assert acknowledged - found != set()


def test_a_pid_is_known_by_its_start_too(tmp_path: Path) -> None:
    file = tmp_path / "one.pid"
    write_pid(file, os.getpid())
    assert read_pid(file) == os.getpid()
    file.write_text(f"{os.getpid()}\nanother boot:1\n")
    assert read_pid(file) is None
    child = subprocess.Popen([sys.executable, "-c", ""])
    _until(lambda: started_at(child.pid) is None)  # a zombie counts as dead
    child.wait()
    assert read_pid(tmp_path / "absent.pid") is None
