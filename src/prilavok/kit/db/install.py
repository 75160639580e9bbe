"""Installs the SQL that is code (functions, views) after the migrations, and knows which edition is installed."""

import hashlib
import re
from functools import cache
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from prilavok.kit.db.errors import SqlBroken, SqlDiffers
from prilavok.kit.words import wordless

PACKAGE = Path(__file__).resolve().parents[2]
_FLOORS = ("kit", "domains", "insights", "flows")
_UPGRADE_LOCK = 0x9121_4A0B  # one process at a time brings the database up to date

_OWN_VIEWS = """
    SELECT format('%I.%I', n.nspname, c.relname), c.relkind = 'm'
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('v', 'm') AND n.nspname = current_schema()
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                          AND d.objid = c.oid AND d.deptype = 'e')
"""


def sql_files(package: Path = PACKAGE) -> list[Path]:
    """Every file of SQL in the order of installation: floor by floor and by path, the promised views after all else."""
    found = [path for floor in _FLOORS for path in sorted((package / floor).rglob("*.sql"))]
    return sorted(found, key=lambda path: path.name == "facts.sql")


def sql_digest(package: Path = PACKAGE) -> str:
    """One name for the whole edition of SQL in the code."""
    whole = hashlib.sha256()
    for path in sql_files(package):
        whole.update(f"{path.relative_to(package).as_posix()}\0".encode())
        whole.update(path.read_bytes() + b"\0")
    return whole.hexdigest()


def install_sql(package: Path = PACKAGE) -> str:
    """Drop the views, run every file, note the digest: all in one transaction. Raises SqlBroken naming the file."""
    digest = sql_digest(package)
    with transaction.atomic(), connection.cursor() as cursor:
        drop_views()
        for path in sql_files(package):
            text = path.read_text()
            if not re.search(r"\S", text):
                continue
            try:
                cursor.execute(text)
            except Error as trouble:
                raise SqlBroken(f"{path.relative_to(package)}: {trouble}") from trouble
        cursor.execute(
            "INSERT INTO kit_installed_sql (id, digest, installed_at) VALUES (1, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, installed_at = excluded.installed_at",
            [digest, timezone.now()],
        )
    return digest


def drop_views() -> None:
    """Drop our views (an extension's own stay), so that migrations may change the tables below them."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN_VIEWS)
        for name, materialized in cursor.fetchall():
            cursor.execute(f"DROP {'MATERIALIZED ' if materialized else ''}VIEW IF EXISTS {name} CASCADE")


def installed_digest() -> str | None:
    """The digest noted in the database; None before the first installation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kit_installed_sql') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT digest FROM kit_installed_sql WHERE id = 1")
        row = cursor.fetchone()
    return str(row[0]) if row else None


def pending_migrations() -> list[str]:
    """Names of migrations in the code that the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


@cache
def _digest_of_this_process() -> str:
    return sql_digest()


def check_installed() -> None:
    """Refuse to work on another edition of SQL: called once by every process as it starts. Raises SqlDiffers."""
    installed = installed_digest()
    if installed != _digest_of_this_process():
        raise SqlDiffers(
            f"The database holds SQL {(installed or 'none')[:12]}, this code was written for"
            f" {_digest_of_this_process()[:12]}: run `prilavok up` or `prilavok migrate` of this version first."
        )


def bring_up_to_date() -> list[str]:
    """Apply what is missing of migrations and SQL; nothing is touched when nothing is. Returns what was applied."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = '60s'")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_UPGRADE_LOCK])
    try:
        pending = pending_migrations()
        if not pending and installed_digest() == sql_digest():
            return []
        if pending:
            drop_views()
            call_command("migrate", database=DEFAULT_DB_ALIAS, interactive=False, verbosity=0)
        return [*pending, f"sql {install_sql()[:12]}"]
    finally:
        connection.close()  # ends the lock and the changed limits with it


wordless("kit_installed_sql", ["digest"], "a digest of our own files")
