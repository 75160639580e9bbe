"""Events: what may be recorded, how it comes back, and the timeline's pages."""

import re
import types
import typing
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import (
    BEHAVIOUR,
    EVENTS,
    CampaignMailed,
    Facts,
    FactsUnfit,
    Nothing,
    OrderCompleted,
    PointsEarned,
    PricePublished,
    Tracked,
    read_facts,
    write_facts,
)
from prilavok.kit.events.record import NewEvent, record, record_behaviour
from prilavok.kit.events.timeline import events_by_id, timeline

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def an_event(**changes: typing.Any) -> NewEvent:
    told: dict[str, typing.Any] = {
        "verb": "points.earned",
        "occurred_at": AT,
        "subject_kind": "order",
        "subject": uuid4(),
        "facts": PointsEarned(points=5, order=uuid4()),
    }
    return NewEvent(**{**told, **changes})


def parts_of(annotation: object) -> set[object]:
    """What a field may hold, taken apart to single kinds."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return {part for one in typing.get_args(annotation) for part in parts_of(one)}
    return {annotation}


@pytest.mark.parametrize("verb", sorted(EVENTS | BEHAVIOUR))
def test_facts_hold_ids_whole_numbers_and_codes_only(verb: str) -> None:
    struct = (EVENTS | BEHAVIOUR)[verb]
    for name, annotation in typing.get_type_hints(struct, include_extras=True).items():
        for part in parts_of(annotation):
            if part in (UUID, bool, type(None)) or typing.get_origin(part) is typing.Literal:
                continue
            kind, meta = typing.get_args(part)
            bounded = (kind is int and meta.le is not None) or (kind is str and meta.pattern is not None)
            assert typing.get_origin(part) is typing.Annotated and bounded, f"{verb}.{name} may hold {part}"


def test_verbs_are_one_list_without_repeats() -> None:
    assert not set(EVENTS) & set(BEHAVIOUR)
    nouns: dict[type, set[str]] = {}
    for verb, struct in (EVENTS | BEHAVIOUR).items():
        nouns.setdefault(struct, set()).add(verb.partition(".")[0])
    del nouns[Nothing]
    del nouns[Tracked]  # what sites tell is one shape of claim, whatever it is about
    assert [struct.__name__ for struct, told in nouns.items() if len(told) > 1] == [], (
        "one noun shares a struct at most"
    )


ORDER = uuid4()
GOOD = {"order": ORDER, "amount": 1999, "currency": "KZT", "lines": 2, "touchpoint": "till"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 19.99),
        ("amount", 19.0),
        ("amount", "1999"),
        ("amount", True),
        ("amount", 2**63),
        ("lines", -1),
        ("currency", "kzt"),
        ("currency", "KZT\n"),
        ("currency", "tenge, cash"),
        ("touchpoint", "moon"),
        ("order", "Ivan Petrov"),
        ("order", None),
    ],
)
def test_a_value_of_a_wrong_kind_is_refused(field: str, value: object) -> None:
    facts = OrderCompleted(**{**GOOD, field: value})  # type: ignore[arg-type]
    with pytest.raises(FactsUnfit, match=r"order\.completed"):
        write_facts("order.completed", facts, EVENTS)


def test_facts_of_another_verb_and_unknown_verbs_are_refused() -> None:
    with pytest.raises(FactsUnfit, match="OrderCompleted"):
        write_facts("order.completed", PricePublished(versions=1), EVENTS)
    with pytest.raises(FactsUnfit, match="no such verb"):
        write_facts("order.imagined", Nothing(), EVENTS)
    with pytest.raises(FactsUnfit, match="no such verb"):
        write_facts("campaign.mailed", CampaignMailed(campaign=uuid4()), EVENTS)


def strategy_for(annotation: object) -> st.SearchStrategy[object]:
    choices: list[st.SearchStrategy[object]] = []
    for part in parts_of(annotation):
        if part is UUID:
            choices.append(st.uuids())
        elif part is bool:
            choices.append(st.booleans())
        elif part is type(None):
            choices.append(st.none())
        elif typing.get_origin(part) is typing.Literal:
            choices.append(st.sampled_from(typing.get_args(part)))
        else:
            kind, meta = typing.get_args(part)
            low = -(2**63) if meta.ge is None else meta.ge
            choices.append(
                st.integers(low, meta.le)
                if kind is int
                else st.from_regex(re.compile(meta.pattern, re.ASCII)).map(lambda text: text[:60].rstrip("."))
            )
    return st.one_of(choices)


def facts_of(verb: str) -> st.SearchStrategy[tuple[str, Facts]]:
    struct = (EVENTS | BEHAVIOUR)[verb]
    hints = typing.get_type_hints(struct, include_extras=True)
    fields = {name: strategy_for(annotation) for name, annotation in hints.items()}
    return st.builds(struct, **fields).map(lambda facts: (verb, facts))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(EVENTS | BEHAVIOUR)).flatmap(facts_of))
def test_fit_facts_come_back_as_they_were(told: tuple[str, Facts]) -> None:
    verb, facts = told
    assert read_facts(verb, write_facts(verb, facts, EVENTS | BEHAVIOUR)) == facts


def test_facts_of_a_later_edition_are_read() -> None:
    later = msgspec.json.encode({"versions": 3, "since_then": 1}).decode()
    assert read_facts("price.published", later) == PricePublished(versions=3)


def test_an_actor_has_an_id_unless_it_is_the_system() -> None:
    with pytest.raises(ValueError):
        Actor("staff")
    with pytest.raises(ValueError):
        Actor("system", uuid4())


def test_events_come_back_as_recorded(rolled_back: None) -> None:
    whole = an_event(
        leaf=uuid4(), place=uuid4(), connection=uuid4(), actor=Actor("staff", uuid4()), cause=uuid4(), origin="import"
    )
    bare = an_event(id=uuid4())
    ids = record([whole, bare], AT + timedelta(seconds=1))
    assert ids[1] == bare.id
    first, second = events_by_id(ids)
    assert (first.id, first.verb, first.occurred_at, first.recorded_at) == (
        ids[0], "points.earned", AT, AT + timedelta(seconds=1),
    )  # fmt: skip
    assert (first.leaf, first.subject_kind, first.subject) == (whole.leaf, "order", whole.subject)
    assert (first.place, first.connection, first.actor) == (whole.place, whole.connection, whole.actor)
    assert (first.cause, first.origin, first.version, first.facts) == (whole.cause, "import", 1, whole.facts)
    assert (second.leaf, second.place, second.connection, second.actor, second.cause, second.origin) == (
        None, None, None, SYSTEM, None, "live",
    )  # fmt: skip
    assert second.facts == bare.facts


def test_one_unfit_event_leaves_none(rolled_back: None) -> None:
    good = an_event()
    broken = [
        an_event(facts=PointsEarned(points=1.5, order=uuid4())),  # type: ignore[arg-type]
        an_event(origin="hearsay"),
        an_event(occurred_at=AT.replace(tzinfo=None)),
        an_event(subject_kind=""),
    ]
    for bad in broken:
        with pytest.raises(ValueError):
            record([good, bad])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kit_event WHERE subject = %s", [good.subject])
        assert cursor.fetchone() == (0,)


def test_the_sql_twin_writes_the_same_row(rolled_back: None) -> None:
    event = an_event(leaf=uuid4(), place=uuid4(), connection=uuid4(), actor=Actor("staff", uuid4()), origin="load")
    (ours,) = record([event], AT)
    twin = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_events(ARRAY[%s]::uuid[], ARRAY[%s], ARRAY[%s::timestamptz], %s, ARRAY[%s]::uuid[],"
            " ARRAY[%s], ARRAY[%s]::uuid[], ARRAY[%s]::uuid[], %s, %s, %s, %s, ARRAY[%s]::jsonb[])",
            [
                twin, event.verb, AT, AT, event.leaf, "order", event.subject, event.place, event.connection,
                "staff", event.actor.id, "load", write_facts(event.verb, event.facts, EVENTS),
            ],
        )  # fmt: skip
        cursor.execute("SELECT to_jsonb(e) - 'id' FROM kit_event e WHERE id = ANY(%s)", [[ours, twin]])
        rows = [row[0] for row in cursor.fetchall()]
    assert len(rows) == 2 and rows[0] == rows[1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lived=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.booleans()), max_size=25),
    page=st.integers(1, 7),
)
def test_pages_of_the_timeline_hold_everything_once_in_order(
    rolled_back: None, lived: list[tuple[int, int, bool]], page: int
) -> None:
    """Many at one instant, of several leaves, events and behaviour mixed; a stranger's leaf never shows."""
    leaves, stranger = [uuid4(), uuid4()], uuid4()
    expected: list[tuple[datetime, UUID]] = []
    for whose, hour, behaved in lived:
        leaf = [*leaves, stranger][whose]
        when = AT + timedelta(hours=hour)
        if behaved:
            mailed = CampaignMailed(campaign=uuid4())
            (id,) = record_behaviour([an_event(verb="campaign.mailed", facts=mailed, leaf=leaf, occurred_at=when)], AT)
        else:
            (id,) = record([an_event(leaf=leaf, occurred_at=when)], AT)
        if leaf != stranger:
            expected.append((when, id))
    shown: list[tuple[datetime, UUID]] = []
    before: tuple[datetime, UUID] | None = None
    while rows := timeline([*leaves, leaves[0]], before, page):
        assert len(rows) <= page
        shown += [(row.occurred_at, row.id) for row in rows]
        before = shown[-1]
    assert shown == sorted(expected, reverse=True)
