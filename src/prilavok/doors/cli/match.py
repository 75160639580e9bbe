"""`prilavok match FILE`: who of a list is one person, by what agrees and how rarely; nothing is joined by it."""

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
    parser.add_argument("file", type=Path, help="the list: CSV, XLSX, JSON lines or Parquet, one row a record")
    parser.add_argument("--other", type=Path, help="a second list: link the two instead of finding repeats in one")
    parser.add_argument("--columns", default="", metavar="FIELD=HEADING,…", help="which column holds what; see below")
    parser.add_argument("--id", default="", metavar="HEADING", help="the column of the rows' own codes")
    parser.add_argument("--out", type=Path, help="what to write, .csv or .jsonl; by default FILE.matched.csv")
    parser.add_argument("--overwrite", action="store_true", help="replace what is to be written if it is there")
    parser.add_argument("--least", type=_share, default=0.5, metavar="P", help="confidence that ties rows (0.5)")
    parser.add_argument("--model", type=Path, help="weights learnt before; without them they are learnt from the list")
    parser.add_argument("--save-model", type=Path, metavar="FILE", help="keep the weights that were learnt")
    parser.add_argument("--language", choices=LANGUAGES, default=_language(), help="of refusals")
    parser.epilog = (
        "Fields: name, last_name, first_name, middle_name, birth_date, phone, email, document, card, postcode, region, "
        "city, address, street, house. Well-known headings in Russian, Kazakh and English are found without --columns; "
        "“phone=” leaves a found one out. The list never leaves this machine and nothing is joined: the answer is for "
        "a person to read."
    )


def _language() -> str:
    told = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2]
    return told if told in LANGUAGES else "en"


def run(options: argparse.Namespace) -> int:
    """Match; 0 when the answer is written, 1 when it is refused and nothing was written."""
    django.setup()
    from django.utils import translation
    from django.utils.translation import gettext

    from prilavok.doors.cli.matched_list import match_list
    from prilavok.kit.errors import Refused

    with translation.override(options.language):
        try:
            match_list(options)
        except Refused as refusal:
            print(f"prilavok match: {refusal.say(gettext)}", file=sys.stderr)
            return 1
    return 0
