"""Which files the format has and which columns each may carry, as the manifest states them."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from prilavok.kit.words import LANGUAGES

#: columns with this beginning are one's own notes and are passed over
NOTES = "x_"


@dataclass(frozen=True, slots=True)
class FileShape:
    """The columns of one file. words: of which one language at least must be there; closed: with values of a list."""

    needed: tuple[str, ...]
    one_of: tuple[str, ...]
    words: tuple[str, ...]
    allowed: frozenset[str]
    by_place: tuple[str, ...]
    closed: frozenset[str]
    optional: bool

    def missing(self, columns: Collection[str]) -> list[str]:
        """Return the columns that must be there and are not."""
        missing = [column for column in self.needed if column not in columns]
        missing += [
            f"{column}_ru, {column}_kk or {column}_en"
            for column in self.words
            if not any(f"{column}_{language}" in columns for language in LANGUAGES)
        ]
        if self.one_of and not any(column in columns for column in self.one_of):
            missing.append(" or ".join(self.one_of))
        return missing

    def knows(self, column: str) -> bool:
        """Say whether a column belongs to the format, or is a note of one's own."""
        name, at, place = column.partition("@")
        return column in self.allowed or column.startswith(NOTES) or bool(at and place and name in self.by_place)


@cache
def read_shapes() -> dict[str, FileShape]:
    """Return the shape of every file by its name without ".csv", in the manifest's order."""
    manifest = tomllib.loads(Path(__file__).with_name("manifest.toml").read_text("utf-8"))
    return {name: _shape(stated) for name, stated in manifest["files"].items()}


def _shape(stated: dict[str, list[str]]) -> FileShape:
    words = (*stated.get("words", ()), *stated.get("allowed_words", ()))
    plain = (*stated["needed"], *stated.get("one_of", ()), *stated.get("allowed", ()))
    return FileShape(
        needed=tuple(stated["needed"]),
        one_of=tuple(stated.get("one_of", ())),
        words=tuple(stated.get("words", ())),
        allowed=frozenset((*plain, *(f"{column}_{language}" for column in words for language in LANGUAGES))),
        by_place=tuple(stated.get("by_place", ())),
        closed=frozenset(stated.get("closed", ())),
        optional=bool(stated.get("optional")),
    )
