"""Keeps files: their bytes in a folder named by their content, their row with owner, kind and end of life.

Words: content, the bytes under their SHA-256; stored file, one row that names content; orphan, content that no row
names. Bytes are on disk before the row commits. It never trusts a file's own name or the kind its sender claims.
"""

from prilavok.kit.files.keeping import (
    StoredFile,
    change_file,
    count_owned,
    erase_files,
    expire_files,
    file_link,
    file_of_link,
    files_owned,
    keep_file,
    open_file,
    show_file,
)
from prilavok.kit.files.kinds import sniff_kind
from prilavok.kit.files.sweeping import missing_content, sweep_orphans

__all__ = [
    "StoredFile",
    "change_file",
    "count_owned",
    "erase_files",
    "expire_files",
    "file_link",
    "file_of_link",
    "files_owned",
    "keep_file",
    "missing_content",
    "open_file",
    "show_file",
    "sniff_kind",
    "sweep_orphans",
]
