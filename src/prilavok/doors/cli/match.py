"""`prilavok match`: who of a list, or of all known customers, is one person, by what agrees and how rarely."""

import argparse
import os
import sys
from pathlib import Path

import django

LANGUAGES = ("ru", "kk", "en")


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0.01 <= share <= 0.999999:
        raise argparse.ArgumentTypeError("a number from 0.01 to 0.999999 is wanted")
    return share


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, and how it is to be read and where the answer goes."""
    parser.add_argument(
        "file", type=Path, nargs="?", help="the list: CSV, XLSX, JSON lines or Parquet, one row a record"
    )
    parser.add_argument("--other", type=Path, help="a second list: link the two instead of finding repeats in one")
    parser.add_argument("--columns", default="", metavar="FIELD=HEADING,…", help="which column holds what; see below")
    parser.add_argument("--id", default="", metavar="HEADING", help="the column of the rows' own codes")
    parser.add_argument("--out", type=Path, help="what to write, .csv or .jsonl; by default FILE.matched.csv")
    parser.add_argument("--overwrite", action="store_true", help="replace what is to be written if it is there")
    parser.add_argument("--least", type=_share, default=0.5, metavar="P", help="confidence that ties rows (0.5)")
    parser.add_argument("--model", type=Path, help="weights learnt before; without them they are learnt from the list")
    parser.add_argument("--save-model", type=Path, metavar="FILE", help="keep the weights that were learnt")
    parser.add_argument("--customers", action="store_true", help="compare all known customers: suggestions for staff")
    parser.add_argument("--join-from", type=_share, metavar="P", help="with --customers: join from this confidence on")
    parser.add_argument("--at-most", type=int, default=0, metavar="N", help="with --join-from: so many joins at most")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="what compares the rows")
    parser.add_argument("--language", choices=LANGUAGES, default=_language(), help="of refusals")
    parser.epilog = (
        "Fields: name, last_name, first_name, middle_name, birth_date, phone, email, document, card, postcode, region, "
        "city, address, street, house. Well-known headings in Russian, Kazakh and English are found without --columns; "
        "“phone=” leaves a found one out. The list never leaves this machine and nothing is joined: the answer is for "
        "a person to read. With --customers what is found is put before staff in the office, under “Who may be one "
        "person”, and joined by itself only as the owner has set it there, under “Rules of identity”; --join-from and "
        "--at-most only narrow that. Every join can be undone."
    )


def wrong_together(options: argparse.Namespace) -> str:
    """What of the words given does not go together, or ""."""
    if options.customers == (options.file is not None):
        return "name a list, or --customers for everybody who is known"
    if not options.customers and (options.join_from is not None or options.at_most):
        return "--join-from and --at-most go with --customers"
    if options.customers and options.engine != "duckdb":
        return "--engine goes with a list"
    if (options.join_from is None) != (options.at_most <= 0):
        return "--join-from wants --at-most, the most joins of this run, and the other way round"
    return ""


def _language() -> str:
    told = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2]
    return told if told in LANGUAGES else "en"


def run(options: argparse.Namespace) -> int:
    """Match; 0 when done, 1 when refused and nothing was written, 2 where the words do not go together."""
    if wrong := wrong_together(options):
        print(f"prilavok match: {wrong}", file=sys.stderr)
        return 2
    django.setup()
    from django.utils import translation
    from django.utils.translation import gettext

    from prilavok.doors.cli.matched_list import match_list
    from prilavok.doors.cli.matched_people import match_people
    from prilavok.kit.errors import Refused

    with translation.override(options.language):
        try:
            if options.customers:
                match_people(options)
            else:
                match_list(options)
        except Refused as refusal:
            print(f"prilavok match: {refusal.say(gettext)}", file=sys.stderr)
            return 1
    return 0
