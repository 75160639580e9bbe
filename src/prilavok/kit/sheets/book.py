"""The first sheet of an XLSX book, read as a stream: parts of the archive are bounded before and while they are read.

Format: ECMA-376 part 1 (SpreadsheetML), sections 18.3 (cells), 18.4 (shared strings), 18.8.30 (number formats).
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from prilavok.kit.sheets.cells import CellReader, date_styles
from prilavok.kit.sheets.layout import lay_out
from prilavok.kit.sheets.types import MOST_HELD, Sheet, SheetRefused, SheetRow

_CHUNK = 1 << 16
_DIGITS = re.compile(r"[0-9]{1,9}")
_MOST_PARTS = 2_000
_MOST_UNPACKED = 512 * 1024 * 1024
_MOST_SHARED = 64 * 1024 * 1024  # letters of all shared strings together
_MOST_STRINGS = 2_500_000  # five to each of the most rows
# Books of programs unpack to some ten or twenty times their size; what grows far more was made to hold a reader up.
_MOST_TIMES, _SMALL = 100, 32 * 1024 * 1024
# expat before 2.6 reads an unfinished tag anew with every chunk, so that a long one costs the square of its length.
_LONGEST_TAG = 1 << 18
_MOST_STYLES = 100_000  # Excel takes 65,490
_LONGEST_FORMAT = 255  # letters, as in Excel


def open_book(path: Path, called: str) -> Sheet:
    """Find the first visible sheet, its strings and its dates. called: as who sent it knows it. Raises SheetRefused."""
    with _archive(path, called) as book:
        if "xl/workbook.xml" not in book.namelist():
            raise SheetRefused("wrong_type")
        name, from_1904 = _first_sheet(book)
        strings = _shared_strings(book)
        dates = _dates(book)
        head = next(_cells_of_rows(book, name, CellReader(strings, dates, from_1904)), None)
    if head is None:
        raise SheetRefused("empty")
    layout = lay_out(head[0])

    def rows() -> Iterator[SheetRow]:
        with _archive(path, called) as again:
            number = -1
            for cells, problem in _cells_of_rows(again, name, CellReader(strings, dates, from_1904)):
                number += 1
                if number:
                    yield layout.fit(number, cells + [""] * (layout.width - len(cells)), problem)
            if number < 1:
                raise SheetRefused("no_rows")

    return Sheet("xlsx", layout.columns, "", "", rows)


def _archive(path: Path, called: str) -> zipfile.ZipFile:
    try:
        book = zipfile.ZipFile(path)
        parts = book.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as trouble:
        raise SheetRefused("cut", called) from trouble
    if any(part.flag_bits & 1 for part in parts):
        raise SheetRefused("old_book")
    most = min(_MOST_UNPACKED, _SMALL + _MOST_TIMES * path.stat().st_size)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise SheetRefused("too_big")
    return book


def _parse(book: zipfile.ZipFile, name: str, handlers: dict[str, Callable[..., Any]]) -> Iterator[None]:
    """Feed a part to a parser, a chunk at a time. Raises SheetRefused where it is cut, damaged or grows too big."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    for handler, function in handlers.items():
        setattr(parser, handler, function)
    size = 0
    try:
        with book.open(name) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                if size > _MOST_UNPACKED:
                    raise SheetRefused("too_big")
                parser.Parse(chunk, False)
                if size - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise SheetRefused("damaged", name)
                yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, KeyError, NotImplementedError) as trouble:
        raise SheetRefused("damaged", name) from trouble
    except Exception as trouble:
        if type(trouble).__module__ == "zlib":
            raise SheetRefused("damaged", name) from trouble
        raise


def _no_doctype(*_told: object) -> None:
    raise SheetRefused("wrong_type")  # a book has none; entities are how small files grow


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _first_sheet(book: zipfile.ZipFile) -> tuple[str, bool]:
    """The part of the first visible sheet, and whether its days are counted from 1904."""
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}
    from_1904: list[bool] = []

    def start(tag: str, told: dict[str, str]) -> None:
        if not sheets and _local(tag) == "sheet" and told.get("state", "visible") == "visible":
            sheets.append((told.get("name", ""), told.get("r:id", told.get("id", ""))))
        elif _local(tag) == "workbookPr":
            from_1904.append(told.get("date1904", "0") in {"1", "true"})
        elif _local(tag) == "Relationship":
            targets[told.get("Id", "")] = told.get("Target", "")
            if len(targets) > _MOST_PARTS:
                raise SheetRefused("too_big")

    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        for _ in _parse(book, name, {"StartElementHandler": start}):
            pass
    target = targets.get(sheets[0][1], "") if sheets else ""
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if name not in book.namelist():
        raise SheetRefused("damaged", "xl/workbook.xml")
    return name, any(from_1904)


def _shared_strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    strings: list[str] = []
    state = {"in": False, "phonetic": False, "letters": 0, "held": 0}
    parts: list[str] = []

    def start(tag: str, _told: dict[str, str]) -> None:
        local = _local(tag)
        if local == "si":
            parts.clear()
            state["held"] = 0
            if len(strings) == _MOST_STRINGS:
                raise SheetRefused("too_big")
        state["in"] = local == "t" and not state["phonetic"]
        state["phonetic"] = state["phonetic"] or local == "rPh"

    def letters(text: str) -> None:
        if state["in"]:
            state["letters"] += len(text)
            if state["letters"] > _MOST_SHARED:
                raise SheetRefused("too_big")
            if state["held"] < MOST_HELD:
                parts.append(text)
                state["held"] += len(text)

    def end(tag: str) -> None:
        local = _local(tag)
        state["in"] = False
        if local == "rPh":
            state["phonetic"] = False
        elif local == "si":
            strings.append("".join(parts))

    handlers: dict[str, Callable[..., Any]] = {
        "StartElementHandler": start,
        "CharacterDataHandler": letters,
        "EndElementHandler": end,
    }
    for _ in _parse(book, "xl/sharedStrings.xml", handlers):
        pass
    return strings


def _dates(book: zipfile.ZipFile) -> frozenset[int]:
    """Which styles of cells are dates."""
    if "xl/styles.xml" not in book.namelist():
        return frozenset()
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside: list[bool] = [False]

    def start(tag: str, told: dict[str, str]) -> None:
        local = _local(tag)
        if local == "numFmt" and _DIGITS.fullmatch(told.get("numFmtId", "")):
            formats[int(told["numFmtId"])] = told.get("formatCode", "")[:_LONGEST_FORMAT]
        elif local == "cellXfs":
            inside[0] = True
        elif local == "xf" and inside[0]:
            number = told.get("numFmtId", "0")
            styles.append(int(number) if _DIGITS.fullmatch(number) else 0)
        if max(len(styles), len(formats)) > _MOST_STYLES:
            raise SheetRefused("too_big")

    def end(tag: str) -> None:
        if _local(tag) == "cellXfs":
            inside[0] = False

    for _ in _parse(book, "xl/styles.xml", {"StartElementHandler": start, "EndElementHandler": end}):
        pass
    return date_styles(styles, formats)


def _cells_of_rows(book: zipfile.ZipFile, name: str, reader: CellReader) -> Iterator[tuple[list[str], str]]:
    """The rows that are not empty, each with its cells and its problem."""
    handlers: dict[str, Callable[..., Any]] = {
        "StartElementHandler": reader.start,
        "CharacterDataHandler": reader.letters,
        "EndElementHandler": reader.end,
    }
    for _ in _parse(book, name, handlers):
        yield from reader.taken()
