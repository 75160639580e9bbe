"""How all known customers are compared from the command line: suggestions for staff, joins as far as the owner says."""

import argparse
import sys

from django.utils.translation import gettext

from prilavok.flows.suggest_alike import suggest_alike
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


def match_people(options: argparse.Namespace) -> None:
    """Compare everybody, say what came of it. Raises Refused."""
    found = suggest_alike(
        least=max(options.least, 0.5),
        join_from=options.join_from,
        at_most=options.at_most,
        told=lambda step: print(f"{step}…", file=sys.stderr, flush=True),
        actor=SYSTEM,
        at=clock.now(),
    )
    told = gettext(
        "%(people)s people compared; %(suggested)s new pairs for staff to decide, %(joined)s of them joined."
    )
    print(told % {"people": found.people, "suggested": found.suggested, "joined": found.joined})
