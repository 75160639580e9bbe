"""The house on Debian's own PostgreSQL 15, the oldest it promises (the long run only)."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

from prilavok.kit.db import postgres
from prilavok.kit.db.binaries import Programs

DEBIAN = Path("/usr/lib/postgresql/15/bin")

if os.environ.get("PRILAVOK_LONG") and (DEBIAN / "postgres").exists():

    def test_the_small_shop_lives_on_debians_server(reachable_folder: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
        monkeypatch.setattr(postgres, "find_programs", lambda: Programs(DEBIAN, ()))
        server = postgres.Cluster(reachable_folder / "debian").ensure()
        home = reachable_folder / "home"
        home.mkdir(mode=0o700)
        environment = {
            **os.environ,
            "DATABASE_URL": server.url,
            "PRILAVOK_HOME": str(home),
            "PRILAVOK_TRIAL": "0",
            "PYTHONPATH": str(ROOT / "src"),
        }
        try:
            said = {}
            for words in (["migrate"], ["load", "demo"], ["load", "journey", "--stores", "352,3217"], ["check"]):
                done = subprocess.run(
                    [sys.executable, "-m", "prilavok.doors.cli", *words],
                    env=environment,
                    capture_output=True,
                    text=True,
                    timeout=300,
                )
                said[words[0]] = done.stdout
                assert done.returncode == 0 or words == ["check"], done.stderr
            wrong = [line for line in said["check"].splitlines() if line.startswith("WRONG")]
            assert [line for line in wrong if "relay" not in line] == [], said["check"]
        finally:
            server.destroy()
