"""`prilavok token LOGIN`: a token for a program that asks at the REST door with somebody's rights."""

import argparse
from datetime import timedelta

import django

LONGEST = 366


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whose rights, and for how long."""
    parser.add_argument("login", help="whose rights it has; better somebody made for the program than a person")
    parser.add_argument("--days", type=_days, default=90, help=f"1 to {LONGEST} (default: 90)")


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= LONGEST:
        raise argparse.ArgumentTypeError(f"1 to {LONGEST} days")
    return days


def run(options: argparse.Namespace) -> int:
    """Print the token alone on one line. It dies with any change of the person's row: password, language, leaving."""
    django.setup()
    from prilavok.doors.api.tokens import give_token
    from prilavok.kit import clock

    print(give_token(options.login, clock.now() + timedelta(days=options.days)))
    return 0
