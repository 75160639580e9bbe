"""What rows of lists and uses of coupons are known again by is keyed: nobody can read it, or try what it said."""

from typing import Any

from django.db import migrations

_MANY = 5_000
_ROWS = """
    UPDATE imports_row AS r SET key = one.key, digest = one.digest
    FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS one (id, key, digest) WHERE r.id = one.id
"""
_USES = """
    UPDATE promotions_redemption AS r SET source_key = one.key
    FROM unnest(%s::uuid[], %s::text[]) AS one (id, key) WHERE r.id = one.id
"""


def key_rows(apps: Any, schema_editor: Any) -> None:
    """Of what was taken in before: the key of the installation over what it was known by."""
    from prilavok.kit.secrets import lookup

    def row(told: str) -> str:
        return lookup(told, "imports row").hex()[:32]

    def use(told: str) -> str:
        return lookup(told, "promotions redemption").hex()

    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, key, digest FROM imports_row ORDER BY id")
        rows = [(id, row(key), row(digest)) for id, key, digest in cursor.fetchall()]
        cursor.execute("SELECT id, source_key FROM promotions_redemption ORDER BY id")
        uses = [(id, use(key)) for id, key in cursor.fetchall()]
        for sql, every in ((_ROWS, rows), (_USES, uses)):
            for first in range(0, len(every), _MANY):
                cursor.execute(sql, [list(column) for column in zip(*every[first : first + _MANY], strict=True)])


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0053_old_pieces"),
    ]

    operations = [
        migrations.RunPython(key_rows, migrations.RunPython.noop),
    ]
