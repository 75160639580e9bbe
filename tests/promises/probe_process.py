"""`relay` or `worker` with one reaction more on every verb: a probe that writes down each event it was run for."""

import os
import sys

import django

from prilavok.kit.jobs.registry import Due, job


def _watch_every_verb() -> None:
    from prilavok.flows.reactions import REACTIONS
    from prilavok.kit.events.facts import EVENTS
    from prilavok.kit.events.relay import Reaction

    assert isinstance(REACTIONS, dict)
    for verb in EVENTS:
        REACTIONS[verb] = (*REACTIONS[verb], Reaction("probe.see"))


def see(due: Due) -> None:
    """Write down that a reaction ran for this event."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe (event) VALUES (%s)", [due.facts["event"]])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.settings")
    django.setup()
    if sys.argv[1] == "relay":
        from prilavok.doors.relay import main

        _watch_every_verb()
    else:
        from prilavok.doors.worker import main

        job("probe.see")(see)
    main()
