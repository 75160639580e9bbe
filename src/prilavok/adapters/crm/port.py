"""The port of an export: which of its lists a file is, what its columns hold, and its cells without their quirks."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

Lists = Mapping[str, Mapping[str, str]]


class Export(Protocol):
    """The file exports of one system."""

    name: str

    def subject_of(self, columns: Sequence[str]) -> str:
        """Which list these headings are of: customers, orders; "" where the file is none of this system's."""
        ...

    def fields_of(self, columns: Sequence[str], subject: str) -> Mapping[str, str]:
        """What the columns hold, heading -> field; those that nobody needs are left out."""
        ...

    def read_cells(self, cells: Mapping[str, str]) -> tuple[Mapping[str, str], str]:
        """A row's cells by heading without the system's quirks, and why the row is not taken: "" or a code."""
        ...


@cache
def stated_lists(folder: Path) -> Lists:
    """Headings of each list, heading -> field, as the folder's manifest states them."""
    stated = tomllib.loads((folder / "manifest.toml").read_text("utf-8"))
    return {subject: dict(told["columns"]) for subject, told in stated["lists"].items()}


@cache
def stated_marks(folder: Path) -> Mapping[str, tuple[frozenset[str], ...]]:
    """Headings by which each list is known for this system's: all of one group are there, or it is not."""
    stated = tomllib.loads((folder / "manifest.toml").read_text("utf-8"))
    return {
        subject: tuple(frozenset(group) for group in (told["marks"], *told.get("other_marks", ())))
        for subject, told in stated["lists"].items()
    }


def marked(folder: Path, columns: Sequence[str]) -> str:
    """The first list one group of whose marks is among the columns, "" where there is none."""
    there = set(columns)
    known = stated_marks(folder).items()
    return next((subject for subject, groups in known if any(there >= group for group in groups)), "")


def chosen(folder: Path, columns: Sequence[str], subject: str) -> dict[str, str]:
    """What the columns hold by the manifest; of two columns for one single field the first stated counts."""
    stated = stated_lists(folder).get(subject, {})
    kept: dict[str, str] = {}
    for heading, field in stated.items():
        if heading in columns and (field in {"phone", "email", "card", "address"} or field not in kept.values()):
            kept[heading] = field
    return kept
