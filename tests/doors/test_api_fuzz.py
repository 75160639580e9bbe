"""A real server under calls made up by schemathesis: never a 5xx, never an answer the document does not tell of."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.doors.web_people import hire

from prilavok.kit.db.ports import free_port

# All but one: that every call which fits the types is accepted. The business says no to some (422 with its code).
LEFT_OUT = "positive_data_acceptance"
LONG = bool(os.environ.get("PRILAVOK_LONG"))
EXAMPLES = 200 if LONG else 4
SEED = () if LONG else ("--seed", "20260302")  # the short form tries the same every time, the long one ever new calls
# What is wrong in each single field of each call is tried by the long form: a hundred seconds for seventy routes.
PHASES = () if LONG else ("--phases", "examples,fuzzing,stateful")
SECONDS = 1500 if LONG else 150  # until it is taken for hung


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "prilavok.doors.cli", *words]


@contextmanager
def _served(environment: dict[str, str], log: Path) -> Iterator[str]:
    """`prilavok web` on a port of its own, on loopback; its address."""
    port = free_port()
    own = {**environment, "PRILAVOK_PORT": str(port), "PRILAVOK_HOST": "127.0.0.1"}
    with log.open("wb") as told:
        process = subprocess.Popen(_command("web"), env=own, stdout=told, stderr=told)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/api/v1/openapi.json", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.2)
        else:
            raise AssertionError(log.read_text())
        yield address
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _no_limits() -> Iterator[None]:
    """Empty the buckets all the while: how often one may ask has a test of its own, and here it would hide the rest."""
    over = threading.Event()

    def forget() -> None:
        from django.db import connection

        try:
            while not over.wait(0.5):
                with connection.cursor() as cursor:
                    cursor.execute("DELETE FROM kit_bucket")
        finally:
            connection.close()

    thread = threading.Thread(target=forget)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(10)


def _known() -> dict[str, list[str]]:
    """Names of things that are there, by the names of parameters."""
    from django.db import connection

    asked = {
        "place": "SELECT id::text FROM places_place", "place_code": "SELECT code FROM places_place",
        "variant": "SELECT id::text FROM catalog_variant", "sku": "SELECT sku FROM catalog_variant",
        "product": "SELECT id::text FROM catalog_product", "category": "SELECT path FROM catalog_category",
        "under": "SELECT path FROM catalog_category", "customer": "SELECT id::text FROM customers_customer",
        "order": "SELECT id::text FROM orders_order", "run": "SELECT id::text FROM imports_run",
        "number": "SELECT number FROM orders_order", "q": "SELECT name FROM customers_customer WHERE name <> ''",
        "card": "SELECT value FROM customers_identifier WHERE kind = 'card'",
    }  # fmt: skip
    from prilavok.insights.metrics.catalogue import CATALOGUE

    known = {"currency": ["KZT"], "indicator": [one.id for one in CATALOGUE]}
    with connection.cursor() as cursor:
        for name, sql in asked.items():
            cursor.execute(f"{sql} LIMIT 20")
            known[name] = [row[0] for row in cursor.fetchall()]
            assert known[name], f"nothing of {name} in the demo shop"
    return known


def _fuzz(address: str, token: str, environment: dict[str, str]) -> tuple[int, str]:
    own = {**environment, "SCHEMATHESIS_HOOKS": "tests.doors.api_hooks", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/v1/openapi.json", "--checks", "all",
            # What guests ask is tried with a guest's own token beside this, in test_api_shop_fuzz.py.
            "--exclude-checks", LEFT_OUT, "--exclude-path-regex", "/shop/",
            "--header", f"Authorization: Bearer {token}", "--max-examples", str(EXAMPLES), "--no-color",
            "--generation-database", "none", "--generation-allow-x00", "true", "--suppress-health-check", "all",
            "--request-timeout", "20", "--continue-on-failure", "--warnings", "off", *SEED, *PHASES,
        ],
        env=own, cwd=environment["PRILAVOK_HOME"], capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_no_call_breaks_the_door(own_shop: Any, quick_passwords: None, tmp_path: Path) -> None:
    from prilavok.domains.orders.models import Order
    from prilavok.doors.api.tokens import give_token
    from prilavok.kit import clock
    from prilavok.kit.ledger.checks import check

    hire("owner", "fuzz.owner", "en")
    token = give_token("fuzz.owner", clock.now() + timedelta(days=1))
    environment = {**own_shop.environment, "PRILAVOK_KNOWN": json.dumps(_known())}
    log = tmp_path / "web.log"
    with _served(environment, log) as address, _no_limits():
        code, told = _fuzz(address, token, environment)
    assert code == 0, f"{told}\n--- what the server wrote\n{log.read_text()[-8000:]}"
    assert "page.broke" not in log.read_text()
    assert Order.objects.filter(origin="live").exists(), "none of the sales made up was ever recorded"
    assert check() == []
