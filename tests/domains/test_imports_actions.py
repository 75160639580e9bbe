"""A taking-in of a source: the same bytes once, whatever their name; slices add up or are refused by the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests import make

from prilavok.domains.imports.actions import commit_slice, finish_run, last_slice, open_run, refuse_run
from prilavok.domains.imports.errors import SourceLoadedAlready
from prilavok.domains.imports.models import ImportSlice
from prilavok.domains.imports.queries import count_refused, read_run, sum_slices
from prilavok.domains.imports.types import Refusal, RunView, SliceCounts
from prilavok.kit.events.actor import SYSTEM

BYTES = "a" * 64


def begin(source: str = "year", fingerprint: str = BYTES, weeks: int = 3) -> RunView:
    return open_run(
        source, fingerprint, currency="KZT", origin="load", shift_weeks=weeks, totals={"lines": 9}, at=make.AT
    )


def test_a_run_begun_is_gone_on_with_and_its_dates_stay(rolled_back: None) -> None:
    run = begin(weeks=3)
    commit_slice(run.id, "sales", 1, SliceCounts(5, 5, 50, 50), at=make.AT)
    again = open_run(
        "year",
        BYTES,
        currency="KZT",
        origin="load",
        shift_weeks=4,
        totals={"lines": 10},
        at=make.AT + timedelta(days=7),
    )
    assert (again.id, again.shift_weeks, again.totals, again.began_at) == (run.id, 3, {"lines": 9}, make.AT)
    assert (last_slice(run.id, "sales"), last_slice(run.id, "stock")) == (1, 0)
    assert begin(fingerprint="b" * 64).id != run.id


def test_the_same_bytes_under_another_name_are_refused(rolled_back: None) -> None:
    run = begin()
    for finished in (False, True):
        before = make.rows_of_all_tables()
        with pytest.raises(SourceLoadedAlready) as refusal:
            begin("another name")
        assert refusal.value.facts["source"] == "year"
        assert make.grown(before) == {}
        if not finished:
            finish_run(run.id, lines=0, refused=0, actor=SYSTEM, at=make.AT)


def test_a_refused_source_may_be_tried_again(rolled_back: None) -> None:
    for _ in range(2):
        refused = refuse_run("year", BYTES, "file_cut: lines.csv", origin="load", actor=SYSTEM, at=make.AT)
        view = read_run(refused)
        assert (view.state, view.refusal, view.finished_at) == ("refused", "file_cut: lines.csv", make.AT)
        assert make.verbs_of([refused]) == {"import.refused": 1}
    assert begin("corrected").state == "running"


@pytest.mark.parametrize(
    ("rows_refused", "amount_refused"),
    [(0, 100), (1, 100), (2, 99), (2, 0)],
    ids=["row lost", "row too few", "cent lost", "all"],
)
def test_a_slice_that_does_not_add_up_is_refused_by_the_database(
    rolled_back: None, rows_refused: int, amount_refused: int
) -> None:
    run = begin()
    with pytest.raises(IntegrityError, match="imports_slice_adds_up"), transaction.atomic():
        ImportSlice.objects.create(
            id=run.id,
            run_id=run.id,
            step="sales",
            number=1,
            rows_in=10,
            rows_loaded=8,
            rows_refused=rows_refused,
            amount_in=1000,
            amount_loaded=900,
            amount_refused=amount_refused,
            committed_at=make.AT,
        )
    assert last_slice(run.id, "sales") == 0


def test_slices_and_refused_rows_are_counted_once(rolled_back: None) -> None:
    run = begin()
    refusals = (Refusal(7, "product_unknown", 100, {"product": "no-such"}), Refusal(9, "negative", -5, {}))
    commit_slice(run.id, "sales", 1, SliceCounts(10, 8, 1000, 905, refusals), at=make.AT)
    commit_slice(run.id, "sales", 2, SliceCounts(3, 3, 30, 30), at=make.AT + timedelta(seconds=5))
    commit_slice(run.id, "stock", 1, SliceCounts(4, 4), at=make.AT)
    assert sum_slices(run.id, "sales") == (13, 2)
    assert count_refused(run.id) == {"negative": (1, -5), "product_unknown": (1, 100)}

    def repeat() -> None:
        commit_slice(run.id, "sales", 2, SliceCounts(3, 3), at=make.AT)

    def repeat_a_refused_row() -> None:
        commit_slice(run.id, "sales", 3, SliceCounts(1, 0, 0, 0, refusals[:1]), at=make.AT)

    for wrong in (repeat, repeat_a_refused_row):
        _refused_by_database(wrong)
    assert last_slice(run.id, "sales") == 2
    assert read_run(run.id).step == "stock"


def _refused_by_database(act: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError, match="_once"), transaction.atomic():
        act()


def test_a_run_is_done_once(rolled_back: None) -> None:
    run = begin()
    finish_run(run.id, lines=13, refused=2, actor=SYSTEM, at=make.AT)
    finish_run(run.id, lines=99, refused=0, actor=SYSTEM, at=make.AT + timedelta(days=1))
    view = read_run(run.id)
    assert (view.state, view.step, view.finished_at) == ("done", "", make.AT)
    assert make.ask(
        "SELECT verb, origin, (facts ->> 'lines')::int, (facts ->> 'refused')::int FROM kit_event WHERE subject = %s",
        run.id,
    ) == [("import.finished", "load", 13, 2)]
    assert begin().state == "done"
