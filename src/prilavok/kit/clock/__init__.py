"""Keeps the one answer to "what time is it"; never read by rules, hot SQL or domains, which are given the instant.

Words: shared clock, the row that trials and tests move and all processes follow; elsewhere it does not exist.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused
from prilavok.kit.settings import where

_READ = "SELECT at, running, set_at FROM kit_clock WHERE id = 1"
_SET = """
INSERT INTO kit_clock (id, at, running, set_at) VALUES (1, %(at)s, %(running)s, %(real)s)
ON CONFLICT (id) DO UPDATE SET at = excluded.at, running = excluded.running, set_at = excluded.set_at
"""
# One statement, so that two processes moving the clock at once both count.
_MOVE = """
INSERT INTO kit_clock AS c (id, at, running, set_at) VALUES (1, %(real)s + %(by)s, true, %(real)s)
ON CONFLICT (id) DO UPDATE SET
    at = c.at + CASE WHEN c.running THEN %(real)s - c.set_at ELSE interval '0' END + %(by)s, set_at = %(real)s
RETURNING at
"""


def now() -> datetime:
    """The instant, aware, in UTC: the machine's, or in a trial the shared clock's where one is set."""
    real = datetime.now(UTC)
    if not where().trial:
        return real
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        row = cursor.fetchone()
    if row is None:
        return real
    at, running, set_at = row
    moved: datetime = at + (real - set_at) if running else at
    return moved.astimezone(UTC)


def set_clock(at: datetime, *, running: bool = False) -> None:
    """Set the shared clock for all processes; it stands still unless `running`. Refused outside a trial."""
    _only_in_trial()
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    with connection.cursor() as cursor:
        cursor.execute(_SET, {"at": at, "running": running, "real": datetime.now(UTC)})


def move_clock(by: timedelta) -> datetime:
    """Move the shared clock forward (or back) and say what it shows now; set off from real time where it was not set.

    Refused outside a trial.
    """
    _only_in_trial()
    given: dict[str, Any] = {"by": by, "real": datetime.now(UTC)}
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, given)
        (at,) = cursor.fetchone()
    shown: datetime = at.astimezone(UTC)
    return shown


def _only_in_trial() -> None:
    if not where().trial:
        raise Refused("clock.fixed", _("The clock can be moved in a trial only."))
