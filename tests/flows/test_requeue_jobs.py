"""Buried work is sent off again by a person, with all its tries, and the person is known."""

from tests.doors.web_people import AT, hire

from prilavok.domains.staff.queries import actor_of
from prilavok.flows.requeue_jobs import requeue_jobs
from prilavok.kit.events.timeline import events_about
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.models import Job


def _job(**more: object) -> Job:
    return Job.objects.create(
        id=new_id(),
        queue="default",
        verb="orders.recount",
        run_at=AT,
        made_at=AT,
        attempts=8,
        error="ValueError",
        **more,
    )


def test_only_what_lies_buried_goes_back_to_work(rolled_back: None) -> None:
    actor = actor_of(hire("manager"))
    buried, waiting = _job(buried_at=AT), _job()
    assert requeue_jobs([buried.id, waiting.id, new_id()], actor=actor, at=AT) == 1
    buried.refresh_from_db()
    waiting.refresh_from_db()
    assert (buried.buried_at, buried.attempts, buried.error) == (None, 0, None)
    assert waiting.attempts == 8  # nobody's tries were given back by the way
    (event,) = events_about(buried.id)
    assert (event.verb, event.actor.kind, event.actor.id) == ("job.requeued", "staff", actor.id)
    assert events_about(waiting.id) == ()
