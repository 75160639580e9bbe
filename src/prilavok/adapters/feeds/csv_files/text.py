"""A file's bytes become lines of text: is it text at all, in which encoding, whole or cut, and within the limits."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prilavok.adapters.feeds.port import SourceBroken

MAX_FILE_BYTES = 2 * 1024**3
MAX_LINE_BYTES = 64 * 1024
CHUNK_BYTES = 1024 * 1024

# What people send as ".csv" and is not: the first bytes by which each names itself.
_OTHER_TYPES = {
    b"PK\x03\x04": "a ZIP archive or an XLSX workbook",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an XLS workbook",
    b"SQLite format 3": "an SQLite database",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file found to be text. encoding: utf-8-sig (with or without its mark) or cp1251."""

    path: Path
    encoding: str
    ended: bool

    def lines(self) -> Iterator[str]:
        """Give the lines with their ends. Raises SourceBroken at a line over the limit."""
        decode = codecs.getincrementaldecoder(self.encoding)("strict").decode
        with self.path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    raise SourceBroken("file_type", f"{self.path.name}, line {number}: over {MAX_LINE_BYTES} bytes")
                try:
                    yield decode(line)
                except UnicodeDecodeError as trouble:
                    raise SourceBroken("file_type", f"{self.path.name}, line {number}: changed while read") from trouble


def examine(path: Path) -> TextFile:
    """Read a file once and say how to read it. Raises SourceBroken: file_missing, file_type, file_cut."""
    if not path.exists():
        raise SourceBroken("file_missing", path.name)
    if not path.is_file():
        raise SourceBroken("file_type", f"{path.name}: not a file")
    size = path.stat().st_size
    if size == 0:
        raise SourceBroken("file_cut", f"{path.name}: empty")
    if size > MAX_FILE_BYTES:
        raise SourceBroken("file_type", f"{path.name}: larger than {MAX_FILE_BYTES} bytes")
    ended = _check_bytes(path)
    return TextFile(path, _find_encoding(path), ended)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _check_bytes(path: Path) -> bool:
    """Refuse what is no text; return whether the last line has its end."""
    last = b""
    for nth, chunk in enumerate(_chunks(path)):
        if nth == 0:
            for first, what in _OTHER_TYPES.items():
                if chunk.startswith(first):
                    raise SourceBroken("file_type", f"{path.name}: {what}, not CSV")
        if found := _NOT_TEXT.search(chunk):
            where = nth * CHUNK_BYTES + found.start()
            raise SourceBroken("file_type", f"{path.name}: not text (byte {where} is {found[0][0]})")
        last = chunk[-1:]
    return last in (b"\n", b"\r")


def _find_encoding(path: Path) -> str:
    """UTF-8 if it is; windows-1251 only where most of what is not ASCII is no UTF-8; a damaged file is refused."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return _find_single_byte(path)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as trouble:
        pending = len(decoder.getstate()[0])
        if _has_other_letters(path, pending):
            raise SourceBroken("file_cut", f"{path.name}: ends inside a letter") from trouble
        return _find_single_byte(path)
    return "utf-8-sig"


def _has_other_letters(path: Path, pending: int) -> bool:
    """Say whether whole UTF-8 letters beyond ASCII stand before the last, unfinished bytes."""
    beyond = sum(sum(byte > 127 for byte in chunk) for chunk in _chunks(path))
    return beyond > pending


def _find_single_byte(path: Path) -> str:
    lenient = codecs.getincrementaldecoder("utf-8")("replace")
    single = codecs.getincrementaldecoder("cp1251")("strict")
    good = bad = 0
    try:
        for chunk in _chunks(path):
            text = lenient.decode(chunk)
            broken = text.count("\ufffd")
            bad += broken
            good += sum(letter > "\x7f" for letter in text) - broken
            single.decode(chunk)
        bad += lenient.decode(b"", final=True).count("\ufffd")
    except UnicodeDecodeError as trouble:
        raise SourceBroken("file_type", f"{path.name}: neither UTF-8 nor windows-1251") from trouble
    if good >= bad:
        raise SourceBroken("file_type", f"{path.name}: damaged UTF-8")
    return "cp1251"
