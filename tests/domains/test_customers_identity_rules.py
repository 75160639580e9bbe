"""Rules of identity: what each may not join, what a changed rule makes of all evidence, who was who and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make, people

from prilavok.domains.customers.actions import (
    assert_contact,
    list_identifier,
    open_leaf,
    prove_contact,
    prove_leaf,
    put_code,
    put_rules,
    recognise_leaf,
    settle_evidence,
    unlist_identifier,
)
from prilavok.domains.customers.errors import (
    ContactBlocked,
    ContactTooMany,
    LeafOfAnother,
    PatternUnfit,
    RuleUnfit,
)
from prilavok.domains.customers.queries import (
    count_suggestions,
    current_rules,
    customer_of,
    find_identifier_leaves,
    list_leaves,
    list_listed,
    list_rules,
    list_suggestions,
    opens,
    proves,
    rules_before,
    rules_with,
    what_if,
)
from prilavok.domains.customers.rules.identity import components, list_says, replay, shortest_path, weigh
from prilavok.domains.customers.types.identity import Held, IdentityRules, KindRule, ListedValue, LoggedTie
from prilavok.kit.events.actor import Actor

AT = make.AT
STAFF = Actor("staff", uuid4())
FREE = IdentityRules({}, (), 200)


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def ruled(*rules: KindRule, cap: int = 200) -> IdentityRules:
    return IdentityRules({rule.kind: rule for rule in rules}, (), cap)


def held(kind: str, days: int = 0, **more: bool) -> Held:
    return Held(uuid4(), kind, AT + timedelta(days=days), **more)


def weighed(rules: IdentityRules, mine: Sequence[Held], theirs: Sequence[Held], **more: bool) -> str:
    return weigh(rules, mine[0], theirs[0], mine, theirs, **{"people": True, **more})


def phone_leaf(phone: str) -> UUID:
    return find_identifier_leaves("phone", [phone])[phone]


# ---------------------------------------------------------------- the rules by themselves


def test_each_rule_names_itself_where_it_breaks() -> None:
    phone, mail, browser = held("phone"), held("email"), held("browser")
    assert weighed(FREE, [phone], [mail]) == ""
    assert weighed(ruled(KindRule("email", "blocked")), [phone], [mail]) == "blocked"
    assert weighed(ruled(KindRule("email", "shared")), [phone], [mail]) == "shared"
    assert weighed(FREE, [phone], [held("email", nobodys=True)]) == "shared"
    assert weighed(ruled(cap=2), [phone, held("card")], [mail]) == "cap"
    apart = ruled(KindRule("phone", "limited", apart=True))
    assert weighed(apart, [held("telegram"), phone], [held("phone")]) == "apart"
    assert weighed(apart, [held("telegram"), phone], [held("phone")], people=False) == ""
    assert weighed(ruled(KindRule("iin", "unique")), [held("iin")], [mail, held("iin")]) == "unique"
    leased = ruled(KindRule("browser", "leased"))
    assert weighed(leased, [browser], [phone]) == ""
    assert weighed(leased, [browser, held("telegram")], [phone]) == ""
    assert weighed(leased, [browser, mail], [phone]) == "leased"


def test_a_limit_counts_within_its_window_only() -> None:
    two_in_ten_days = ruled(KindRule("phone", "limited", 2, 10))
    assert weighed(two_in_ten_days, [held("phone"), held("phone", 4)], [held("phone", 9)]) == "limited"
    assert weighed(two_in_ten_days, [held("phone"), held("phone", 4)], [held("phone", 10)]) == ""
    ever = ruled(KindRule("phone", "limited", 2))
    assert weighed(ever, [held("phone"), held("phone", 400)], [held("phone", 4_000)]) == "limited"
    assert weighed(ever, [held("phone"), held("phone", 400)], [held("email")]) == ""


def test_a_person_overrules_phones_and_never_what_is_nobodys() -> None:
    rules = ruled(KindRule("phone", "unique", apart=True), KindRule("card", "shared"), cap=4)
    assert weighed(rules, [held("phone")], [held("phone")], decided=True) == ""
    assert weighed(rules, [held("phone")], [held("card")], decided=True) == "shared"
    assert weighed(rules, [held("phone")] * 3, [held("phone")] * 2, decided=True) == "cap"


@pytest.mark.parametrize(
    ("pattern", "value", "named"),
    [
        ("+7701*", "+77011234567", True),
        ("+7701*", "+77021234567", False),
        ("test@test.*", "test@test.kz", True),
        ("test@test.*", "xtest@test.kz", False),
        ("a?c@mail.kz", "abc@mail.kz", True),
        ("[a-z]bc", "abc", False),
        ("[a-z]bc", "[a-z]bc", True),
        ("a.c", "abc", False),
    ],
)
def test_a_pattern_is_letters_stars_and_question_marks(pattern: str, value: str, named: bool) -> None:
    lines = [ListedValue("phone", pattern, "shared", "own"), ListedValue("email", pattern, "blocked", "own")]
    assert list_says(lines, "email", value) == ("blocked" if named else "")
    assert list_says(lines[:1], "email", value) == ""
    assert list_says([*lines, ListedValue("email", pattern, "shared", "own")], "email", value) in ("blocked", "")


LEAVES = [UUID(int=nth) for nth in range(12)]
PAIRS = st.lists(st.tuples(st.sampled_from(LEAVES), st.sampled_from(LEAVES)), max_size=30)


@given(PAIRS)
def test_components_and_shortest_paths_agree_whatever_the_order(pairs: list[tuple[UUID, UUID]]) -> None:
    found = components(LEAVES, pairs)
    assert sorted(leaf for part in found for leaf in part) == LEAVES
    assert {frozenset(one) for one in found} == {frozenset(one) for one in components(LEAVES, pairs[::-1])}
    ties = [(UUID(int=100 + nth), *pair) for nth, pair in enumerate(pairs)]
    by_id = {id: {one, other} for id, one, other in ties}
    for other in LEAVES[1:]:
        path = shortest_path(LEAVES[0], other, ties)
        together = any({LEAVES[0], other} <= part for part in found)
        assert bool(path) == together
        at = {LEAVES[0]}
        for id in path:  # each step goes on from where the one before it came to
            assert at & by_id[id]
            at = by_id[id] - at or at
        assert not path or other in at
        assert len(path) < len(LEAVES)


@given(PAIRS, st.permutations(range(30)))
def test_a_log_without_rules_makes_the_components_in_any_order(
    pairs: list[tuple[UUID, UUID]], order: list[int]
) -> None:
    seen = {leaf: Held(leaf, "card", AT) for leaf in LEAVES}
    log = [LoggedTie(UUID(int=nth), one, other, False, AT) for nth, (one, other) in enumerate(pairs)]
    shuffled = [log[nth] for nth in order if nth < len(log)]
    expected = {frozenset(part) for part in components(LEAVES, pairs)}
    for told in (log, shuffled):
        verdicts, parts = replay(FREE, seen, told)
        assert set(verdicts.values()) <= {""} and {frozenset(part) for part in parts} == expected


@given(PAIRS, st.integers(1, 5))
def test_no_rule_is_ever_broken_by_what_a_replay_lets_hold(pairs: list[tuple[UUID, UUID]], cap: int) -> None:
    kinds = ["phone", "browser", "email", "card"]
    seen = {leaf: Held(leaf, kinds[nth % 4], AT) for nth, leaf in enumerate(LEAVES)}
    rules = ruled(KindRule("phone", "unique"), KindRule("browser", "leased"), KindRule("card", "shared"), cap=cap)
    log = [LoggedTie(UUID(int=nth), one, other, False, AT) for nth, (one, other) in enumerate(pairs)]
    verdicts, parts = replay(rules, seen, log)
    for part in parts:
        of = [seen[leaf].kind for leaf in part]
        assert len(part) <= cap and of.count("phone") <= 1
        assert len(part) == 1 or "card" not in of
    holding = [(tie.one, tie.other) for tie in log if not verdicts[tie.id]]
    assert {frozenset(one) for one in components(LEAVES, holding)} == {frozenset(one) for one in parts}


def test_a_device_that_the_log_ties_to_two_known_people_stands_alone() -> None:
    tablet, one, two = held("browser"), held("phone"), held("phone")
    seen = {leaf.leaf: leaf for leaf in (tablet, one, two)}
    log = [LoggedTie(uuid4(), tablet.leaf, other.leaf, False, AT) for other in (one, two)]
    verdicts, parts = replay(ruled(KindRule("browser", "leased")), seen, log)
    assert set(verdicts.values()) == {"leased"} and sorted(map(len, parts)) == [1, 1, 1]


# ---------------------------------------------------------------- rules as rows


def test_rules_are_dated_rows(rolled_back: None) -> None:
    begun = list_rules(AT)
    assert {rule.kind for rule in begun} == {"app", "browser", "card", "email", "marketplace", "person", "phone",
                                            "telegram"}  # fmt: skip
    change = KindRule("email", "limited", 3, 30, apart=True)
    assert rules_with([change]).kinds["email"] == change != current_rules().kinds["email"]
    assert put_rules([change], actor=STAFF, at=later(1)) == 1
    assert put_rules([change], actor=STAFF, at=later(2)) == 0
    assert current_rules().kinds["email"] == change and list_rules(AT) == begun
    assert rules_before(later(1)).kinds["email"] == next(rule for rule in begun if rule.kind == "email")
    assert rules_with([KindRule("person", "limited", 7)]).cap == 7 and current_rules().cap == 200


@pytest.mark.parametrize(
    "rule",
    [
        KindRule("phone", "leased"),
        KindRule("phone", "limited", 0),
        KindRule("phone", "limited", None, 3),
        KindRule("phone", "limited", 5, 4_000),
        KindRule("phone", "unique", 2),
        KindRule("person", "shared"),
        KindRule("person", "limited", 1),
        KindRule("Phone!", "limited"),
        KindRule("phone", "whatever"),  # type: ignore[arg-type]
    ],
)
def test_a_rule_that_cannot_be_is_refused(rolled_back: None, rule: KindRule) -> None:
    before = make.rows_of_all_tables()
    with pytest.raises(RuleUnfit):
        put_rules([KindRule("email", "unique"), rule], actor=STAFF, at=AT)
    with pytest.raises(RuleUnfit):
        rules_with([rule])
    assert make.grown(before) == {} and current_rules().kinds["email"].use == "limited"


@pytest.mark.parametrize("pattern", ["*", "**", "a*", "a b c", "*a*b*c*d*", "", "x" * 121])
def test_a_pattern_that_takes_everybody_is_refused(rolled_back: None, pattern: str) -> None:
    with pytest.raises(PatternUnfit):
        list_identifier(ListedValue("email", pattern, "blocked", "own"), actor=STAFF, at=AT)


def test_a_blocked_number_of_ours_gets_no_code_and_proves_nobody(rolled_back: None) -> None:
    phone, leaf = people.new_phone(), people.browser()
    list_identifier(ListedValue("phone", phone[:-2] + "*", "blocked", "own"), actor=STAFF, at=AT)
    before = make.rows_of_all_tables()
    with pytest.raises(ContactBlocked):
        put_code(leaf, "phone", phone, digits="123456", at=AT)
    with pytest.raises(ContactBlocked):
        people.prove(leaf, phone)
    with pytest.raises(ContactBlocked):
        assert_contact(leaf, "phone", phone, source="checkout", at=AT)
    with pytest.raises(ContactBlocked):
        people.prove_mail(leaf, "test@test.kz")
    assert make.grown(before) == {}
    [line] = [line for line in list_listed() if line.kind == "phone"]
    assert unlist_identifier(line.id, at=later(1)) and not unlist_identifier(line.id, at=later(1))
    assert people.prove(leaf, phone, later(2)).customer == customer_of(leaf)


def test_a_shared_phone_joins_nobody_and_opens_nothing(rolled_back: None) -> None:
    phone = people.new_phone()
    customer, _card = people.household(phone)
    list_identifier(ListedValue("phone", phone, "shared", "own"), actor=STAFF, at=AT)
    first, second = people.messenger(), people.browser()
    proofs = [people.prove(leaf, phone, later(1)) for leaf in (first, second)]
    assert len({customer, *(proof.customer for proof in proofs)}) == 3
    assert opens(first) == opens(second) == proves("phone")
    assert people.prove(first, phone, later(2)).customer == proofs[0].customer
    assert make.ask("SELECT DISTINCT dropped, holds FROM customers_evidence WHERE source = 'code'") == [
        ("shared", False)
    ]


def test_a_person_over_the_cap_takes_no_more_and_says_so(rolled_back: None) -> None:
    put_rules([KindRule("person", "limited", 3)], actor=STAFF, at=AT)
    mail = "crowd@mail.example"
    proofs = [people.prove_mail(people.browser(), mail, later(nth)) for nth in range(4)]
    assert len({proof.customer for proof in proofs[:2]}) == 1
    crowd = proofs[0].customer
    assert len(list_leaves(crowd)) == 3 and len({proof.customer for proof in proofs[2:]}) == 2
    assert make.ask("SELECT subject, facts->>'leaves' FROM kit_event WHERE verb = 'customer.quarantined'") == [
        (crowd, "3"),
        (crowd, "3"),
    ]
    assert opens(proofs[3].leaf) == proves("phone")


def test_more_contacts_than_the_rule_allows_become_a_suggestion(rolled_back: None) -> None:
    put_rules([KindRule("email", "limited", 2, 30)], actor=STAFF, at=AT)
    leaf = people.messenger()
    for nth in range(2):
        people.prove_mail(leaf, f"{nth}@mail.example", AT)
    with pytest.raises(ContactTooMany):
        people.prove_mail(leaf, "2@mail.example", AT)
    [waiting] = list_suggestions().rows
    assert waiting.why == "limited" and count_suggestions() == 1
    third = find_identifier_leaves("email", ["2@mail.example"])["2@mail.example"]
    assert {waiting.one, waiting.other} == {leaf, third} and customer_of(third) is None


def test_a_known_device_and_a_known_messenger_are_not_joined_by_a_link(rolled_back: None) -> None:
    device, chat = people.browser(), people.messenger()
    mine, theirs = people.prove(device, people.new_phone()), people.prove_mail(chat, "own@mail.example")
    before = make.rows_of_all_tables()
    with pytest.raises(LeafOfAnother):
        prove_leaf(device, chat, source="passport", actor=STAFF, at=later(1))
    assert make.grown(before) == {}
    assert (customer_of(device), customer_of(chat)) == (mine.customer, theirs.customer)


# ---------------------------------------------------------------- what if


def test_other_rules_are_tried_without_a_trace_and_settled_both_ways(rolled_back: None) -> None:
    chats = [people.messenger() for _ in range(3)]
    for nth, chat in enumerate(chats):
        recognise_leaf(chat, actor=STAFF, at=later(nth))
        people.prove_mail(chat, "home@mail.example", later(10 + nth))
    one = customer_of(chats[0])
    assert one is not None and {customer_of(chat) for chat in chats} == {one}
    before = make.rows_of_all_tables()
    shared = [KindRule("email", "shared")]
    told = what_if(rules_with(shared))
    assert told.splits == ((one, 4),) and told.joins == () and len(told.drops) == 3
    assert {rule for _, rule in told.drops} == {"shared"} and told.largest == (1, 1, 1, 1)
    assert told.unsettled == {id for id, _ in told.drops} and told.evidence == 3
    assert make.grown(before) == {}
    old = current_rules()
    put_rules(shared, actor=STAFF, at=later(20))
    assert settle_evidence([], dict(told.drops), actor=STAFF, at=later(21)) == (0, 3)
    assert len({customer_of(chat) for chat in chats}) == 3
    assert what_if(current_rules(), instead_of=old).unsettled == frozenset()
    back = what_if(old)
    assert [len(group) for group in back.joins] == [4] and len(back.holds) == 3
    put_rules([old.kinds["email"]], actor=STAFF, at=later(30))
    joined, apart = settle_evidence(back.holds, {}, actor=STAFF, at=later(31))
    assert (joined, apart) == (3, 0) and len({customer_of(chat) for chat in chats}) == 1
    assert settle_evidence(back.holds, {}, actor=STAFF, at=later(32)) == (0, 0)


def test_a_browser_loosened_and_tied_to_two_stands_alone_once_leased_again(rolled_back: None) -> None:
    put_rules([KindRule("browser", "limited"), KindRule("phone", "limited")], actor=STAFF, at=AT)
    tablet, first, second = people.browser(), people.new_phone(), people.new_phone()
    people.prove(tablet, first, later(1))
    assert people.prove(tablet, second, later(2)).customer == customer_of(phone_leaf(first))
    told = what_if(rules_with([KindRule("browser", "leased")]))
    assert {rule for _, rule in told.drops} == {"leased"} and told.largest == (1, 1, 1)
    settle_evidence(told.holds, dict(told.drops), actor=STAFF, at=later(3))
    assert len({customer_of(leaf) for leaf in (tablet, phone_leaf(first), phone_leaf(second))}) == 3


def test_the_contact_of_another_kind_of_leaf_is_opened_once(rolled_back: None) -> None:
    app = open_leaf("app", "install-1", at=AT)
    customer = prove_contact(app, "phone", people.new_phone(), source="code", actor=STAFF, at=AT).customer
    with pytest.raises(LeafOfAnother):
        people.prove(app, people.new_phone(), later(1))
    assert customer_of(app) == customer
