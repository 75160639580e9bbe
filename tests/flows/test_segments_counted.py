"""Counting everybody: segments together in slices, killed anywhere, beside what happens and beside changed rules.

Covers prilavok.flows.count_segments.
"""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from tests import make
from tests.people import household
from tests.segment_world import buy, members, settle, told

from prilavok.domains.audiences.actions import recount_segments
from prilavok.domains.audiences.queries import list_segments, read_segment
from prilavok.domains.audiences.types import Bought, LastBought, Not, Rule, SegmentView
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.count_segments import count_slice, queue_count
from prilavok.flows.keep_segments import save_segment
from prilavok.flows.reactions import REACTIONS
from prilavok.insights.segments.comparing import differing, moves_within
from prilavok.insights.segments.judging import judge_all
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.relay import relay_once
from prilavok.kit.jobs.queue import QUEUES
from prilavok.kit.jobs.registry import Due
from prilavok.kit.jobs.runner import run_due

pytestmark = [pytest.mark.quiet, pytest.mark.usefixtures("shop")]
RULES: list[Rule] = [Bought(least=1, days=30), LastBought(least=1), Not(of=Bought(least=2))]


@pytest.fixture
def shop(own_database: Any, monkeypatch: Any) -> None:
    clock.set_clock(make.AT)
    know_all_jobs()
    for name, so_much in (("FIRST", 2), ("LEAST", 2), ("MOST", 2)):
        monkeypatch.setattr(f"prilavok.flows.count_segments.{name}", so_much)


def kept(rules: list[Rule]) -> list[SegmentView]:
    return [save_segment(None, {"en": "Test"}, rule, actor=SYSTEM, at=clock.now()) for rule in rules]


def count_again() -> None:
    """As an import's end has it."""
    with story():
        queue_count(recount_segments([one.id for one in list_segments()]), at=clock.now())


def waiting() -> list[dict[str, Any]]:
    found = make.ask("SELECT facts FROM kit_job WHERE verb = 'segments.count' ORDER BY id")
    return [json.loads(str(facts)) for (facts,) in found]


def test_segments_are_counted_together_and_whoever_looks_sees_how_far() -> None:
    place, variant = make.place(), make.variant()
    known = [household() for _ in range(5)]
    for _who, leaf in known[:3]:
        buy(leaf, place, variant, origin="import")
    segments = kept(RULES)
    settle()
    assert [members(one.id) for one in segments] == [{who for who, _ in known[:3]}, set(), {who for who, _ in known}]
    buy(known[4][1], place, variant, origin="import")
    count_again()
    [line] = waiting()
    assert set(line["segments"]) == {str(one.id) for one in segments}
    assert run_due("chores", limit=1).done == 1
    assert {(one.judged, one.counted_at) for one in list_segments()} == {(2, None)}
    settle()
    assert all(one.counted_at for one in list_segments()) and waiting() == []
    assert known[4][0] in members(segments[0].id)
    assert [read_segment(one.id).size for one in segments] == [4, 0, 5]
    assert differing({one.id: one.rule for one in segments}, at=clock.now()) == {}
    assert told("segment.entered") == told("segment.left") == []  # nothing has happened to whoever is counted


def test_a_slice_undone_by_a_crash_is_counted_again() -> None:
    known = [household()[0] for _ in range(7)]
    [segment] = kept([Not(of=Bought(least=1))])
    assert run_due("chores", limit=1).done == 1
    [facts] = waiting()
    with pytest.raises(ConnectionError), story():
        count_slice(Due(uuid4(), "chores", "segments.count", facts, None, clock.now(), 1, 8))
        raise ConnectionError("the machine went")
    assert (len(members(segment.id)), read_segment(segment.id).size) == (2, 2) and waiting() == [facts]
    settle()
    assert members(segment.id) == set(known) and read_segment(segment.id).size == 7


def test_a_segment_changed_or_put_away_meanwhile_leaves_the_others_to_be_counted() -> None:
    known = {household()[0] for _ in range(5)}
    first, second = kept([Not(of=Bought(least=1)), Bought(most=0)])
    count_again()
    assert run_due("chores", limit=1).done == 1
    save_segment(
        first.id, {"en": "Other"}, Bought(least=1), seen=read_segment(first.id).version, actor=SYSTEM, at=make.AT
    )
    settle()
    assert (members(first.id), members(second.id)) == (set(), known)
    assert all(read_segment(one.id).counted_at for one in (first, second))


def test_a_member_who_is_no_customer_any_more_is_counted_out() -> None:
    [known] = [household()[0] for _ in range(1)]
    [segment] = kept([Bought(most=0)])
    settle()
    make.ask(
        "INSERT INTO audiences_membership (id, segment_id, customer, entered_at, entered_by) VALUES"
        " (%s, %s, %s, %s, 'counted'), (%s, %s, %s, %s, 'counted') RETURNING 1",
        *(uuid4(), segment.id, UUID(int=5), make.AT),
        *(uuid4(), segment.id, UUID(int=2**128 - 5), make.AT),
    )
    make.ask("UPDATE audiences_segment SET size = 3 WHERE id = %s RETURNING 1", segment.id)
    count_again()
    settle()
    assert members(segment.id) == {known} and read_segment(segment.id).size == 1


def test_counting_beside_purchases_ends_in_just_those_whom_the_facts_name() -> None:
    """Workers count and judge while customers buy: what was judged by something newer is never overwritten."""
    place, variant = make.place(), make.variant()
    known = [household() for _ in range(12)]
    segments = kept(RULES)
    settle()
    start, over = threading.Barrier(4), threading.Event()

    def sell(nth: int) -> None:
        start.wait()
        for _who, leaf in known[nth::2] * 2:
            buy(leaf, place, variant)

    def work() -> None:
        start.wait()
        while not over.is_set():
            for queue in QUEUES:
                run_due(queue, limit=2)

    def relay() -> None:
        start.wait()
        while not over.is_set():
            relay_once(REACTIONS)
            if not waiting():
                count_again()

    def alone(what: Any, *given: Any) -> None:
        try:
            what(*given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        selling = [pool.submit(alone, sell, nth) for nth in range(2)]
        others = [pool.submit(alone, work), pool.submit(alone, relay)]
        try:
            for one in selling:
                one.result(timeout=60)
        finally:
            over.set()
        for one in others:
            one.result(timeout=60)
    settle()
    assert differing({one.id: one.rule for one in segments}, at=clock.now()) == {}
    for one in segments:
        whole = {who for who, inside in judge_all(one.rule, at=clock.now()).items() if inside}
        assert members(one.id) == whole and read_segment(one.id).size == len(whole)


def test_segments_are_held_before_anything_is_read(monkeypatch: Any) -> None:
    """Read before they are held, somebody judged by something newer meanwhile would be written over."""
    household()
    [segment] = kept([Bought(most=0)])
    seen = []

    def free() -> bool:
        return bool(make.ask("SELECT 1 FROM audiences_segment WHERE id = %s FOR UPDATE SKIP LOCKED", segment.id))

    def reading(*given: Any, **named: Any) -> Any:
        with ThreadPoolExecutor(1) as other:
            seen.append(other.submit(free).result(timeout=10))
        return moves_within(*given, **named)

    assert free()
    monkeypatch.setattr("prilavok.flows.count_segments.moves_within", reading)
    settle()
    assert seen and not any(seen)
