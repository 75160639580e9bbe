"""`prilavok messages`: compiles the catalogues of messages that are newer than what was compiled from them."""

import argparse
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.settings import ROOT


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where the catalogues lie."""
    parser.add_argument("--folder", type=Path, default=ROOT / "src" / "prilavok" / "locale")


def run(options: argparse.Namespace) -> int:
    """Compile what is stale; the compiled file appears whole."""
    for catalogue in sorted(options.folder.glob("*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= catalogue.stat().st_mtime_ns:
            continue
        with catalogue.open("rb") as source:
            try:
                words = read_po(source, locale=catalogue.parts[-3], abort_invalid=True)
            except PoFileError as trouble:
                raise LaunchRefused(f"{catalogue} cannot be read: {trouble}") from trouble
        fresh = compiled.with_suffix(".fresh")
        with fresh.open("wb") as goal:
            write_mo(goal, words)
        fresh.replace(compiled)
        print(f"  compiled {catalogue.parts[-3]}/{catalogue.name}", flush=True)
    return 0
