"""Whatever a verb tells, and however little, the timeline of a customer can be read by programs."""

from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import uuid4

import msgspec
import pytest
from tests import make
from tests.doors.api_callers import program_of
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.insights.customer_life import KINDS
from prilavok.kit.events.facts import BEHAVIOUR, EVENTS, CustomerSeparated, Facts
from prilavok.kit.events.record import NewEvent, record, record_behaviour

pytestmark = pytest.mark.usefixtures("quick_passwords")
SHOWN = {verb for verbs in KINDS.values() for verb in verbs}


@pytest.fixture
def shop(rolled_back: None) -> Shop:
    return open_small_shop()


def _least(kind: Any) -> Any:
    """The least that a field of this kind may hold: nothing, where that is allowed."""
    choices = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    if type(None) in choices:
        return None
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    # A number, an id or a code: the first that the field takes.
    for one in (0, False, str(uuid4()), "KZT", "code"):
        try:
            return msgspec.convert(one, kind)
        except msgspec.ValidationError:
            continue
    raise AssertionError(f"what is the least of {kind}?")


def _smallest(struct: type[Facts]) -> Facts:
    hints = get_type_hints(struct, include_extras=True)
    return struct(**{one.name: _least(hints[one.name]) for one in msgspec.structs.fields(struct) if one.required})


def _told(shop: Shop, verb: str, facts: Facts) -> NewEvent:
    return NewEvent(verb=verb, occurred_at=AT, subject_kind="customer", subject=shop.customers["c-1"],
                    leaf=shop.leaves["c-1"], facts=facts)  # fmt: skip


def test_every_verb_with_its_smallest_facts_stands_in_the_timeline(shop: Shop) -> None:
    make.ask("DELETE FROM kit_event WHERE leaf = %s RETURNING id", shop.leaves["c-1"])
    record([_told(shop, verb, _smallest(struct)) for verb, struct in EVENTS.items()], AT)
    record_behaviour([_told(shop, verb, _smallest(struct)) for verb, struct in BEHAVIOUR.items()], AT)
    answer = program_of("owner").get(f"/customers/{shop.customers['c-1']}/timeline?limit=200")
    assert answer.status_code == 200, answer.content
    told = {one["verb"]: one["facts"] for one in answer.json()["items"]}
    assert set(told) == SHOWN
    assert not [verb for verb, facts in told.items() if None in facts.values()]


def test_a_separation_without_a_join_is_told_without_it(shop: Shop) -> None:
    kept, gone = uuid4(), uuid4()
    record([_told(shop, "customer.separated", CustomerSeparated(None, kept, gone))], AT)
    answer = program_of("owner").get(f"/customers/{shop.customers['c-1']}/timeline?kind=identity")
    assert answer.status_code == 200, answer.content
    [moment] = [one for one in answer.json()["items"] if one["verb"] == "customer.separated"]
    assert moment["facts"] == {"kept": str(kept), "gone": str(gone)}
