"""What a file is, by its bytes, and how it is opened as a sheet."""

from pathlib import Path

from prilavok.kit.files.kinds import HEAD_BYTES, sniff_kind
from prilavok.kit.sheets.book import open_book
from prilavok.kit.sheets.lines import open_lines
from prilavok.kit.sheets.text import find_encoding, open_csv, read_lines
from prilavok.kit.sheets.types import MOST_BYTES, Sheet, SheetRefused

_ZIPS = {"application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def open_sheet(path: Path, called: str = "") -> Sheet:
    """Open a file as a table, whatever its name says. Raises SheetRefused.

    called: by which name who sent it knows it, where that is another than the path's.
    Rows are read when asked for: whoever wants to know that the file is whole reads all of them.
    """
    size = path.stat().st_size
    if size == 0:
        raise SheetRefused("empty")
    if size > MOST_BYTES:
        raise SheetRefused("too_big")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = sniff_kind(head)
    if kind in _ZIPS:
        return open_book(path, (called or path.name)[:120])
    if kind == "application/x-ole-storage":
        raise SheetRefused("old_book")
    if kind not in {"text/plain", "application/octet-stream"}:
        raise SheetRefused("wrong_type")
    encoding = find_encoding(path)
    first = next((line for line in read_lines(path, encoding) if line.strip()), "")
    if not first:
        raise SheetRefused("empty")
    return open_lines(path, encoding) if first.lstrip().startswith("{") else open_csv(path, encoding)
