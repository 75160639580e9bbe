"""CSV as it is really sent: UTF-8, UTF-16, windows-1251 or older, with any usual delimiter, told by Excel or found."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from prilavok.kit.sheets.alphabets import likeliest_alphabet
from prilavok.kit.sheets.layout import Layout, lay_out
from prilavok.kit.sheets.types import Sheet, SheetRefused, SheetRow

_CHUNK = 1 << 20
_DELIMITERS = (";", ",", "\t", "|")
_LONGEST_LINE = 1 << 20
csv.field_size_limit(_LONGEST_LINE)  # a cell of a line that may be is none with odd quotes
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def find_encoding(path: Path) -> str:
    """utf-8-sig, utf-16 (by its mark), cp1251, cp866 or koi8-u (also of KOI8-R), by what the letters make.

    Raises SheetRefused where it is no text or damaged UTF-8.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(path, "utf-16")
    if any(sign < 0x20 and sign not in b"\t\n\r\x0c" for sign in head):
        raise SheetRefused("wrong_type")
    try:
        return _checked(path, "utf-8-sig")
    except SheetRefused:
        good, bad = _letters(path)
        if good >= bad > 0:  # mostly whole UTF-8 letters: damage, not another alphabet
            raise SheetRefused("encoding") from None
        with path.open("rb") as file:
            return _checked(path, likeliest_alphabet(file.read(_CHUNK)))


def _checked(path: Path, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as trouble:
        raise SheetRefused("encoding") from trouble
    return encoding


def _letters(path: Path) -> tuple[int, int]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            broken = text.count("\ufffd")
            bad += broken
            good += sum(letter > "\x7f" for letter in text) - broken
    return good, bad + decoder.decode(b"", final=True).count("\ufffd")


def read_lines(path: Path, encoding: str) -> Iterator[str]:
    """The file's lines with their ends. Raises SheetRefused at one too long to be true."""
    with path.open(encoding=encoding, newline="") as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if len(line) >= _LONGEST_LINE:
                raise SheetRefused("too_long", number)
            yield line


def open_csv(path: Path, encoding: str) -> Sheet:
    """Find the delimiter by the headings. Raises SheetRefused."""
    passed, delimiter = _told_delimiter(path, encoding)
    choices = (delimiter,) if delimiter else _DELIMITERS
    heads = {one: _head(path, encoding, one, passed) for one in choices}
    delimiter = max(choices, key=lambda one: len(heads[one]))
    layout = lay_out(heads[delimiter])

    def rows() -> Iterator[SheetRow]:
        return _rows(path, encoding, delimiter, passed, layout)

    return Sheet("csv", layout.columns, encoding, delimiter, rows)


def _told_delimiter(path: Path, encoding: str) -> tuple[int, str]:
    """Excel may write "sep=;" before the headings: how many lines to pass over, and what they say."""
    first = next(read_lines(path, encoding), "")
    told = first.strip().lower()
    return (1, first.strip()[4]) if len(told) == 5 and told.startswith("sep=") else (0, "")


def _records(path: Path, encoding: str, delimiter: str, passed: int) -> Iterator[tuple[list[str], str]]:
    """Each record with its problem. Raises SheetRefused where it cannot be known at which line the next one begins."""
    lines = read_lines(path, encoding)
    for _ in range(passed):
        next(lines, None)
    taken: list[str] = []  # the lines of the record that is being read

    def heard() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(heard(), delimiter=delimiter, strict=True)
    while True:
        taken.clear()
        try:
            yield next(reader), ""
        except StopIteration:
            return
        except csv.Error as trouble:
            text = "".join(taken)
            cut = "unexpected end" in str(trouble)
            # As many quotes opened as closed: the row ends with its line, and only what stands in it is in doubt.
            if cut or text.count('"') % 2:
                raise SheetRefused("cut" if cut else "damaged", reader.line_num + passed) from trouble
            yield _loosely(text, delimiter), "quotes_odd"


def _loosely(text: str, delimiter: str) -> list[str]:
    """The cells of a row whose quotes are odd, as well as they can be told: such a cell keeps every quote it has."""
    apart = re.escape(delimiter)
    cells = re.findall(rf'(?:^|{apart})("(?:[^"]|"")*"[^{apart}]*|[^{apart}]*)', " ".join(text.splitlines()))
    return [quoted[1].replace('""', '"') if (quoted := _QUOTED.fullmatch(cell)) else cell for cell in cells]


def _head(path: Path, encoding: str, delimiter: str, passed: int) -> list[str]:
    try:
        for record, problem in _records(path, encoding, delimiter, passed):
            if problem:
                return []
            if any(cell.strip() for cell in record):
                return record
    except SheetRefused as refused:
        if refused.reason == "cut":
            raise
    return []


def _rows(path: Path, encoding: str, delimiter: str, passed: int, layout: Layout) -> Iterator[SheetRow]:
    number, held, odd = -1, None, ""  # the headings come as row nought
    for record, problem in _records(path, encoding, delimiter, passed):
        if not any(cell.strip() for cell in record):
            continue
        if held is not None and number > 0:
            yield layout.fit(number, held, odd)
        number, held, odd = number + 1, record, problem
    number = max(number, 0)
    if held is None or number == 0:
        raise SheetRefused("no_rows")
    if layout.is_short(held) and not _ended(path, encoding):
        raise SheetRefused("cut", number + 1 + passed)
    yield layout.fit(number, held, odd)


def _ended(path: Path, encoding: str) -> bool:
    tail = b""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 2, 0))
        tail = file.read()
    return b"\n" in tail or b"\r" in tail
