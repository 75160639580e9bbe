"""Rules of segments are read strictly: whatever is given, either one fit rule comes out or one clear refusal."""

import json
from typing import get_args
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.audiences.rules import LARGEST_RULE, RuleUnfit, check_rule, read_strictly, verbs_of
from prilavok.domains.audiences.types import (
    DEEDS_OF_GOODS,
    All,
    AnyOf,
    Bought,
    Deed,
    Did,
    DidAgo,
    Known,
    LastBought,
    LastWas,
    Not,
    Reached,
    Rule,
    Scored,
    atoms_of,
    write_rule,
)
from prilavok.domains.tracking.rules.names import VERBS_OF_NAMES
from prilavok.doors.web.office.segment_words import DEEDS
from prilavok.kit.events.facts import BEHAVIOUR, EVENTS, TRACKED

COUNTS = st.integers(0, 10**6)
ATOMS: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Bought, least=COUNTS, days=st.none() | st.integers(1, 3_650)),
    st.builds(Bought, measure=st.sampled_from(["amount", "average"]), most=COUNTS, currency=st.just("KZT")),
    st.builds(LastBought, least=st.integers(0, 36_500)),
    st.builds(Known, most=st.integers(0, 36_500)),
    st.builds(Did, verb=st.sampled_from(["order.placed", "product.viewed"]), least=COUNTS),
    st.builds(Did, verb=st.just("cart.added"), most=COUNTS, product=st.uuids(), brand=st.just("Acme")),
    st.builds(DidAgo, of=st.sampled_from(["first", "last"]), verb=st.just("checkout.started"), least=st.integers(0, 9)),
    st.builds(Bought, least=COUNTS, category=st.uuids(), brand=st.just("Ә & Co")),
    st.builds(LastWas, of=st.just("place"), value=st.uuids().map(str)),
    st.builds(Scored, currency=st.just("KZT")),
    st.builds(Reached, by=st.just("phone")),
)
RULES = st.recursive(
    ATOMS,
    lambda below: st.one_of(
        st.builds(Not, of=below),
        st.builds(All, of=st.lists(below, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, of=st.lists(below, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


@given(RULES)
def test_what_is_kept_reads_back_as_it_was(rule: Rule) -> None:
    try:
        check_rule(rule)
    except RuleUnfit as refused:
        assert refused.reason == "deep"
        return
    assert read_strictly(write_rule(rule)) == rule


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(
            st.sampled_from(["is", "of", "least", "most", "days", "verb", "by"]) | st.text(max_size=4),
            below,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.binary(max_size=200) | st.text(max_size=200) | JSON.map(json.dumps))
def test_garbage_is_refused_and_never_a_crash(given_text: str | bytes) -> None:
    try:
        rule = read_strictly(given_text)
    except RuleUnfit:
        return
    assert 1 <= len(atoms_of(rule)) <= 20


def nested(groups: int) -> str:
    """One condition within so many groups."""
    return '{"is":"all","of":[' * groups + '{"is":"reached","by":"phone"}' + "]}" * groups


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable"),
        ("{", "unreadable"),
        ('{"is":"bought","least":1.0}', "unreadable"),
        ('{"is":"bought","least":true}', "unreadable"),
        ('{"is":"bought","least":"1"}', "unreadable"),
        ('{"is":"bought","least":-1}', "unreadable"),
        ('{"is":"bought","least":1,"sql":"1=1"}', "unreadable"),
        ('{"is":"bought","least":1,"days":0}', "unreadable"),
        ('{"is":"bought","least":1,"place":"x\'; DROP TABLE"}', "unreadable"),
        ('{"is":"did","verb":"staff.signed_in","least":1}', "unreadable"),
        ('{"is":"did","verb":"custom.tracked","least":1}', "unreadable"),
        ('{"is":"did","verb":"cart.added","least":1,"brand":" "}', "unreadable"),
        ('{"is":"did","verb":"cart.added","least":1,"brand":"a\\u0000"}', "unreadable"),
        ('{"is":"did","verb":"cart.added","least":1,"brand":"' + "a" * 81 + '"}', "unreadable"),
        ('{"is":"did","verb":"checkout.started","least":1,"brand":"Acme"}', "goods_unsaid"),
        ('{"is":"did_ago","of":"last","verb":"order.placed","least":1,"brand":"Acme"}', "goods_unsaid"),
        ('{"is":"did_ago","of":"last","verb":"cart.added"}', "bounds_missing"),
        ('{"is":"did_ago","of":"last","verb":"cart.added","least":1,"days":2}', "unreadable"),
        ('{"is":"did_ago","of":"first","verb":"cart.added","most":36501}', "too_long_ago"),
        ('{"is":"bought"}', "bounds_missing"),
        ('{"is":"bought","least":2,"most":1}', "bounds_crossed"),
        ('{"is":"bought","measure":"amount","least":2}', "currency_missing"),
        ('{"is":"last_bought","least":36501}', "too_long_ago"),
        ('{"is":"last_was","of":"touchpoint","value":"moon"}', "value_missing"),
        ('{"is":"last_was","of":"place","value":"moon"}', "value_missing"),
        ('{"is":"scored","currency":"KZT","recency":[5,1]}', "bounds_crossed"),
        ('{"is":"all","of":[]}', "empty"),
        ('{"is":"any","of":[{"is":"reached","by":"phone"},{"is":"all","of":[]}]}', "empty"),
        (nested(5), "deep"),
        ('{"is":"not","of":' * 3_000 + "1" + "}" * 3_000, "large"),
        ('{"is":"not","of":' * 400 + '{"is":"reached","by":"phone"}' + "}" * 400, "deep"),
        ('{"is":"all","of":[' + ",".join(['{"is":"reached","by":"phone"}'] * 21) + "]}", "large"),
        (" " * (LARGEST_RULE + 1), "large"),
    ],
)
def test_what_cannot_be_meant_says_why(text: str, reason: str) -> None:
    with pytest.raises(RuleUnfit) as refused:
        read_strictly(text)
    assert refused.value.reason == reason


def test_four_groups_stand_within_each_other_and_not_one_more() -> None:
    assert len(atoms_of(read_strictly(nested(4)))) == 1


def test_a_rule_names_what_it_waits_for() -> None:
    place = str(uuid4())
    assert {"order.completed", "customer.joined"} <= verbs_of(LastWas(of="place", value=place))
    assert "order.completed" not in verbs_of(Did(verb="order.placed", least=1))
    assert "cart.added" in verbs_of(DidAgo(of="last", verb="cart.added", least=1))
    assert {"order.placed", "contact.verified"} <= verbs_of(
        All(of=(Did(verb="order.placed", least=1), Reached(by="phone")))
    )


def test_all_that_sources_tell_may_be_counted_but_for_events_whose_name_only_erasable_words_say() -> None:
    deeds = set(get_args(Deed))
    assert set(TRACKED) - deeds == {"custom.tracked"}
    assert {verb for verb in VERBS_OF_NAMES.values() if verb not in deeds} == set()
    assert deeds <= set(EVENTS) | set(BEHAVIOUR)
    assert deeds >= DEEDS_OF_GOODS
    assert set(DEEDS) == deeds, "each has its words, and nothing else is offered"
