"""For tests of the doors: people signed in, query budgets, a server on a port of its own, a real browser."""

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from tests.doors.web_people import client_of, hire

BUDGETS = Path(__file__).with_name("query_budgets.json")
# Not the screen's own: savepoints of the test, its shared clock, and what is asked once per process.
_NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "FROM kit_clock", "FROM pg_proc")


@contextlib.contextmanager
def _cheap_digest() -> Iterator[None]:
    from django.test import override_settings

    from prilavok.domains.staff import sign_in

    sign_in._nobodys.cache_clear()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
    sign_in._nobodys.cache_clear()


@pytest.fixture
def quick_passwords() -> Iterator[None]:
    """A cheap digest instead of Argon2, for tests that sign in many times and are about something else."""
    with _cheap_digest():
        yield


@pytest.fixture
def signed_in(rolled_back: None, quick_passwords: None) -> Callable[[str], Any]:
    """`signed_in("cashier")`: a client of somebody of that role, in a database that is rolled back."""
    return lambda role, **more: client_of(hire(role, **more))


@pytest.fixture
def budget() -> Callable[[str], contextlib.AbstractContextManager[None]]:
    """`with budget("office/orders"): client.get(...)`: as many queries as the golden file says, no more and no fewer.

    PRILAVOK_BUDGETS=write notes what is counted instead; the change of the file is read in review.
    """

    @contextlib.contextmanager
    def counting(screen: str) -> Iterator[None]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            yield
        sent = [str(one["sql"]) for one in captured.captured_queries]
        asked = [one for one in sent if not any(word in one for word in _NOT_COUNTED)]
        golden = json.loads(BUDGETS.read_text())
        if os.environ.get("PRILAVOK_BUDGETS") == "write":
            BUDGETS.write_text(json.dumps({**golden, screen: len(asked)}, indent=1, sort_keys=True) + "\n")
            return
        assert screen in golden, f"{screen} has no budget yet; it asks {len(asked)} queries"
        told = "\n".join(asked)
        assert len(asked) == golden[screen], f"{screen}: {len(asked)} queries, budget {golden[screen]}:\n{told}"

    return counting


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: a test's report is not a log."""


@contextlib.contextmanager
def _serving() -> Iterator[str]:
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server of this process on a free port, over the test's own shop, else its own database."""
    request.getfixturevalue("own_shop" if "own_shop" in request.fixturenames else "own_database")
    with _serving() as address:
        yield address


@pytest.fixture(scope="module")
def module_served(module_database: Any) -> Iterator[str]:
    """The same once for a file whose tests only read; passwords are digested cheaply there."""
    with _cheap_digest(), _serving() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's chromium, or whatever CHROMIUM names. Skips where there is none; a run under CI fails instead."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium under CI: the browser tests must run there")
        pytest.skip("no chromium found: apt-get install chromium")
    from tests.browser.driver import driving

    switches = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync --disable-dev-shm-usage"
    )
    with driving() as play:
        chromium = play.chromium.launch(executable_path=program, headless=True, args=switches.split())
        yield chromium
        chromium.close()
