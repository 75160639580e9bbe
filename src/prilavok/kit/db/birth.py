"""How a cluster's folders and data come to be: beside the goal, then by one rename."""

from __future__ import annotations

import secrets
import shutil
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from prilavok.kit.db.disk import sync_folder, write_secret

if TYPE_CHECKING:
    from prilavok.kit.db.postgres import Cluster

SUPERUSER = "app"
DATABASE = "prilavok"
RESTORED = "data.restored"  # a whole and tried copy, about to become `data`


def make_folders(cluster: Cluster) -> None:
    """The folders beside the data, owned as the server needs them."""
    for folder in {cluster.folder, cluster.place}:
        folder.mkdir(mode=0o755 if cluster.user.other else 0o700, parents=True, exist_ok=True)
    if cluster.user.other:
        cluster.place.chmod(0o755)
    for folder in (cluster.place / "run", cluster.place / "log"):
        folder.mkdir(mode=0o700, exist_ok=True)
        cluster.hand_over(folder)


def make_data(cluster: Cluster) -> None:
    """initdb beside the goal, then one rename: a kill in the middle leaves nothing half-made in the way."""
    if cluster.data.exists() or _finish_restore(cluster):
        return
    password = cluster.folder / "password"
    if not password.exists():
        write_secret(password, secrets.token_urlsafe(24))
    fresh, given = cluster.place / "data.fresh", cluster.place / "password.fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    cluster.hand_over(fresh)
    write_secret(given, password.read_text())
    cluster.hand_over(given)
    # The builtin provider knows Cyrillic everywhere; plain C makes pg_trgm blind to it.
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if cluster.programs.major >= 17 else []
    unsafe = [] if cluster.durable else ["--no-sync"]
    try:
        cluster.run(
            "initdb", "-D", str(fresh), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={given}",
            "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", *builtin, *unsafe,
        )  # fmt: skip
    finally:
        given.unlink()
    with (fresh / "postgresql.conf").open("a") as settings:
        settings.write("\ninclude 'prilavok.conf'\n")
    fresh.rename(cluster.data)
    sync_folder(cluster.place)


def make_database(cluster: Cluster) -> None:
    """The house's database in a running cluster."""
    with psycopg.connect(cluster.url_of("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _finish_restore(cluster: Cluster) -> bool:
    """Take the restored copy when a kill fell between the two renames of a restore."""
    restored = cluster.place / RESTORED
    if cluster.data.name != "data" or not restored.exists():
        return False
    restored.rename(cluster.data)
    sync_folder(cluster.place)
    return True
