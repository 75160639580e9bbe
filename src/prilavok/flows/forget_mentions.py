"""What others said that names somebody erased goes too: events of sites, refused ones, lists that were brought."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from prilavok.domains.tracking.actions import KEPT_TOLD, empty_refused, empty_told
from prilavok.flows.moving_in.blank_rows import blank_rows
from prilavok.insights.person_mentions import Named, open_named, pattern_of, pattern_with_name, seal_named
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None
VERB = "person.forget_mentions"
_NIL = UUID(int=0)
_A_RUN = 5_000  # events looked through by one job, half a second of work; the next goes on
_TOGETHER = 100  # names that one job looks for


@dataclass(frozen=True, slots=True)
class Way:
    """The day that is looked through, after which event of it, and the last day to be reached."""

    day: date
    since: date
    after: UUID = _NIL


def queue_mentions(named: Named, erasure: UUID, *, late: datetime, actor: Actor, at: datetime) -> None:
    """Within the caller's story: have all of it looked for, and late, once more, what was being read just then."""
    today = _day(at)
    ways = ((Way(today, _day(at - KEPT_TOLD)), at), (Way(today, today), late))
    pieces = [named[nth : nth + _TOGETHER] for nth in range(0, len(named), _TOGETHER)]
    jobs = [_job(seal_named(piece), f"{erasure} {nth}", way, at, run_at)
            for nth, piece in enumerate(pieces) for way, run_at in ways]  # fmt: skip
    queue_jobs(jobs, at)


def forget_mentions(named: Named, *, before: datetime, actor: Actor, at: datetime) -> None:
    """Within the caller's story: the whole of it at once, for a copy that nobody may look at before."""
    way: Way | None = Way(_day(before), _day(before - KEPT_TOLD))
    while way:
        way = _go_on(named, way, before, actor, at)


def _go_on(named: Named, way: Way, before: datetime, actor: Actor, at: datetime) -> Way | None:
    """Look through some more; from where to go on, None at the end."""
    looked, pattern = 0, pattern_of(named)
    if (way.day, way.after) == (_day(before), _NIL):
        blank_rows(named, before=before, actor=actor, at=at)
        empty_refused(pattern_with_name(named), before=before)
    while looked < _A_RUN and way.day >= way.since:
        rows, last = empty_told(pattern, way.day, after=way.after, before=before, most=_A_RUN)
        looked += rows
        way = replace(way, after=last) if last else Way(way.day - timedelta(days=1), way.since)
    return way if way.day >= way.since else None


def _job(sealed: str, of: str, way: Way, before: datetime, run_at: datetime) -> NewJob:
    facts = {"named": sealed, "of": of, "day": way.day.isoformat(), "since": way.since.isoformat(),
             "after": str(way.after), "before": before.isoformat()}  # fmt: skip
    key = f"{of} {way.since} {way.day} {way.after}"
    return NewJob(verb=VERB, facts=facts, key=key, queue="chores", run_at=run_at)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


@job(VERB, together=1)
def _forget_due(due: Due) -> None:
    sealed, of = str(due.facts["named"]), str(due.facts["of"])
    day, since, before = (str(due.facts[one]) for one in ("day", "since", "before"))
    way, asked = Way(date.fromisoformat(day), date.fromisoformat(since), UUID(str(due.facts["after"]))), due.run_at
    if rest := _go_on(open_named(sealed), way, datetime.fromisoformat(before), SYSTEM, asked):
        queue_jobs([_job(sealed, of, rest, datetime.fromisoformat(before), asked)], asked)
