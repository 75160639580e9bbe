"""The tracking door against its own OpenAPI document: calls made up by schemathesis meet no answer it does not tell of.

PRILAVOK_LONG=1 tries many more, ever new ones; the short form tries the same every time.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import ROOT, OwnDatabase
from tests.doors.live_world import web
from tests.doors.track_world import Teller, basic, read_all, refused, source
from tests.make import ask

from prilavok.domains.tracking.queries import REASONS, route_of
from prilavok.doors.track.described import REFUSED, document

GOLDEN = Path(__file__).with_name("track_openapi.json")
LONG = bool(os.environ.get("PRILAVOK_LONG"))
EXAMPLES = 500 if LONG else 8
SEED = () if LONG else ("--seed", "20260302")
# What is wrong in each single field of each call is tried by the long form.
PHASES = () if LONG else ("--phases", "examples,fuzzing")
SECONDS = 1_500 if LONG else 150  # until it is taken for hung
# What is odd inside of an event is taken and lies aside; what then is accepted has a check of its own (track_hooks.py).
LEFT_OUT = "negative_data_rejection"
DOOR = ROOT / "src/prilavok/doors/track"


@pytest.fixture
def key(own_database: OwnDatabase) -> str:
    """The write key of an open source."""
    return source().key


@pytest.fixture
def address(own_database: OwnDatabase, key: str) -> Iterator[str]:
    """Where the door is."""
    with web(own_database) as (served, _process):
        yield served


def test_the_document_is_the_golden_one_and_tells_of_every_route_reason_and_code() -> None:
    told = document()
    if os.environ.get("PRILAVOK_OPENAPI") == "write":
        GOLDEN.write_text(json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    assert told == json.loads(GOLDEN.read_text()), "PRILAVOK_OPENAPI=write writes it anew"
    posted = [path.removeprefix("/v1/") for path in told["paths"] if "settings" not in path]
    assert all(route_of(path) for path in posted)
    reading = (ROOT / "src/prilavok/domains/tracking/rules/reading.py").read_text()
    raised = set(re.findall(r'_Unfit\("(\w+)"', reading)) | set(re.findall(r'_refusal\([\w.]+, "(\w+)"', reading))
    assert raised | {"no_type", "type_unknown"} == set(REASONS)
    code = "".join((DOOR / name).read_text() for name in ("door.py", "wire.py"))
    refusals = re.findall(r'(?:Refusing\(|__init__\()(\d{3}), "(\w+)"', code)
    answered = re.findall(r'= (\d{3}), _told\("(\w+)"', code)
    assert {(slug, int(status)) for status, slug in refusals + answered} == set(REFUSED.items())


def test_the_door_serves_its_document_and_says_what_else_a_path_takes(address: str) -> None:
    teller = Teller(address)
    served = teller.ask("/v1/openapi.json", method="GET")
    assert (served.status, served.told) == (200, document())
    for path, method, allow in (
        ("/v1/openapi.json", "POST", "GET, HEAD, OPTIONS"),
        ("/v1/projects/wk_none/settings", "DELETE", "GET, HEAD, OPTIONS"),
        ("/v1/track", "PUT", "POST, OPTIONS"),
    ):
        answer = teller.ask(path, method=method)
        assert (answer.status, answer.headers["allow"]) == (405, allow)
    assert "allow" not in served.headers and "allow" not in teller.ask("/v1/nothing").headers
    assert b"/v1/openapi.json" in teller.ask("/api/v1/docs", method="GET").body


def test_no_call_breaks_the_door_or_its_document(
    address: str, key: str, own_database: OwnDatabase, tmp_path: Path
) -> None:
    hooks = {"SCHEMATHESIS_HOOKS": "tests.doors.track_hooks", "PRILAVOK_WRITE_KEY": key}
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{address}/v1/openapi.json", "--checks", "all",
            "--exclude-checks", LEFT_OUT, "--header", f"Authorization: {basic(key)['authorization']}",
            "--max-examples", str(EXAMPLES), "--no-color", "--generation-database", "none",
            "--generation-allow-x00", "true", "--suppress-health-check", "all", "--request-timeout", "20",
            "--continue-on-failure", "--warnings", "off", *SEED, *PHASES,
        ],
        env={**own_database.environment, **hooks, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    read_all()
    assert ask("SELECT count(*) FROM tracking_landed") == [(0,)]
    [(kept,)] = ask("SELECT count(*) FROM tracking_told")
    assert isinstance(kept, int) and kept > EXAMPLES, "few of the calls came to be events"
    assert refused(), "none of the odd ones came to be read"
