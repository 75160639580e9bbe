"""How processes of the house connect: settings from an address, the transaction of a flow, single-process locks."""

import contextlib
import sys
import zlib
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction

from prilavok.kit.db.errors import StoryNested
from prilavok.kit.settings import where

_tests_own_outermost = False
#: whether a flow that begins now stands in the transaction of the call that makes it
_call_open: ContextVar[bool] = ContextVar("call_open", default=False)
# SQLSTATE: too many connections; shut down by an administrator, after a crash, not ready yet
_AWAY = frozenset({"53300", "57P01", "57P02", "57P03"})


def django_database(url: str, *, connections: int = 0, statement_seconds: int = 30) -> dict[str, Any]:
    """One entry of Django's DATABASES.

    connections: how many this process may hold at most; 0 means one kept connection a thread, no pool.
    statement_seconds: the longest statement; an idle transaction is cut after 60 seconds. Raises ValueError on a
    foreign scheme.
    """
    parts = urlsplit(url)
    if url and parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {
        "server_side_binding": True,  # plans are kept: 20-40 % on raw cursors
        "prepare_threshold": 3,
        "application_name": query.pop("application_name", f"prilavok {Path(sys.argv[0] or 'python').name}"),
        "options": f"-c statement_timeout={statement_seconds}s -c idle_in_transaction_session_timeout=60s"
        " -c lock_timeout=10s -c timezone=UTC",
    }
    host, port = query.pop("host", "") or unquote(parts.hostname or ""), query.pop("port", "") or str(parts.port or "")
    if connections:
        options["pool"] = {"min_size": 1, "max_size": connections, "timeout": 10, "max_idle": 300}
    return {
        "ENGINE": "prilavok.kit.db.engine",
        "NAME": unquote(parts.path.lstrip("/")) or "prilavok",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0 if connections else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, **options},
    }


def lost_database(trouble: BaseException) -> bool:
    """Whether an error of the database means that it is not there: not reached, cut off, starting or stopping."""
    state = getattr(trouble.__cause__, "sqlstate", None)
    return isinstance(trouble, OperationalError | InterfaceError) and (
        state is None or state.startswith("08") or state in _AWAY
    )


def crossed(trouble: BaseException) -> bool:
    """Whether two transactions waited for each other and the database ended this one: it did nothing, try it again."""
    return getattr(trouble.__cause__, "sqlstate", None) in ("40P01", "40001")


@contextlib.contextmanager
def story() -> Iterator[None]:
    """The transaction of one flow, committed at its end, rolled back by any error; StoryNested inside another.

    In a call's transaction (see story_of_call) it is a part of that one.
    """
    _refuse_nested()
    with _calls_open(False), transaction.atomic():
        yield


@contextlib.contextmanager
def story_of_call() -> Iterator[None]:
    """The transaction of a call whose answer is kept with what it did: the flows that the call makes stand in it.

    For flows that ask nothing outside and leave nothing behind when they refuse. StoryNested inside another.
    """
    _refuse_nested()
    with _calls_open(True), transaction.atomic():
        yield


@contextlib.contextmanager
def story_of_one() -> Iterator[None]:
    """A flow of one single statement, which is its own transaction: two round trips less. StoryNested inside another.

    Two statements in it would be two transactions.
    """
    _refuse_nested()
    yield


def _refuse_nested() -> None:
    if connection.in_atomic_block and not _call_open.get() and not _in_tests_own():
        raise StoryNested("a flow may not be called inside another flow's transaction")


def _in_tests_own() -> bool:
    return _tests_own_outermost and len(connection.savepoint_ids) == 0


@contextlib.contextmanager
def _calls_open(said: bool) -> Iterator[None]:
    before = _call_open.set(said)
    try:
        yield
    finally:
        _call_open.reset(before)


@contextlib.contextmanager
def tried() -> Iterator[None]:
    """Inside a story: what an error ends here is undone alone, its locks given up; the story may try otherwise."""
    with transaction.atomic():
        yield


@contextlib.contextmanager
def rehearsed() -> Iterator[None]:
    """Inside a story: what is written here is seen here and undone at the end, whatever happens around it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def rolled_back_around() -> Iterator[None]:
    """For tests: an outer transaction that stories may stand in, undone at the end."""
    global _tests_own_outermost
    with transaction.atomic():
        _tests_own_outermost = True
        try:
            yield
        finally:
            _tests_own_outermost = False
            transaction.set_rollback(True)


def in_transaction() -> bool:
    """Whether this thread is inside a transaction (a test's outer one does not count): no call outside may be made."""
    return connection.in_atomic_block and not _in_tests_own()


@contextlib.contextmanager
def without_statement_limit() -> Iterator[None]:
    """Let this thread's statements last as long as they need: for loads and checks, never behind a page."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        before = cursor.fetchone()[0]
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        if connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, false)", [before])


def advisory_key(name: str) -> int:
    """The number PostgreSQL knows a named lock by, the same on every machine."""
    return zlib.crc32(f"prilavok {name}".encode())


@contextlib.contextmanager
def advisory(name: str) -> Iterator[bool]:
    """Hold the lock `name` against all processes of the installation; yields False when another holds it.

    The lock lives on a connection of its own: it falls when the process dies, and no pool or test rollback frees it.
    """
    url = where().database_url
    with psycopg.connect(url, autocommit=True, application_name=f"prilavok lock {name}") as own:
        row = own.execute("SELECT pg_try_advisory_lock(%s)", [advisory_key(name)]).fetchone()
        yield bool(row and row[0])


@contextlib.contextmanager
def held_alone(name: str) -> Iterator[None]:
    """Wait for the lock `name` and hold it on this thread's connection, over any number of transactions.

    It waits as long as any lock may (`lock_timeout`); OperationalError with SQLSTATE 55P03 after that. It falls with
    the connection, so it orders work and guards nothing that must survive a cut.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 1))", [name])
    held = connection.connection
    try:
        yield
    finally:
        if connection.connection is held and not held.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 1))", [name])
