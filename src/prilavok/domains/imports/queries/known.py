"""By what a row of a list is known again: digests that only this installation can make.

A plain digest of a row would tell a phone to whoever tries them all; what is kept of a row outlives an erasure.
"""

from collections.abc import Iterable, Mapping, Sequence

from prilavok.domains.imports.models import ImportedRow
from prilavok.domains.imports.rules import digest_of, row_key
from prilavok.domains.imports.types import KnownRow
from prilavok.kit.secrets import lookup

#: migration 0054 has made the same of rows that were taken in before
_PURPOSE = "imports row"


def keyed_row(own: str, fields: Mapping[str, Iterable[str]]) -> str:
    """The key of a row: of its own id in the source where it has one, else of what it says."""
    return _keyed(row_key(own, fields))


def keyed_digest(fields: Mapping[str, Iterable[str]]) -> str:
    """What a row says: the same fields and texts give the same."""
    return _keyed(digest_of(fields))


def _keyed(told: str) -> str:
    return lookup(told, _PURPOSE).hex()[:32]


def known_rows(source: str, subject: str, keys: Sequence[str]) -> dict[str, KnownRow]:
    """Those rows that were taken in before, by their keys."""
    rows = ImportedRow.objects.filter(source=source, subject=subject, key__in=list(keys))
    return {key: KnownRow(digest, leaf) for key, digest, leaf in rows.values_list("key", "digest", "leaf_id")}
