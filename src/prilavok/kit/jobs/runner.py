"""Doing what is due: effects and the end of a job in one transaction, attempts counted before."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.db import IntegrityError, connection, transaction

from prilavok.kit import clock
from prilavok.kit.jobs import claims
from prilavok.kit.jobs.backoff import failure_text
from prilavok.kit.jobs.outside import run_outside
from prilavok.kit.jobs.registry import Due, Work, works
from prilavok.kit.jobs.turn import Turn

_LONGEST_TURN = 3.0  # seconds of work on one claim; what is not begun by then is given back
_LONGEST_GROUP = 0.2  # seconds of one transaction of several jobs; no writer may last over half a second


def run_due(queue: str = "default", limit: int = 100, known: Mapping[str, Work] | None = None) -> Turn:
    """Claim due jobs of one queue and do them; what became of them. An empty turn: nothing was due.

    known: the verbs this worker does, the whole registry where left out; jobs of other verbs are left waiting.
    """
    known = works if known is None else known
    inside = [verb for verb, work in known.items() if work.outside is None]
    cut = [verb for verb, work in known.items() if work.outside is not None]
    turn = Turn(buried=claims.bury_worn_out(queue, inside, clock.now()))
    turn += _run_inside(claims.claim(queue, inside, clock.now(), limit), known)
    for verb in cut:
        grace = timedelta(seconds=known[verb].seconds)
        for due, before in claims.claim(queue, [verb], clock.now(), 1, grace=grace):
            turn += run_outside(due, before, known[verb])
    return turn


def _run_inside(claimed: Sequence[tuple[Due, str]], known: Mapping[str, Work]) -> Turn:
    turn, until = Turn(), time.monotonic() + _LONGEST_TURN
    groups = list(_groups([due for due, _before in claimed], known))
    while groups and time.monotonic() < until:
        group = groups.pop(0)
        turn += _run_group(group, known[group[0].verb])
    claims.give_back([due for group in groups for due in group])
    return turn


def _groups(dues: Iterable[Due], known: Mapping[str, Work]) -> Iterable[list[Due]]:
    """First attempts of one verb go together; a job that failed or killed its worker before goes alone."""
    fresh: dict[str, list[Due]] = {}
    alone: list[list[Due]] = []
    for due in dues:
        if due.attempt > 1:
            alone.append([due])
        else:
            fresh.setdefault(due.verb, []).append(due)
    for verb, same in fresh.items():
        size = known[verb].together
        yield from (same[start : start + size] for start in range(0, len(same), size))
    yield from alone


class _Spoiled(Exception):
    """Writes of a group broke a rule that is judged at the end, and nobody knows whose they were."""


def _run_group(group: Sequence[Due], work: Work) -> Turn:
    """Do a group in one transaction; where it breaks as a whole, do each of its jobs in a transaction of its own."""
    if work.many is not None:
        return _run_list(group, work)
    try:
        return _run_together(group, work)
    except _Spoiled:
        return sum((_run_together([due], work) for due in group), Turn())


def _run_together(group: Sequence[Due], work: Work) -> Turn:
    done: list[Due] = []
    failed: list[tuple[Due, Exception]] = []
    with transaction.atomic():
        ours = claims.take(group)
        until = time.monotonic() + _LONGEST_GROUP
        for number, due in enumerate(ours):
            if number and time.monotonic() > until:
                claims.give_back(ours[number:])
                break
            trouble = _attempt(due, work, alone=len(group) == 1)
            if trouble is None:
                done.append(due)
            else:
                failed.append((due, trouble))
        if len(group) > 1 and done:
            try:
                _check_deferred()
            except IntegrityError:
                raise _Spoiled from None
        claims.end(done)
        buried = _set_aside(failed)
    return Turn(len(done), len(failed) - buried, buried)


def _attempt(due: Due, work: Work, *, alone: bool) -> Exception | None:
    """Do one job in a savepoint; what went wrong, after its writes were undone."""
    assert work.one is not None
    try:
        with transaction.atomic():
            work.one(due)
            if alone:
                _check_deferred()
    except Exception as trouble:
        if claims.connection_lost():
            raise
        return trouble
    return None


def _run_list(group: Sequence[Due], work: Work) -> Turn:
    assert work.many is not None
    with transaction.atomic():
        ours = claims.take(group)
        if not ours:
            return Turn()
        try:
            with transaction.atomic():
                work.many(ours)
                _check_deferred()
        except Exception as trouble:
            if claims.connection_lost():
                raise
            # Whose fault it was is not known: each comes back alone, where it can only fail for itself.
            buried = _set_aside([(due, trouble) for due in ours])
            return Turn(0, len(ours) - buried, buried)
        claims.end(ours)
    return Turn(len(ours))


def _check_deferred() -> None:
    """Have foreign keys, which wait for the commit, speak up now while it is known whose writes they judge."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _set_aside(failed: Iterable[tuple[Due, Exception]]) -> int:
    """Put failed jobs off, or bury those that had their last try; how many were buried."""
    buried, now = 0, clock.now()
    for due, trouble in failed:
        if due.attempt >= due.tries:
            claims.bury(due, failure_text(trouble), now)
            buried += 1
        else:
            claims.put_off(due, trouble, now)
    return buried
