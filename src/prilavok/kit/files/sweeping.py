"""Sweeping: what no row names goes after a day, and a row whose bytes are gone is told."""

from itertools import islice

from django.db import connection

from prilavok.kit.files.folder import content_path, old_contents, remove_content, remove_unfinished

_DAY = 86_400


def sweep_orphans(age_seconds: int = _DAY) -> int:
    """Remove contents and unfinished uploads of that age that no row names; gives how many.

    The age must outlast the longest transaction that keeps a file.
    """
    removed = remove_unfinished(age_seconds)
    old = old_contents(age_seconds)
    while slice_ := list(islice(old, 500)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT sha256 FROM kit_stored_file WHERE sha256 = ANY(%s::bytea[])", [slice_])
            named = {bytes(row[0]) for row in cursor.fetchall()}
        removed += sum(remove_content(sha256, age_seconds) for sha256 in slice_ if sha256 not in named)
    return removed


def missing_content(most: int = 100) -> list[bytes]:
    """Digests that rows name but the folder does not hold: drift, shown by `prilavok check`."""
    missing: list[bytes] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT sha256 FROM kit_stored_file")
        while rows := cursor.fetchmany(1_000):
            missing += [bytes(row[0]) for row in rows if not content_path(bytes(row[0])).exists()]
            if len(missing) >= most:
                break
    return missing[:most]
