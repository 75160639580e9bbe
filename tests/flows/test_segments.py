"""Segments: members follow what happens and what time does, and are always those whom the whole count would find.

Covers prilavok.flows.keep_segments, prilavok.flows.hear_segments, prilavok.flows.judge_segments,
prilavok.flows.turn_segments, prilavok.flows.count_segments, prilavok.flows.measure_scale.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.people import browser, household, new_phone, prove
from tests.segment_world import acquaintance, buy, crossings, members, saved, settle, told

from prilavok.domains.audiences.errors import SegmentChanged, SegmentUnknown, TooManySegments
from prilavok.domains.audiences.queries import list_scales, read_segment
from prilavok.domains.audiences.types import (
    All,
    AnyOf,
    Bought,
    Did,
    Favourite,
    Known,
    LastBought,
    LastWas,
    Not,
    Reached,
    Scored,
)
from prilavok.domains.customers.queries import customer_of, list_joins
from prilavok.flows.keep_segments import archive_segment, restore_segment, save_segment
from prilavok.flows.undo_join import undo_join
from prilavok.insights.segments.comparing import differing
from prilavok.insights.segments.judging import judge_all
from prilavok.insights.segments.previewing import preview
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

DAY = timedelta(days=1)
pytestmark = [pytest.mark.quiet, pytest.mark.usefixtures("shop")]


@pytest.fixture
def shop(own_database: Any) -> None:
    clock.set_clock(make.AT)


@pytest.fixture
def place(shop: None) -> UUID:
    return make.place()


@pytest.fixture
def variant(shop: None) -> UUID:
    return make.variant()


def whole(segment: UUID) -> set[UUID]:
    """Members as one pass over everything finds them."""
    return {one for one, inside in judge_all(read_segment(segment).rule, at=clock.now()).items() if inside}


def test_who_buys_enters_and_who_stops_leaves_by_time_alone(place: UUID, variant: UUID) -> None:
    who, leaf = household()
    other, _leaf = household()
    often = saved(Bought(least=2, days=30))
    asleep = saved(LastBought(least=30))
    never = saved(Bought(most=0))
    assert (members(often.id), members(asleep.id), members(never.id)) == (set(), set(), {who, other})
    buy(leaf, place, variant)
    settle()
    assert (members(often.id), members(never.id)) == (set(), {other})
    buy(leaf, place, variant)
    settle(by=10 * DAY)
    assert members(often.id) == {who}
    settle(by=20 * DAY - timedelta(seconds=1))
    assert (members(often.id), members(asleep.id)) == ({who}, set())
    settle(by=timedelta(seconds=1))
    assert (members(often.id), members(asleep.id)) == (set(), {who})
    assert crossings(often.id) == [(who, "happened", "time")]
    assert crossings(asleep.id) == [(who, "time", None)]
    assert told("segment.entered") == [(who, leaf), (who, leaf)]
    assert sorted(told("segment.left")) == [(who, leaf), (who, leaf)]
    assert (read_segment(often.id).size, read_segment(asleep.id).size, read_segment(never.id).size) == (0, 1, 1)


def test_joining_and_separating_people_moves_their_memberships(place: UUID, variant: UUID) -> None:
    phone = new_phone()
    known, card = household(phone)
    guest = acquaintance()
    segment = saved(Bought(least=2))
    buy(card, place, variant)
    buy(guest, place, variant)
    settle()
    assert members(segment.id) == set()
    prove(guest, phone)
    settle()
    assert customer_of(guest) == known
    assert members(segment.id) == {known}
    [join] = list_joins(known)
    undo_join(join.id, actor=SYSTEM, at=clock.now())
    settle()
    assert members(segment.id) == set()
    assert crossings(segment.id) == [(known, "happened", "happened")]


def test_an_import_is_counted_without_a_word(place: UUID, variant: UUID) -> None:
    who, leaf = household()
    segment = saved(Bought(least=1))
    buy(leaf, place, variant, origin="import")
    settle()
    assert members(segment.id) == set()
    from tests.kit.relay_world import an_event  # the end of an import as its room records it

    from prilavok.kit.events.facts import ImportFinished
    from prilavok.kit.events.record import NewEvent, record

    run = an_event("import").subject
    record(
        [
            NewEvent(
                verb="import.finished",
                occurred_at=clock.now(),
                subject_kind="import",
                subject=run,
                origin="import",
                facts=ImportFinished(run, 1, 0),
            )
        ]
    )
    settle()
    assert members(segment.id) == {who}
    assert crossings(segment.id) == [(who, "counted", None)]
    assert told("segment.entered") == []


def test_every_condition_says_what_it_means(place: UUID, variant: UUID) -> None:
    """One customer bought twice for 10 and 30 at two places, the other never."""
    who, leaf = household(new_phone())
    other, _leaf = household()
    second, shelf = make.place(), make.variant()
    category = make.ask(
        "SELECT p.category_id FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id WHERE v.id = %s",
        variant,
    )[0][0]
    buy(leaf, place, variant, 1000)
    clock.move_clock(DAY)
    buy(leaf, second, shelf, 3000)
    clock.move_clock(DAY)
    money = {"currency": "KZT"}
    true = [
        Bought(least=2, most=2),
        Bought(measure="amount", least=4000, most=4000, **money),
        Bought(measure="average", least=2000, most=2000, **money),
        Bought(measure="amount", least=3000, most=3000, days=2, **money),
        Bought(least=1, most=1, place=place),
        Bought(least=2, touchpoint="till"),
        Bought(measure="amount", least=4000, category=category, **money),
        LastBought(least=1, most=1),
        Known(least=2, most=400),
        Did(verb="points.earned", most=0),
        Favourite(of="place", value=str(second)),
        Favourite(of="touchpoint", value="till"),
        Favourite(of="category", value=str(category)),
        LastWas(of="place", value=str(second)),
        LastWas(of="touchpoint", value="till"),
        Reached(by="phone"),
        Not(of=LastBought(least=2)),
        AnyOf(of=(Bought(most=0), LastWas(of="place", value=str(second)))),
    ]
    false = [
        Bought(least=3),
        Bought(measure="average", least=2001, **money),
        Bought(measure="average", most=1999, **money),
        Bought(measure="amount", least=1, currency="USD"),
        Bought(least=1, days=1),
        LastBought(least=2),
        LastBought(most=0),
        Favourite(of="place", value=str(place)),
        LastWas(of="place", value=str(place)),
        Reached(by="telegram"),
        Not(of=Reached(by="phone")),
    ]
    for rule in true:
        assert judge_all(rule, at=clock.now())[who], rule
    for rule in false:
        assert not judge_all(rule, at=clock.now())[who], rule
    found = preview(All(of=(Bought(least=1), Reached(by="phone"))), at=clock.now())
    assert (found.size, found.examples, found.drawn) == (1, (who,), 0)
    assert not judge_all(Bought(measure="average", most=5000, **money), at=clock.now())[other]


def test_fifths_go_by_a_kept_scale_and_time_moves_them(place: UUID, variant: UUID) -> None:
    people = [household() for _ in range(5)]
    for nth, (_who, leaf) in enumerate(people):
        for _ in range(nth + 1):
            buy(leaf, place, variant, 1000)
        clock.move_clock(DAY)
    best = saved(Scored(currency="KZT", recency=(5, 5), frequency=(5, 5), monetary=(5, 5)))
    worst = saved(Scored(currency="KZT", recency=(1, 1)))
    scale = list_scales()["KZT"]
    assert (scale.recency, scale.frequency, scale.monetary) == (
        (2, 3, 4, 5),
        (5, 4, 3, 2),
        (5000, 4000, 3000, 2000),
    )
    assert (members(best.id), members(worst.id)) == ({people[4][0]}, {people[0][0]})
    settle(by=2 * DAY)
    assert members(best.id) == set()
    assert members(worst.id) == {people[0][0], people[1][0], people[2][0]}
    for one in (best, worst):
        assert members(one.id) == whole(one.id)
        assert differing({one.id: one.rule}, at=clock.now()) == {}


def test_a_changed_rule_is_counted_anew_and_an_old_edit_is_refused(place: UUID, variant: UUID) -> None:
    who, leaf = household()
    buy(leaf, place, variant)
    segment = saved(Bought(least=1))
    assert members(segment.id) == {who}
    changed = save_segment(
        segment.id, {"ru": "Новое"}, Bought(least=2), seen=segment.version, actor=SYSTEM, at=clock.now()
    )
    assert (changed.counted_at, changed.version) == (None, segment.version + 1)
    settle()
    assert (members(segment.id), read_segment(segment.id).counted_at) == (set(), clock.now())
    with pytest.raises(SegmentChanged):
        save_segment(segment.id, {"ru": "Старое"}, Bought(least=1), seen=1, actor=SYSTEM, at=clock.now())
    with pytest.raises(SegmentUnknown):
        save_segment(leaf, {"ru": "Нет такого"}, Bought(least=1), actor=SYSTEM, at=clock.now())
    assert read_segment(segment.id).name == {"ru": "Новое"}


def test_what_is_put_away_moves_nobody_till_it_is_taken_up(place: UUID, variant: UUID) -> None:
    who, leaf = household()
    segment = saved(Bought(least=1, days=5))
    buy(leaf, place, variant)
    settle()
    archive_segment(segment.id, actor=SYSTEM, at=clock.now())
    settle(by=9 * DAY)
    assert members(segment.id) == {who}
    assert make.ask("SELECT count(*) FROM audiences_turn") == [(0,)]
    restore_segment(segment.id, actor=SYSTEM, at=clock.now())
    settle()
    assert members(segment.id) == set()
    assert crossings(segment.id) == [(who, "happened", "counted")]


def test_the_number_of_segments_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.domains.audiences.actions import segments

    monkeypatch.setattr(segments, "MOST_SEGMENTS", 1)
    saved(Bought(least=1))
    with pytest.raises(TooManySegments):
        save_segment(None, {"ru": "Ещё"}, Bought(least=1), actor=SYSTEM, at=clock.now())


def test_a_visitor_who_proves_nothing_is_in_no_segment(place: UUID, variant: UUID) -> None:
    segment = saved(Bought(least=1))
    buy(browser(), place, variant)
    settle()
    assert members(segment.id) == set()


def test_a_view_of_a_product_is_heard_though_no_reader_is_handed_it(place: UUID, variant: UUID) -> None:
    from prilavok.flows.note_view import note_view
    from prilavok.kit.events.actor import Actor

    who, leaf = household()
    segment = saved(Did(verb="product.viewed", least=2, days=1))
    stranger = browser()
    for one in (leaf, stranger, leaf):
        note_view(one, variant, actor=Actor("leaf", one), at=clock.now())
        settle(by=timedelta(hours=1))
    assert members(segment.id) == {who}
    settle(by=timedelta(hours=22))
    assert members(segment.id) == set()
    assert crossings(segment.id) == [(who, "happened", "time")]
