"""Functions and views are code: installed whole or not at all, and a process on another edition refuses to start."""

from pathlib import Path

import pytest
from django.db import connection

from prilavok.kit.db import install
from prilavok.kit.db.connections import django_database
from prilavok.kit.db.errors import SqlBroken, SqlDiffers


def _ask(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small tree of SQL beside the real one."""
    for path, text in {
        "kit/try/try.sql": "CREATE OR REPLACE FUNCTION try_one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "domains/zeta/facts.sql": "CREATE VIEW try_promised AS SELECT try_two() AS two",
        "flows/hot/try.sql": "CREATE OR REPLACE FUNCTION try_two() RETURNS int LANGUAGE sql AS 'SELECT try_one() + 1'",
        "doors/not_ours.sql": "SELECT 1 / 0",
        "domains/empty/hot.sql": "  \n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_order_is_by_floor_then_path_and_promised_views_come_last(package: Path) -> None:
    found = [path.relative_to(package).as_posix() for path in install.sql_files(package)]
    assert found == ["kit/try/try.sql", "domains/empty/hot.sql", "flows/hot/try.sql", "domains/zeta/facts.sql"]


def test_another_text_or_another_name_is_another_digest(package: Path) -> None:
    seen = {install.sql_digest(package)}
    (package / "kit/try/try.sql").write_text("SELECT 2")
    seen.add(install.sql_digest(package))
    (package / "kit/try/try.sql").rename(package / "kit/try/tried.sql")
    seen.add(install.sql_digest(package))
    assert len(seen) == 3


def test_the_template_holds_this_edition_and_nothing_is_pending(rolled_back: None) -> None:
    install.check_installed()
    assert install.installed_digest() == install.sql_digest()
    assert install.pending_migrations() == []


def test_views_are_dropped_and_made_again_and_those_of_extensions_stay(rolled_back: None, package: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        cursor.execute(
            "CREATE VIEW left_over AS SELECT 1 AS one; CREATE MATERIALIZED VIEW kept_over AS SELECT 1 AS one"
        )
    digest = install.install_sql(package)
    assert install.installed_digest() == digest
    assert _ask("SELECT two FROM try_promised") == 2
    assert _ask("SELECT to_regclass('left_over') IS NULL AND to_regclass('kept_over') IS NULL") is True
    assert _ask("SELECT to_regclass('pg_stat_statements') IS NOT NULL") is True
    assert install.install_sql(package) == digest


def test_a_process_refuses_another_edition(rolled_back: None, package: Path) -> None:
    install.install_sql(package)
    with pytest.raises(SqlDiffers, match="run `prilavok up`"):
        install.check_installed()


def test_a_process_refuses_a_database_without_any(rolled_back: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kit_installed_sql")
    assert install.installed_digest() is None
    with pytest.raises(SqlDiffers, match="holds SQL none"):
        install.check_installed()


def test_a_broken_file_is_named_and_changes_nothing(rolled_back: None, package: Path) -> None:
    before = install.installed_digest()
    (package / "domains/zeta/facts.sql").write_text("CREATE VIEW try_promised AS SELECT nothing")
    with pytest.raises(SqlBroken, match=r"domains/zeta/facts\.sql: .*nothing"):
        install.install_sql(package)
    assert install.installed_digest() == before
    assert _ask("SELECT to_regproc('try_one') IS NULL") is True


def test_bringing_up_to_date_twice_does_nothing(own_database: object) -> None:
    assert install.bring_up_to_date() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kit_installed_sql SET digest = 'another'")
    assert install.bring_up_to_date() == [f"sql {install.sql_digest()[:12]}"]
    install.check_installed()


def test_an_address_becomes_djangos_settings() -> None:
    found = django_database("postgresql://app:a%2Fb@/shop?host=/a%20b/run&port=5433&sslmode=require")
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("shop", "app", "a/b")
    assert (found["HOST"], found["PORT"]) == ("/a b/run", "5433")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["ATOMIC_REQUESTS"] is False
    assert found["CONN_MAX_AGE"] is None
    by_name = django_database("postgres://u@db.example:6000/x", connections=4)
    assert (by_name["HOST"], by_name["PORT"], by_name["OPTIONS"]["pool"]["max_size"]) == ("db.example", "6000", 4)
    assert by_name["CONN_MAX_AGE"] == 0
    with pytest.raises(ValueError, match="mysql://"):
        django_database("mysql://u@h/x")
