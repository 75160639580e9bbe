"""`prilavok check`: proves settings, tables, ledgers and invariants, or says what is wrong and what to do."""

import argparse
import importlib
import importlib.resources
import stat
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import django
from django.db import OperationalError

from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.settings import where

Check = Callable[[], list[str]]

# An instant on each side of the day Kazakhstan became one zone (2024-03-01), and one in a summer.
_INSTANTS = tuple(datetime(*day, 12, tzinfo=UTC) for day in ((2023, 6, 1), (2024, 2, 29), (2024, 3, 1), (2026, 7, 1)))
_ZONES = ("Asia/Almaty", "Asia/Aqtau", "Europe/Moscow", "America/New_York")

# (what is checked, where the function is): each returns sentences, none when all is well.
ELSEWHERE = (
    ("ledgers: the sum of moves is the balance", "prilavok.kit.ledger.checks.check"),
    ("orders: every one has its event", "prilavok.insights.reconciliation.check_order_events"),
    ("orders: every one says what its lines and payments say", "prilavok.insights.reconciliation.check_order_sums"),
    ("supply: what is promised of expected goods is what orders wait for", "prilavok.insights.supply_check.check"),
    ("lots: nothing moves more by lots than it moves at all", "prilavok.insights.lot_check.check"),
    ("points: those that end are among those there are", "prilavok.insights.points_check.check"),
    ("tiers: what is kept is what purchases make of people", "prilavok.insights.tiers_check.check"),
    ("tills: gift cards and points lent to them are kept for them", "prilavok.insights.lent_here.check"),
    ("loads: what came in is here, by line, by receipt and by week", "prilavok.doors.cli.reconciling.check"),
    ("segments: who is kept is who is counted", "prilavok.doors.cli.membership.check"),
    ("relay: how far behind its readers are", "prilavok.kit.events.check.check_relay"),
    ("jobs: nothing buried, nothing overdue", "prilavok.kit.jobs.check.check_jobs"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which checks."""
    parser.add_argument("--only", default="", help="run only checks whose name contains this")


def run(options: argparse.Namespace) -> int:
    """Run every check, also after one has failed. 0 when all is well, else 1."""
    django.setup()
    from prilavok.kit.db.connections import without_statement_limit

    chosen = [(name, check) for name, check in all_checks() if options.only in name]
    try:
        with without_statement_limit():
            wrong = sum(_prove(name, check) for name, check in chosen)
    except OperationalError as trouble:
        raise LaunchRefused(f"the database does not answer: start `prilavok up` first.\n{trouble}") from trouble
    print(f"{wrong} wrong" if wrong else "All is well.")
    return 1 if wrong else 0


def _prove(name: str, check: Check) -> bool:
    """Say that one check begins, run it, print its seconds and what it found. Returns whether something is wrong."""
    print(f"{'...':<6}{name}", flush=True)
    began = time.monotonic()
    try:
        found = check()
    except Exception as trouble:  # a check that cannot run has not proved anything
        found = [f"the check could not run: {type(trouble).__name__}: {trouble}"]
    print(f"{'WRONG' if found else 'ok':<6}{name}, {time.monotonic() - began:.1f} s", flush=True)
    for sentence in found:
        print(f"      {sentence}", flush=True)
    return bool(found)


def all_checks() -> list[tuple[str, Check]]:
    """Every check with its name, in the order they are run."""
    own: list[tuple[str, Check]] = [
        ("database: what is acknowledged is on disk", durable_settings),
        ("database: its zones are those of tzdata", same_zones),
        ("database: encoding, letters and version", letters_and_version),
        ("tables: every migration is applied", migrations_applied),
        ("functions and views: the edition of this code", sql_installed),
        ("keys: closed to other users", keys_closed),
    ]
    return own + [(name, _resolve(path)) for name, path in ELSEWHERE]


def _resolve(path: str) -> Check:
    def check() -> list[str]:
        module, _, function = path.rpartition(".")
        return list(getattr(importlib.import_module(module), function)())

    return check


def _ask(statement: str, values: Sequence[str | datetime] | None = None) -> object:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


def durable_settings() -> list[str]:
    """A shop's database must not forget what it acknowledged; tests (PRILAVOK_TRIAL) may choose speed."""
    if where().trial:
        return []
    return [
        f"{name} is off: a power cut would lose acknowledged orders; set {name} = on in the server's configuration"
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if _ask("SELECT current_setting(%s)", [name]) in {"off", "local"}
    ]


def same_zones() -> list[str]:
    """The day of an indicator is cut in the database, the clock of a page in Python: both must know the same rules."""
    wrong = []
    for zone in _ZONES:
        with importlib.resources.files("tzdata.zoneinfo").joinpath(zone).open("rb") as file:
            ours = ZoneInfo.from_file(file, key=zone)
        for instant in _INSTANTS:
            theirs = _ask("SELECT %s::timestamptz AT TIME ZONE %s", [instant, zone])
            expected = instant.astimezone(ours).replace(tzinfo=None)
            if theirs != expected:
                wrong.append(
                    f"{zone} at {instant:%Y-%m-%d %H:%M} UTC is {theirs} there, {expected} here: update tzdata"
                )
    return wrong


def letters_and_version() -> list[str]:
    """Cyrillic must fold, or search is blind."""
    wrong = []
    if _ask("SHOW server_encoding") != "UTF8":
        wrong.append("the database is not in UTF8: make it anew with ENCODING 'UTF8'")
    if _ask("SELECT lower('ҚАЗАҚСТАН Ё')") != "қазақстан ё":
        wrong.append("the database does not fold Cyrillic: make it with a C.UTF-8 or other UTF-8 locale, not with C")
    number = _ask("SELECT current_setting('server_version_num')::int")
    if not isinstance(number, int) or number < 150_000:
        wrong.append(f"PostgreSQL 15 or newer is needed, this is {number}")
    return wrong


def migrations_applied() -> list[str]:
    """The tables are those of this code."""
    from prilavok.kit.db.install import pending_migrations

    return [f"{name} is not applied: run `prilavok migrate`" for name in pending_migrations()]


def sql_installed() -> list[str]:
    """The functions and views are those of this code."""
    from prilavok.kit.db.errors import SqlDiffers
    from prilavok.kit.db.install import check_installed

    try:
        check_installed()
    except SqlDiffers as trouble:
        return [str(trouble)]
    return []


def keys_closed() -> list[str]:
    """Key ring and written address belong to one user alone."""
    secrets = [*where().keys.glob("*"), where().home / "database.url"]
    return [
        f"{file} can be read by others: chmod 600 it"
        for file in secrets
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077
    ]
