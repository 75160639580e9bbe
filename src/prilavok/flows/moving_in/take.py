"""A slice of a list is taken in, or tried and undone in a check; each in one transaction with the cursor behind it."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.imports import actions
from prilavok.domains.imports.queries import count_steps, hold_list, next_slice, sum_slices
from prilavok.domains.imports.types import ListView, SliceCounts
from prilavok.flows.moving_in.goods import put_goods
from prilavok.flows.moving_in.orders import put_orders
from prilavok.flows.moving_in.people import put_people
from prilavok.flows.moving_in.portion import KeptRow, next_job, read_portion
from prilavok.kit import clock
from prilavok.kit.db.connections import rehearsed, story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = "imports.load"
ROWS_AT_ONCE = 50  # people are also made findable: a slice stays well under half a second
STEPS = {"customers": "customers", "contacts": "contacts", "orders": "sales", "goods": "goods"}


@job("list.take", together=1)
def _take_due(due: Due) -> None:
    """Take the slice whose turn it is, and queue the next one in the same transaction."""
    run, at = UUID(due.facts["run"]), clock.now()
    if _take(run, SYSTEM, at):
        told = hold_list(run)
        queue_jobs([next_job(run, told.state, told.passed)], at)


def take_slice(run: UUID, *, actor: Actor, at: datetime) -> bool:
    """The same without a worker; whether there is more to take."""
    with story():
        return _take(run, actor, at)


def _take(run: UUID, actor: Actor, at: datetime) -> bool:
    told = hold_list(run)
    if told.state not in {"checking", "running"}:
        return False
    try:
        rows = read_portion(told, ROWS_AT_ONCE, at)
    except NotFound:
        actions.give_up_list(run, "file_gone", at=at)
        return False
    step = "check" if told.state == "checking" else STEPS[told.subject]
    if rows:
        actions.commit_slice(run, step, next_slice(run, step), _put(told, rows, actor, at), at=at)
        passed = told.passed + len(rows)
        actions.move_cursor(run, rows[-1].ends, passed)
        if passed < told.rows:
            return True
    if step == "check":
        (counts,) = count_steps([run])[run]
        sold = told.subject == "orders"
        totals = {"lines": counts.rows_in if sold else 0, "amount": counts.amount_in, told.subject: counts.rows_in}
        actions.finish_check(run, totals, at=at)
    else:
        taken, refused = sum_slices(run, step)
        actions.finish_run(run, lines=taken, refused=refused, actor=actor, at=at)
    return False


def _put(told: ListView, rows: list[KeptRow], actor: Actor, at: datetime) -> SliceCounts:
    put = {"orders": put_orders, "goods": put_goods}.get(told.subject, put_people)
    if told.state == "running":
        return put(told, rows, actor=actor, at=at)
    with rehearsed():
        return put(told, rows, actor=actor, at=at)
