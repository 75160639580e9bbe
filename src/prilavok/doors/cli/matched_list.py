"""How a list is matched from the command line: its columns told, its rows prepared, the answer written."""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from prilavok.doors.cli.lists import Answer, Listed, check_free, open_list, written
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.matching import (
    Matched,
    Model,
    NameWords,
    Person,
    Placed,
    learn_names,
    matching,
    prepare,
    read_model,
    write_model,
)
from prilavok.kit.matching.columns import FIELDS, check_enough, guess_columns, guess_id, no_column, read_columns
from prilavok.kit.matching.spark import check_spark

_COLUMNS = ("row", "id", "cluster", "size", "confidence", "bits", "tied_to", "evidence")
_MOST_MODEL = 1_000_000  # bytes


class Taken:
    """One list being taken in: what its columns hold, and of each row its own code and its number in the file."""

    def __init__(self, listed: Listed, told: str, own: str) -> None:
        self.listed = listed
        self.fields = _fields(listed.headings, told)
        self.own = _own(listed.headings, own)
        self.codes: list[str] = []
        self.numbers: list[int] = []
        self.torn = 0
        self.words = NameWords()

    def names(self) -> Iterator[str]:
        """Every whole name of the list, where a column holds those."""
        if (heading := self.fields.get("name")) is not None:
            place = self.listed.headings.index(heading)
            yield from (cells[place] for _number, cells in self.listed.rows() if cells is not None)

    def people(self) -> Iterator[Person]:
        """Every row prepared; a torn one is nobody, and counted."""
        places = {field: self.listed.headings.index(heading) for field, heading in self.fields.items()}
        code = self.listed.headings.index(self.own) if self.own else -1
        for number, cells in self.listed.rows():
            self.numbers.append(number)
            if cells is None:
                self.torn += 1
                self.codes.append("")
                yield {}
                continue
            self.codes.append(cells[code][:200] if code >= 0 else "")
            yield prepare({field: cells[place] for field, place in places.items()}, self.words)


def _fields(headings: Sequence[str], told: str) -> Mapping[str, str]:
    named = read_columns(told, headings)
    guessed = {field: one for field, one in guess_columns(headings).items() if one not in named.values()}
    columns = {**guessed, **named}
    fields = {field: columns[field] for field in FIELDS if columns.get(field)}
    check_enough(fields)
    return fields


def _own(headings: Sequence[str], told: str) -> str:
    if told and told not in headings:
        raise no_column(told, headings)
    return told or guess_id(headings)


def match_list(options: argparse.Namespace) -> None:
    """Match the list of the options and write the answer. Raises Refused; then nothing was written."""
    sources = [path for path in (options.file, options.other) if path is not None]
    out = options.out or options.file.with_name(f"{options.file.name}.matched.csv")
    keeps = [path for path in (out, options.save_model) if path is not None]
    for path in keeps:
        check_free(path, options.overwrite, sources)
    if len({path.absolute() for path in keeps}) < len(keeps):
        raise Refused("match.one_place", _("The answer and the model cannot be written to one file."))
    if options.engine == "spark":
        check_spark()  # before minutes are spent on the list
    model = _read_model(options.model) if options.model else None
    taken = [Taken(open_list(path), options.columns, options.id) for path in sources]
    _tell_columns(taken)
    words = learn_names(name for one in taken for name in one.names())
    for one in taken:
        one.words = words
    began = time.monotonic()

    def told(step: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {step}", file=sys.stderr, flush=True)

    spark = options.engine == "spark"
    with matching([one.people() for one in taken], model=model, least=options.least, spark=spark, told=told) as found:
        told("writing")
        with ExitStack() as files:
            file = files.enter_context(written(out, options.overwrite))
            _write(Answer(file, out.suffix == ".jsonl", _named(taken)), taken, found)
            if options.save_model:
                files.enter_context(written(options.save_model, options.overwrite)).write(write_model(found.model))
        _report(taken, found, out)


def _read_model(path: Path) -> Model:
    try:
        with path.open("rb") as file:
            return read_model(file.read(_MOST_MODEL).decode())
    except (OSError, UnicodeDecodeError) as trouble:
        raise Refused(
            "match.file_unreadable", _("The file %(file)s is not there or cannot be read."), file=str(path)
        ) from trouble


def _named(taken: Sequence[Taken]) -> tuple[str, ...]:
    return ("file", *_COLUMNS[:-1], "tied_file", _COLUMNS[-1]) if len(taken) > 1 else _COLUMNS


def _tell_columns(taken: Sequence[Taken]) -> None:
    for one in taken:
        told = ", ".join(f"{field}={heading}" for field, heading in one.fields.items())
        print(f"{one.listed.path.name}: {told}" + (f"; id={one.own}" if one.own else ""), file=sys.stderr, flush=True)


def _write(answer: Answer, taken: Sequence[Taken], found: Matched) -> None:
    first = found.rows[0]

    def place(row: int) -> tuple[int, int, str]:
        file = int(row >= first)
        inside = row - first if file else row
        number = taken[file].numbers[inside]
        return file + 1, number, taken[file].codes[inside] or str(number)

    for placed in found.placed():
        file, number, code = place(placed.row)
        row = {"file": file, "row": number, "id": code, "cluster": placed.cluster + 1, "size": placed.size}
        answer.write({**row, **_tied(placed, place)})


def _tied(placed: Placed, place: Any) -> dict[str, Any]:
    if placed.tie is None:
        return {}
    scored = placed.tie.scored
    file, _number, code = place(placed.tie.right)
    evidence = [
        {"field": one.column, "level": one.level, "bits": round(one.bits, 2)}
        for one in sorted(scored.evidence, key=lambda one: -one.bits)
    ]
    said = {"confidence": round(scored.confidence, 6), "bits": round(scored.bits, 2)}
    return {**said, "tied_to": code, "tied_file": file, "evidence": evidence}


def _report(taken: Sequence[Taken], found: Matched, out: Path) -> None:
    for one, rows in zip(taken, found.rows, strict=True):
        print(f"  {one.listed.path.name:<30} {rows:,} rows" + (f", {one.torn:,} of them torn" if one.torn else ""))
    print(f"  people with more than one row  {found.clusters:,}, their rows {found.tied:,}")
    print(f"  one person rather than one household, where it could be either: {found.model.kin:.0%}")
    print(f"  {out}")
