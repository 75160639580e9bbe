"""`prilavok promises`: the list of promises with what the last run of their stories has shown."""

import argparse
import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prilavok.kit.settings import ROOT, where

_ROW = re.compile(r"^\|\s*([A-Z]\d+)\s*\|\s*(.+?)\s*\|")


@dataclass(frozen=True)
class Standing:
    """One promise. state: kept, thin or not kept; lacks: what a thin story does not show, or why it is not kept."""

    id: str
    words: str
    state: str
    lacks: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which rows."""
    parser.add_argument("--state", choices=("kept", "thin", "not kept"), help="only promises in this state")


def run(options: argparse.Namespace) -> int:
    """Print the table and its sums; nothing of it is typed in."""
    results = where().home / "promises.json"
    standings = stand(
        (ROOT / "docs" / "promises.md").read_text(),
        json.loads(results.read_text()) if results.exists() else {},
        ROOT / "tests" / "promises",
    )
    for one in standings:
        if options.state in (None, one.state):
            print(f"{one.id:<4} {one.state:<9} {_first_words(one.words)}{f'  [{one.lacks}]' if one.lacks else ''}")
    counts = {state: sum(one.state == state for one in standings) for state in ("kept", "thin", "not kept")}
    print(f"\n{len(standings)} promises: " + ", ".join(f"{count} {state}" for state, count in counts.items()))
    if not results.exists():
        print("No run of the stories is noted on this home: run ./test first.")
    return 0


def stand(page: str, results: dict[str, Any], folder: Path) -> list[Standing]:
    """Every row of the page with its state. A promise is kept when all tests now in its story passed when last run."""
    rows = (found for line in page.splitlines() if (found := _ROW.match(line)))
    return [_judge(row[1], row[2], results.get(row[1], {}), _tests_of(row[1], folder)) for row in rows]


def _tests_of(promise: str, folder: Path) -> set[str]:
    """Names of the tests now written in the story's file."""
    names = set()
    for path in folder.glob("test_*_*.py"):
        if path.stem.split("_")[1].upper() == promise:
            tree = ast.parse(path.read_text())
            names |= {
                node.name
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            }
    return names


def _judge(promise: str, words: str, runs: dict[str, Any], written: set[str]) -> Standing:
    by_name: dict[str, list[dict[str, Any]]] = {name: [] for name in written}
    for node, seen in runs.items():
        name = node.rpartition("::")[2].partition("[")[0]
        if name in by_name:  # a test that is no longer written proves nothing
            by_name[name].append(seen)
    if not written:
        return Standing(promise, words, "not kept", "")
    for name, seen in sorted(by_name.items()):
        if not seen:
            return Standing(promise, words, "not kept", f"{name} was not run")
        if any(one["failed"] or not one["passed"] for one in seen):
            return Standing(promise, words, "not kept", f"{name} did not pass")
    lacks = sorted({one["lacks"] for seen in by_name.values() for one in seen if one["lacks"]})
    return Standing(promise, words, "thin" if lacks else "kept", "; ".join(lacks))


def _first_words(words: str, width: int = 90) -> str:
    return words if len(words) <= width else words[: width - 1].rsplit(" ", 1)[0] + "…"
