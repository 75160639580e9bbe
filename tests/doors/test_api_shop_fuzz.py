"""The guests' routes under calls made up by schemathesis: never a 5xx, never an answer the document does not tell of."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
from tests.conftest import ROOT
from tests.doors.test_api_fuzz import EXAMPLES, LEFT_OUT, PHASES, SECONDS, SEED, _known, _no_limits, _served


def _fuzz(address: str, token: str, environment: dict[str, str]) -> tuple[int, str]:
    own = {**environment, "SCHEMATHESIS_HOOKS": "tests.doors.api_shop_hooks", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/v1/openapi.json", "--checks", "all",
            "--exclude-checks", LEFT_OUT, "--include-path-regex", "/shop/",
            "--header", f"Authorization: Bearer {token}", "--max-examples", str(EXAMPLES), "--no-color",
            "--generation-database", "none", "--generation-allow-x00", "true", "--suppress-health-check", "all",
            "--request-timeout", "20", "--continue-on-failure", "--warnings", "off", *SEED, *PHASES,
        ],
        env=own, cwd=environment["PRILAVOK_HOME"], capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_no_call_of_a_guest_breaks_the_door(own_shop: Any, tmp_path: Path) -> None:
    from prilavok.kit.ledger.checks import check

    log = tmp_path / "web.log"
    with _served({**own_shop.environment, "PRILAVOK_GUEST_CALLS": "500000"}, log) as address, _no_limits():
        shop = f"{address}/api/v1/shop"
        token = httpx.post(f"{shop}/guest").json()["token"]
        known = {name: _known()[name] for name in ("product", "variant", "category", "q")}
        known["place"] = [
            one["id"]
            for one in httpx.get(f"{shop}/stores", headers={"Authorization": f"Bearer {token}"}).json()["items"]
        ]
        environment = {**own_shop.environment, "PRILAVOK_KNOWN": json.dumps(known)}
        code, told = _fuzz(address, token, environment)
    assert code == 0, f"{told}\n--- what the server wrote\n{log.read_text()[-8000:]}"
    assert "page.broke" not in log.read_text()
    assert check() == []
