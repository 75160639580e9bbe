"""`prilavok up`: brings everything up on this machine, keeps it up, and takes it down together."""

import argparse
import contextlib
import http.client
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from prilavok.doors.cli.alone import alone
from prilavok.doors.cli.supervise import Child, stop_all
from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.db.postgres import Cluster, open_house_database
from prilavok.kit.settings import SANDBOXES, where

OPEN_FILES = 65_536
ROLES = ("web", "worker", "relay", "schedule")
#: sandboxes that each have a process; the others share one
_OWN_PROCESS = {"telegram", "card", "pay"}
_STOPPING = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is loaded beside."""
    parser.add_argument("--with-demo", action="store_true", help="first load the small made-up shop")
    parser.add_argument("--with-journey", action="store_true", help="load the real year of a chain behind open desks")
    parser.add_argument("--only", default="", help="roles and sandboxes to run, by comma (default: all)")


def run(options: argparse.Namespace) -> int:
    """Supervise until told to stop. Raises LaunchRefused when another one runs on this home or the port is taken."""
    began = time.monotonic()
    home = where().home
    with alone(home):
        _raise_file_limit()
        _listen_to_signals()
        roles = _roles(options.only)
        children = _children(roles, home)
        loads = _loads(options, home)
        for child in (*children, *loads):
            child.end_leftover()
        if "web" in roles:
            _refuse_taken_port(where().host, where().port)
        for role in roles:
            if role in SANDBOXES:
                _refuse_taken_port("127.0.0.1", where().port + SANDBOXES[role], f" of the {role} sandbox")
        with _database(home, began) as cluster:
            _step("tables and functions", began)
            _run_through(["migrate"])
            if options.with_demo:
                _step("the small made-up shop", began)
                _run_through(["load", "demo"])
            _step(f"starting {', '.join(roles)}", began)
            for child in children:
                child.start()
            try:
                if "web" in roles and _wait_for_web(children):
                    _tell_addresses(home, began, [role for role in roles if role in SANDBOXES])
                for child in loads:
                    child.start()
                _watch([*children, *loads], cluster)
            except KeyboardInterrupt:
                pass
            finally:
                print("\nStopping: running work ends first.", flush=True)
                stop_all([*loads, *reversed(children)])
    print("Stopped.", flush=True)
    return 0


def _children(roles: Sequence[str], home: Path) -> list[Child]:
    """A process for each, but for the sandboxes of messengers that nothing is connected to in the beginning."""
    together = [role for role in roles if role in SANDBOXES and role not in _OWN_PROCESS]
    alone = [role for role in roles if role not in together]
    children = [Child(role, ["sandbox", role] if role in SANDBOXES else [role], home=home) for role in alone]
    return [*([Child("sandboxes", ["sandbox", *together], home=home)] if together else []), *children]


def _loads(options: argparse.Namespace, home: Path) -> list[Child]:
    return [Child("journey", ["load", "journey"], home=home, once=True, shown=True)] if options.with_journey else []


@contextlib.contextmanager
def _database(home: Path, began: float) -> Iterator[Cluster | None]:
    """The server named in DATABASE_URL, or our own for as long as we run."""
    if _is_named(home):
        _step("the database named in DATABASE_URL", began)
        yield None
        return
    _step("the embedded database", began)
    cluster = open_house_database(home, tied=True)
    where.cache_clear()
    try:
        yield cluster
    finally:
        cluster.stop()


def _is_named(home: Path) -> bool:
    """Whether the environment names a server; what our own launcher wrote down is not a name given."""
    written = home / "database.url"
    url = where().database_url
    return bool(url) and (not written.exists() or written.read_text().strip() != url)


def _raise_file_limit() -> None:
    """Many open screens are many sockets; children inherit the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS refuses what it calls unlimited
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _listen_to_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        global _STOPPING
        if _STOPPING:
            return
        _STOPPING = True
        raise KeyboardInterrupt

    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, stop)


def _roles(only: str) -> list[str]:
    """What is to run: what was asked for, else all; sandboxes first, and none when the outside is live."""
    offered = [*(SANDBOXES if where().outside == "sandbox" else ()), *ROLES]
    wanted = [role for role in only.split(",") if role] or offered
    if strangers := [role for role in wanted if role not in offered]:
        raise LaunchRefused(f"There is no role {', '.join(strangers)} to run here: there are {', '.join(offered)}.")
    return wanted


def _refuse_taken_port(host: str, port: int, of: str = "") -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as trouble:
            other = where().port + (1 + max(SANDBOXES.values()) if of else 1)
            raise LaunchRefused(
                f"Port {port}{of} on {host} cannot be used ({trouble.strerror}):"
                f" choose another, as in PRILAVOK_PORT={other} ./run"
            ) from None


def _run_through(words: list[str]) -> None:
    """Run one command to its end, its words on this terminal. Raises LaunchRefused when it fails."""
    child = Child("-".join(words), words, home=where().home, once=True, shown=True)
    child.end_leftover()
    child.start()
    code = child.wait()
    if code != 0:
        raise LaunchRefused(f"`prilavok {' '.join(words)}` failed with code {code}; nothing was started.")


def _wait_for_web(children: list[Child], patience: float = 60.0) -> bool:
    """Wait till a page answers; says why when none does. Other children are kept alive meanwhile."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(_own_host(), where().port, timeout=2)
        try:
            connection.request("GET", "/healthz", headers={"Host": where().hosts[0]})
            if connection.getresponse().status < 500:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        for child in children:
            _tell(child.look())
        time.sleep(0.1)
    web = next(child for child in children if child.name == "web")
    print(f"The web process does not answer yet. Its log ends with:\n{web.last_words()}", file=sys.stderr, flush=True)
    return False


def _own_host() -> str:
    return "127.0.0.1" if where().host in {"0.0.0.0", "::", ""} else where().host


def _tell_addresses(home: Path, began: float, sandboxes: list[str]) -> None:
    print(f"\nPrilavok is open after {time.monotonic() - began:.0f} s: http://{_own_host()}:{where().port}/")
    for name in sandboxes:
        print(f"Sandbox of {name}: {where().sandbox_url(name)}/")
    logins = home / "logins.txt"
    if logins.exists():
        print(logins.read_text().rstrip())
    print(f"Logs: {where().logs}   Data: {home}   Stop: Ctrl-C\n", flush=True)


def _watch(children: list[Child], cluster: Cluster | None) -> None:
    """Keep everything alive until a signal says stop."""
    while True:
        time.sleep(0.5)
        if cluster is not None and cluster.running() is None:
            _tell("database ended, starting it again")
            try:
                cluster.start()
            except (LaunchRefused, subprocess.SubprocessError) as trouble:
                _tell(str(trouble))
                time.sleep(5)
        for child in children:
            _tell(child.look())


def _tell(sentence: str | None) -> None:
    if sentence:
        print(f"{time.strftime('%H:%M:%S')} {sentence}", file=sys.stderr, flush=True)


def _step(words: str, began: float) -> None:
    print(f"[{time.monotonic() - began:5.1f} s] {words}", flush=True)
