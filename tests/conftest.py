"""Databases for the three kinds of tests: none for rules, rolled back for actions, an own clone for stories."""

import contextlib
import fcntl
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from prilavok.kit.db.binaries import find_programs  # noqa: E402
from prilavok.kit.db.pids import read_pid, write_pid  # noqa: E402
from prilavok.kit.db.postgres import Cluster  # noqa: E402

_NOWHERE = "postgresql://nobody@127.0.0.1:1/no_database_in_a_test_of_rules?connect_timeout=2"
_PREFIX = f"prilavok-tests-{os.getuid()}-"
TEMPLATE = "prilavok_template"
SHOP = "prilavok_shop_template"
_trouble_of_django: list[BaseException] = []


def _folder() -> Path:
    return Path(os.environ["PRILAVOK_TESTS"])


def _sweep() -> None:
    """Take away the servers of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if read_pid(folder / "run.pid") is None and time.time() - folder.stat().st_mtime > 30:
            for cluster in folder.glob("*cluster*"):
                with contextlib.suppress(Exception):
                    Cluster(cluster, durable=False).destroy()
            shutil.rmtree(folder, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Give the whole run, all its workers included, one folder, one home and a database address that leads nowhere."""
    gc.disable()  # till pytest_collection_finish: modules and tests are no garbage
    config.addinivalue_line("markers", "thin(lacks): the story shows only a part of its promise; says what lacks")
    if not hasattr(config, "workerinput"):
        _sweep()
        folder = Path(tempfile.gettempdir()) / f"{_PREFIX}{uuid.uuid4().hex[:12]}"
        folder.mkdir()
        folder.chmod(0o755)
        write_pid(folder / "run.pid", os.getpid())
        os.environ["PRILAVOK_TESTS"] = str(folder)
        os.environ["PRILAVOK_RESULTS"] = os.environ.get("PRILAVOK_HOME", str(ROOT / "var"))
        (folder / "home").mkdir(mode=0o700)
        (folder / "home" / "static").mkdir()  # as `prilavok web` does
    os.environ.update(
        DJANGO_SETTINGS_MODULE="prilavok.settings",
        PRILAVOK_HOME=str(_folder() / "home"),
        PRILAVOK_TRIAL="1",
        PRILAVOK_OUTSIDE="sandbox",
        DATABASE_URL=_NOWHERE,
    )
    import django

    try:
        django.setup()
    except Exception as trouble:  # tests of rules still run; every test with a database says what is wrong
        _trouble_of_django.append(trouble)


def pytest_collection_finish() -> None:
    """What stands once all tests are collected stands to the end: the garbage collector need not walk it again."""
    gc.enable()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()  # what libraries count as leaked at the end is told of to nobody


def pytest_report_header() -> list[str]:
    return [f"Django does not start: {trouble!r}" for trouble in _trouble_of_django]


# ---------------------------------------------------------------- the shared server and its template


@contextlib.contextmanager
def _lock(name: str) -> Iterator[None]:
    with (_folder() / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _point_django_at(url: str) -> None:
    """Send every new connection of this process, in whatever thread, to another database."""
    from django.db import connections

    from prilavok.kit.db.connections import django_database
    from prilavok.kit.settings import where

    connections.close_all()
    os.environ["DATABASE_URL"] = url
    where.cache_clear()
    connections.settings["default"].update(django_database(url))  # the very object each connection reads


def _run_as_superuser(cluster: Cluster, *statements: sql.Composed) -> None:
    with psycopg.connect(cluster.url_of("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _clone(cluster: Cluster, name: str, template: str = TEMPLATE) -> str:
    identifiers = sql.Identifier(name), sql.Identifier(template)
    with _lock("clone.lock"):  # a template may be copied by one at a time
        # Files are copied, not every page written to the log too: a third of the time.
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        _run_as_superuser(cluster, copy.format(*identifiers))
    return cluster.url_of(name)


def fill(url: str, cluster: Cluster, template: str = TEMPLATE) -> None:
    """Put what a template of the shared server holds into an empty database of another server.

    Twenty times as quick as the migrations, which the shared server and `prilavok up` have run.
    """
    dump, programs = _folder() / f"{template}.dump", find_programs().folder
    with _lock("clone.lock"):
        if not dump.exists():
            fresh = dump.with_suffix(".fresh")
            subprocess.run([programs / "pg_dump", "-Fc", "-f", fresh, cluster.url_of(template)], check=True)
            fresh.rename(dump)
    subprocess.run([programs / "pg_restore", "--exit-on-error", "-d", url, dump], check=True)


def _drop(cluster: Cluster, name: str) -> None:
    _run_as_superuser(cluster, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The run's server with the migrated template; made by whichever worker comes first."""
    if _trouble_of_django:
        raise RuntimeError("Django does not start, see the cause") from _trouble_of_django[0]
    with _lock("cluster.lock"):
        server = Cluster(_folder() / "cluster", durable=False).ensure()
        if not (_folder() / "template.ready").exists():
            _drop(server, TEMPLATE)
            _run_as_superuser(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
            from prilavok.kit.db.install import bring_up_to_date

            _point_django_at(server.url_of(TEMPLATE))
            bring_up_to_date()
            _point_django_at(_NOWHERE)
            (_folder() / "template.ready").touch()
    return server


@pytest.fixture(scope="session")
def quiet_cluster(cluster: Cluster, worker_name: str) -> Cluster:
    """A second server for this worker alone, with a template of its own."""
    server = Cluster(_folder() / f"quiet-cluster-{worker_name}", durable=False).ensure()
    _fill_new(server, TEMPLATE, cluster)
    return server


def _fill_new(server: Cluster, template: str, cluster: Cluster) -> None:
    _run_as_superuser(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template)))
    fill(server.url_of(template), cluster, template)


@pytest.fixture(scope="session")
def shop_template(cluster: Cluster) -> str:
    """The name of a template with the small made-up shop, loaded once a run by whichever worker comes first."""
    with _lock("shop.lock"):
        if not (_folder() / "shop.ready").exists():
            _load_shop(cluster)
            (_folder() / "shop.ready").touch()
    return SHOP


@pytest.fixture(scope="session")
def quiet_shop_template(quiet_cluster: Cluster, cluster: Cluster, shop_template: str) -> str:
    """The same on this worker's quiet server."""
    _fill_new(quiet_cluster, shop_template, cluster)
    return shop_template


def _load_shop(server: Cluster) -> None:
    _drop(server, SHOP)
    environment = _environment_over(_clone(server, SHOP))
    command = [sys.executable, "-m", "prilavok.doors.cli", "load", "demo"]
    loaded = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr


@pytest.fixture(scope="session")
def _shared_clone(cluster: Cluster, worker_name: str) -> str:
    return _clone(cluster, f"shared_{worker_name}")


@pytest.fixture(scope="session")
def worker_name() -> str:
    """The name of this worker of a parallel run, or `alone`."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


# ---------------------------------------------------------------- what tests ask for


@pytest.fixture
def rolled_back(_shared_clone: str) -> Iterator[None]:
    """For actions: a database whose changes vanish at the end. Flows may be called; other processes see nothing."""
    from prilavok.kit.db.connections import rolled_back_around

    _point_django_at(_shared_clone)
    try:
        with rolled_back_around():
            yield
    finally:
        _point_django_at(_NOWHERE)


@dataclass(frozen=True)
class OwnDatabase:
    """A clone of a template. environment: what a process started against it needs, the home folder included."""

    url: str
    name: str
    environment: dict[str, str] = field(repr=False)


def _environment_over(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src")}


@contextlib.contextmanager
def _own(cluster: Cluster, template: str) -> Iterator[OwnDatabase]:
    name = f"own_{uuid.uuid4().hex[:12]}"
    url = _clone(cluster, name, template)
    _point_django_at(url)
    try:
        yield OwnDatabase(url, name, _environment_over(url))
    finally:
        _point_django_at(_NOWHERE)
        _drop(cluster, name)


@pytest.fixture
def own_database(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[OwnDatabase]:
    """For stories: a database of one's own, which real processes may be started against; dropped at the end.

    Marked `quiet`, it lies on a server that no other test uses: a long transaction anywhere on a server holds back
    what a relay may read on all of it.
    """
    with _own(request.getfixturevalue("quiet_cluster") if _quiet(request) else cluster, TEMPLATE) as own:
        yield own


@pytest.fixture
def own_shop(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[OwnDatabase]:
    """The same with the small made-up shop in it; not both in one test."""
    quiet = _quiet(request)
    template = request.getfixturevalue("quiet_shop_template" if quiet else "shop_template")
    with _own(request.getfixturevalue("quiet_cluster") if quiet else cluster, template) as own:
        yield own


def _quiet(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("quiet") is not None


@pytest.fixture(scope="module")
def module_database(cluster: Cluster) -> Iterator[OwnDatabase]:
    """One for all tests of a file that only read; no other database may be asked for in that file."""
    with _own(cluster, TEMPLATE) as own:
        yield own


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """For kills of the database: a durable server of one's own with an empty database `prilavok`."""
    server = Cluster(_folder() / f"own-cluster-{uuid.uuid4().hex[:8]}").ensure()
    try:
        yield server
    finally:
        server.destroy()


@pytest.fixture
def durable(own_cluster: Cluster, cluster: Cluster) -> Iterator[OwnDatabase]:
    """The same with its tables, and this process asks it."""
    fill(own_cluster.url, cluster)
    _point_django_at(own_cluster.url)
    yield OwnDatabase(own_cluster.url, "prilavok", _environment_over(own_cluster.url))
    _point_django_at(_NOWHERE)


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A folder that a server run by another user can reach (pytest's own tmp_path is closed to others)."""
    folder = _folder() / f"folder-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------- which promises the run has shown

_PROMISE = re.compile(r"tests/promises/test_([a-z]\d+)_\w+\.py$", re.IGNORECASE)


def _promise_of(path: Path) -> str | None:
    found = _PROMISE.search(path.as_posix())
    return found[1].upper() if found else None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome: Any = yield
    report = outcome.get_result()
    promise = _promise_of(item.path)
    if promise is not None:
        marker = item.get_closest_marker("thin")
        report.user_properties.append(("promise", promise))
        report.user_properties.append(("thin", str(marker.args[0]) if marker else ""))


_promises: dict[str, dict[str, dict[str, Any]]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Runs in the one process that sees all reports: the run itself, or the head of a parallel run."""
    told = dict(report.user_properties)
    if "promise" not in told:
        return
    seen = _promises.setdefault(str(told["promise"]), {}).setdefault(
        report.nodeid, {"passed": False, "failed": False, "lacks": told["thin"]}
    )
    seen["failed"] |= report.failed
    seen["passed"] |= report.when == "call" and report.passed


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Note the promises and take the server away; only the head of a parallel run does either."""
    if hasattr(session.config, "workerinput"):
        with contextlib.suppress(Exception):
            from django.db import connections

            connections.close_all()
        return
    if _promises:
        _note_promises(Path(os.environ["PRILAVOK_RESULTS"]) / "promises.json")
    folder = _folder()
    for server in folder.glob("*cluster*"):
        if server.is_dir():
            Cluster(server, durable=False).destroy()
    shutil.rmtree(folder, ignore_errors=True)


def _note_promises(file: Path) -> None:
    """Add what this run tried to what is known: a run of one story does not forget the others.

    A test that is no longer written stays in the file and counts for nothing: `prilavok promises` asks the sources.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    known: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    for promise, seen in _promises.items():
        known[promise] = {**known.get(promise, {}), **seen}
    fresh = file.with_suffix(".fresh")
    fresh.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True))
    fresh.replace(file)
