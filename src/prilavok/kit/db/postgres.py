"""The launcher of our own PostgreSQL: one cluster in one folder, usable again after any kill."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from prilavok.kit.db.binaries import Programs, bring_within_reach, choose_user, find_programs, may_reach
from prilavok.kit.db.birth import DATABASE, SUPERUSER, make_data, make_database, make_folders
from prilavok.kit.db.disk import write_secret
from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.db.pids import started_at, tie_to_parent
from prilavok.kit.db.ports import free_port, is_free
from prilavok.kit.db.tuning import settings_text

_LONGEST_SOCKET = 90  # bytes of folder name; the kernel allows 107 for the whole path (104 on macOS)


class Cluster:
    """A PostgreSQL server of our own.

    folder: holds password, lock and port; the data too when the server's user can reach it, else /var/lib does.
    durable: off only for tests. tied: the server stops when the process that started it dies.
    data: another name of the data folder, for a copy that is being tried before it takes the place.
    """

    def __init__(self, folder: Path, *, durable: bool = True, tied: bool = False, data: str = "data") -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.tied = tied
        self._data = data
        self._child: subprocess.Popen[bytes] | None = None
        outside = Path(f"/var/lib/prilavok-{os.geteuid()}-{hashlib.sha256(bytes(self.folder)).hexdigest()[:12]}")
        self.user = choose_user(next((p for p in (outside / "data", self.folder / "data") if p.exists()), outside))
        near = not self.user.other or may_reach(self.folder, self.user)
        self.place = self.folder if near and not (outside / "data").exists() else outside

    @property
    def data(self) -> Path:
        return self.place / self._data

    @property
    def log(self) -> Path:
        return self.place / "log" / "postgres.log"

    @property
    def programs(self) -> Programs:
        """PostgreSQL's programs where the server's user may run them."""
        return bring_within_reach(find_programs(), self.user, self.place)

    @property
    def port(self) -> int:
        return int((self.folder / "port").read_text())

    @property
    def url(self) -> str:
        """Address of the database for any client on this machine, password included."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The same for another database of this cluster."""
        secret = f"{SUPERUSER}:{quote((self.folder / 'password').read_text().strip(), safe='')}"
        if (sockets := self._sockets()) is not None:
            return f"postgresql://{secret}@/{database}?host={quote(str(sockets))}&port={self.port}"
        return f"postgresql://{secret}@127.0.0.1:{self.port}/{database}"

    def ensure(self) -> "Cluster":
        """Make the cluster if there is none, start it if it does not run, make the database if it lacks."""
        make_folders(self)
        for attempt in range(3):
            with self._locked():
                make_data(self)
                self._start()
            try:
                make_database(self)
                break
            except psycopg.OperationalError:  # killed in the very moment between two looks
                if attempt == 2 or not self._until(lambda: self.running() is None, 2.0):
                    raise
        return self

    def start(self) -> None:
        """Start the existing cluster; nothing happens when it runs. Raises LaunchRefused with the log's last lines."""
        with self._locked():
            self._start()

    def running(self) -> int | None:
        """Process id of the living postmaster of this very folder, else None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None
        if started_at(pid) is None:
            return None
        with contextlib.suppress(OSError):
            # A pid given to a stranger since (after a reboot, in a container) works in another folder.
            return pid if Path(f"/proc/{pid}/cwd").readlink() == self.data.resolve() else None
        return pid

    def stop(self, patience: float = 60.0) -> None:
        """Stop: connections are cut, everything committed is on disk. patience: seconds before it is forced."""
        pid = self.running()
        if pid is None:
            return
        for wanted, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, wanted)
            if self._until(lambda: self._gone(pid), seconds):
                return
        raise LaunchRefused(f"PostgreSQL ({pid}) does not stop.")

    def destroy(self) -> None:
        """Stop and delete everything: for tests."""
        self.stop(5.0)
        for folder in {self.place, self.folder}:
            shutil.rmtree(folder, ignore_errors=True)

    def run(self, program: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user; raises LaunchRefused with what it said."""
        done = subprocess.run(
            [str(self.programs.folder / program), *arguments],
            **{"capture_output": True, "text": True, "cwd": self.place, "env": self._environment(), **options},
            **self._identity(),
            check=False,
        )
        if done.returncode != 0:
            raise LaunchRefused(f"{program} failed ({done.returncode}): {done.stderr or done.stdout}".strip())
        return done

    def hand_over(self, path: Path) -> None:
        """Give a file or folder of ours to the server's user."""
        if self.user.other:
            os.chown(path, self.user.uid, self.user.gid)

    def _identity(self) -> dict[str, Any]:
        return {"user": self.user.uid, "group": self.user.gid, "extra_groups": []} if self.user.other else {}

    def _environment(self) -> dict[str, str]:
        # PGDATA, PGHOST and their like would bend what the programs do.
        return {name: value for name, value in os.environ.items() if not name.startswith("PG")}

    def _sockets(self) -> Path | None:
        folder = self.place / "run"
        return folder if len(bytes(folder)) <= _LONGEST_SOCKET and "," not in str(folder) else None

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One starter at a time; the lock falls with its process."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> None:
        # One that was just killed may still be seen for a moment, and one that recovers does not answer yet.
        if self._until(lambda: self.running() is None or self._answers(), 600.0) and self.running() is not None:
            return
        self._same_version()
        tail = ""
        for attempt in range(4):
            self._write_settings(fresh_port=attempt > 0)
            if self._launch():
                return
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
            if "could not create any TCP/IP sockets" not in tail and "already in use" not in tail:
                break
        raise LaunchRefused(f"PostgreSQL did not start. Its log ({self.log}) ends with:\n{tail}")

    def _same_version(self) -> None:
        made, found = int((self.data / "PG_VERSION").read_text()), self.programs.major
        if made != found:
            raise LaunchRefused(
                f"The data in {self.data} was made by PostgreSQL {made}, the programs here are {found}."
                f" Use the programs of {made}, or carry the data over with pg_upgrade or pg_dump."
            )

    def _write_settings(self, *, fresh_port: bool) -> None:
        file = self.folder / "port"
        port = int(file.read_text()) if file.exists() else 0
        if fresh_port or not port or not is_free(port):
            port = free_port()
            file.write_text(str(port))
        text = settings_text(major=self.programs.major, port=port, sockets=self._sockets(), durable=self.durable)
        settings = self.data / "prilavok.conf"
        settings.write_text(text)
        settings.chmod(0o600)
        self.hand_over(settings)

    def _launch(self) -> bool:
        """Start the postmaster and wait till it takes connections; False when it ended."""
        deadline = time.monotonic() + 20
        while True:
            if self.running() is None:
                # Left by a kill; PostgreSQL itself cannot tell a zombie or a stranger of that number from its own.
                for left in (self.data / "postmaster.pid", *(self.place / "run").glob(".s.PGSQL.*")):
                    left.unlink(missing_ok=True)
            with self.log.open("ab") as log:
                self.hand_over(self.log)
                child = self._child = subprocess.Popen(
                    [str(self.programs.folder / "postgres"), "-D", str(self.data)],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.place, env=self._environment(),
                    start_new_session=True, preexec_fn=tie_to_parent(signal.SIGINT) if self.tied else None,
                    **self._identity(),
                )  # fmt: skip
            # Recovery after a kill may take minutes under load; only an ended process is a failure.
            while child.poll() is None:
                if self._answers():
                    return True
                time.sleep(0.02)
            # Processes of the killed server may hold its shared memory for some seconds yet.
            if time.monotonic() > deadline or "still in use" not in self.log.read_text(errors="replace")[-2000:]:
                return False
            time.sleep(0.3)

    def _answers(self) -> bool:
        """Whether the postmaster calls itself ready and its port is really open."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready" and not is_free(self.port)

    def _gone(self, pid: int) -> bool:
        if self._child is not None and self._child.pid == pid:
            self._child.poll()  # takes the zombie away
        return started_at(pid) is None

    def _until(self, happened: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def open_house_database(home: Path, *, tied: bool = False) -> Cluster:
    """The cluster of an installation, started, its address written to `<home>/database.url`."""
    cluster = Cluster(home / "database", tied=tied).ensure()
    write_secret(home / "database.url", cluster.url)
    return cluster
