"""Doing a job that speaks to the outside: its attempt is committed, the call stands in no transaction, then the end."""

from django.db import transaction

from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.jobs import claims
from prilavok.kit.jobs.backoff import failure_text
from prilavok.kit.jobs.registry import Due, Outside, Work
from prilavok.kit.jobs.turn import Turn


def run_outside(due: Due, before: str, work: Work) -> Turn:
    """Do one attempt. before: the error of the attempt before, which tells whether that one got no answer."""
    assert work.outside is not None
    if before == claims.UNANSWERED and not work.again_when_unknown:
        return _give_up(due, work.outside, _unknown())
    if due.attempt > due.tries:
        return _give_up(due, work.outside, _unknown() if before == claims.UNANSWERED else _worn_out())
    try:
        with transaction.atomic():
            if not claims.take([due], patient=True):
                return Turn()
            asked = work.outside.prepare(due)
            if asked is None:
                claims.end([due])
                return Turn(done=1)
            claims.note(due, claims.UNANSWERED)
    except Exception as trouble:
        if claims.connection_lost():
            raise
        return _put_off_or_give_up(due, work.outside, trouble)
    return _call(due, asked, work)


def _call(due: Due, asked: object, work: Work) -> Turn:
    cut = work.outside
    assert cut is not None
    try:
        answer = cut.call(due, asked)
    except OutsideFailed as failure:
        if failure.outcome == "final" or (failure.outcome == "unknown" and not work.again_when_unknown):
            return _give_up(due, cut, failure)
        return _put_off_or_give_up(due, cut, failure, seconds=failure.retry_after or 0)
    except Exception as trouble:
        # The request may have left before our own mistake: its outcome is as unknown as after a cut line.
        return _after_doubt(due, work, trouble)
    try:
        with transaction.atomic():
            if not claims.take([due], patient=True):
                return Turn()
            cut.finish(due, asked, answer)
            claims.end([due])
    except Exception as trouble:
        if claims.connection_lost():
            raise
        return _after_doubt(due, work, trouble)
    return Turn(done=1)


def _after_doubt(due: Due, work: Work, trouble: Exception) -> Turn:
    assert work.outside is not None
    if work.again_when_unknown:
        return _put_off_or_give_up(due, work.outside, trouble)
    failure = _unknown()
    failure.__cause__ = trouble
    return _give_up(due, work.outside, failure)


def _put_off_or_give_up(due: Due, cut: Outside, trouble: Exception, *, seconds: int = 0) -> Turn:
    if due.attempt >= due.tries:
        return _give_up(due, cut, trouble if isinstance(trouble, OutsideFailed) else _worn_out(), trouble)
    with transaction.atomic():
        if not claims.take([due], patient=True):
            return Turn()
        claims.put_off(due, trouble, clock.now(), seconds=seconds)
    return Turn(failed=1)


def _give_up(due: Due, cut: Outside, failure: OutsideFailed, trouble: Exception | None = None) -> Turn:
    error = failure_text(trouble or failure)
    with transaction.atomic():
        if not claims.take([due], patient=True):
            return Turn()
        try:
            with transaction.atomic():
                cut.give_up(due, failure)
        except Exception as more:
            if claims.connection_lost():
                raise
            error = f"{error}, giving up: {failure_text(more)}"[:300]
        claims.bury(due, error, clock.now())
    return Turn(buried=1)


def _unknown() -> OutsideFailed:
    return OutsideFailed("unknown", "job.unanswered", _("The other side may have got it, but gave no answer."))


def _worn_out() -> OutsideFailed:
    return OutsideFailed("temporary", "job.worn_out", _("Every attempt failed."))
