"""What benchmarks over HTTP share: a server of the house, pgbench, and the processor time of a family of processes."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from prilavok.kit.db.ports import free_port
from prilavok.kit.db.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
_TICK = os.sysconf("SC_CLK_TCK")


def run_pgbench(server: Cluster, seconds: float, clients: int, script: str = "") -> float:
    """Transactions per second of a script, or of pgbench's own. Raises RuntimeError where it failed."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        words = ["-f", file.name] if script else []
        done = subprocess.run(
            [server.programs.folder / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T",
             str(max(1, round(seconds))), *words, server.url],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    said = [line for line in done.stdout.splitlines() if line.startswith("tps = ")]
    if done.returncode != 0 or "aborted" in done.stderr or len(said) != 1:
        raise RuntimeError(done.stdout + done.stderr)
    return float(said[0].split()[2])


@contextlib.contextmanager
def serving(processes: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PRILAVOK_PORT": str(port)}
    words = ["-m", "prilavok.doors.cli", "web", "--processes", str(processes)]
    web = subprocess.Popen([sys.executable, *words], env=environment)
    try:
        _until_it_answers(port)
        yield web, port
    finally:
        web.terminate()
        web.wait(20)


def _until_it_answers(port: int) -> None:
    import httpx

    for _ in range(300):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server did not come up")


def spent_by(root: int) -> float:
    """Seconds of processor time of a process and all below it, those that have ended included."""
    total, family = 0, {root}
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = re.split(r"\) ", (entry / "stat").read_text(), maxsplit=1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    while found := {one for one, (parent, _ticks) in parents.items() if parent in family and one not in family}:
        family |= found
    for one in family:
        total += parents.get(one, (0, 0))[1]
    return total / _TICK
