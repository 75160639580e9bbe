"""Lists and the rules of identity: nobody's contacts tie nobody, limits hold, and rules taken back give back.

Covers prilavok.flows.moving_in.people, prilavok.flows.moving_in.orders.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make, people
from tests.flows.test_identity_flows import due, settle_all
from tests.flows.test_moving_in import AT, bring, counted, owner, take_in
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.customers.actions import assert_contacts, take_in_people
from prilavok.domains.customers.queries import (
    count_suggestions,
    customer_of,
    find_leaf,
    leaves_kept_out,
    list_leaves,
    list_listed,
    list_suggestions,
    opens,
    proves,
    read_trial,
)
from prilavok.domains.customers.types import ListedPerson, NewIdentifier
from prilavok.domains.customers.types.identity import KindRule, ListedUse, ListedValue
from prilavok.domains.imports.queries import count_refused
from prilavok.domains.tasks.queries import list_tasks
from prilavok.flows.change_identity_rules import change_list, switch_on_rules
from prilavok.flows.decide_suggestion import decide_suggestion
from prilavok.flows.quarantine_person import KIND, quarantine_person
from prilavok.flows.reactions import REACTIONS
from prilavok.flows.try_identity_rules import try_rules
from prilavok.insights.erasure_preview import preview_erasure
from prilavok.kit.events.actor import SYSTEM, Actor

STAFF = Actor("staff", uuid4())
SHARED, FREE = [KindRule("email", "shared")], [KindRule("email", "limited", 10, 365)]


@pytest.fixture
def shop(rolled_back: None) -> Iterator[Shop]:
    yield open_small_shop()


def put(kind: str, pattern: str, use: ListedUse, minutes: int = 1) -> None:
    line = ListedValue(kind, pattern, use, "courier")
    change_list(line, actor=STAFF, at=AT + timedelta(minutes=minutes))
    settle_all()


def take_off(pattern: str, minutes: int = 9) -> None:
    lines = [str(line.id) for line in list_listed() if line.pattern == pattern]
    assert change_list(None, lines, actor=STAFF, at=AT + timedelta(minutes=minutes)) == 1
    settle_all()


def switch(rules: Sequence[KindRule], minutes: int) -> None:
    switch_on_rules(rules, actor=STAFF, at=AT + timedelta(minutes=minutes))
    settle_all()


def of_order(number: str) -> UUID | None:
    [(leaf,)] = make.ask("SELECT leaf_id FROM orders_order WHERE number = %s", number)
    assert isinstance(leaf, UUID)
    return customer_of(leaf)


def leaf_of(kind: str, value: str) -> UUID:
    found = find_leaf(kind, value)
    assert found is not None
    return found.leaf


def holding() -> list[tuple[object, ...]]:
    """Of all that lists told, whether it holds and the rule by which not, in the order it came."""
    return make.ask(
        "SELECT holds, dropped FROM customers_evidence WHERE source LIKE 'import:%%' ORDER BY recorded_at, id"
    )


def test_an_address_that_is_nobodys_ties_no_three_orders_to_one_person(shop: Shop, tmp_path: Path) -> None:
    rows = "".join(
        f"NR-{n};0{n + 1}.02.2026;{n + 1}000;Клиент;8700111000{n};noreply@kaspi1.example\n" for n in range(3)
    )
    take_in(bring(tmp_path, "Номер;Дата;Сумма;ФИО;Телефон;E-mail\n" + rows, "orders"), {"place": "t-alm"})
    phones = [owner("phone", f"+7700111000{n}") for n in range(3)]
    assert None not in phones and len(set(phones)) == 3
    assert [of_order(f"oldcrm/NR-{n}") for n in range(3)] == phones
    blocked = find_leaf("email", "noreply@kaspi1.example")
    assert blocked is not None and blocked.customer is None
    assert holding() == [(False, "blocked")] and count_suggestions() == 0
    mine = people.browser(AT)
    people.prove(mine, "+77001110000", AT + timedelta(minutes=1))
    first = phones[0]
    assert first is not None and set(list_leaves(first)) == {mine, leaf_of("phone", "+77001110000")}


def test_a_shared_phone_joins_neither_orders_nor_rows_and_a_blocked_one_is_nobodys(shop: Shop, tmp_path: Path) -> None:
    put("phone", "+77273334455", "shared")
    put("phone", "+77273334466", "blocked", 2)
    take_in(
        bring(
            tmp_path,
            "Номер;Дата;Сумма;ФИО;Телефон;E-mail\n"
            "P-1;01.02.2026;11111;Покупатель;87273334455;p1@proxy.example\n"
            "P-2;02.02.2026;22222;Покупатель;87273334455;p2@proxy.example\n"
            "P-3;02.02.2026;33333;Покупатель;87273334455;\n",
            "orders",
        ),
        {"place": "t-alm"},
    )
    run = bring(
        tmp_path,
        "Имя;Телефон;E-mail\nАйгуль;87273334455;a1@mail.example\nАйгуль;87273334455;a2@mail.example\n"
        ";87273334455;a3@mail.example\nБолат;87273334466;b1@mail.example\nБолат;87273334466;b2@mail.example\n"
        "Никто;87273334466;\n",
    )
    take_in(run)
    mails = [f"p{n}@proxy.example" for n in (1, 2)] + [f"{n}@mail.example" for n in ("a1", "a2", "a3", "b1", "b2")]
    them = [owner("email", mail) for mail in mails]
    assert None not in them and len(set(them)) == 7
    assert [of_order(f"oldcrm/P-{n}") for n in (1, 2, 3)] == [*them[:2], None]
    assert owner("phone", "+77273334455") is None and owner("phone", "+77273334466") is None
    assert counted(run) == (6, 5, 1, 0) and list(count_refused(run)) == ["contacts_nobodys"]
    assert count_suggestions() == 0


def test_more_than_a_person_may_have_stays_nobodys_and_is_put_before_staff(shop: Shop, tmp_path: Path) -> None:
    rows = "".join(f"87273001122;m{n}@cap.example\n" for n in range(35))
    take_in(bring(tmp_path, "Телефон;E-mail\n" + rows))
    crowd = owner("phone", "+77273001122")
    assert [owner("email", f"m{n}@cap.example") for n in range(35)] == [crowd] * 10 + [None] * 25
    waiting = list_suggestions().rows
    assert {one.why for one in waiting} == {"limited"} and len(waiting) == 25
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'customer.quarantined'") == [(0,)]
    # Who has the eleventh signs in as themselves, and sees nothing of the others.
    mine = people.browser(AT)
    people.prove_mail(mine, "m10@cap.example", AT + timedelta(minutes=1))
    assert owner("email", "m10@cap.example") == customer_of(mine) != crowd and opens(mine) == proves("code")
    assert decide_suggestion(waiting[1].id, True, actor=STAFF, at=AT + timedelta(minutes=2)) is not None
    assert sum(owner("email", f"m{n}@cap.example") == crowd for n in range(35)) == 11


@pytest.mark.parametrize("head", ["Телефон;E-mail", "Код;Телефон"])
def test_a_person_over_the_cap_takes_no_more_of_a_list_and_a_task_says_so(
    shop: Shop, tmp_path: Path, head: str
) -> None:
    switch([KindRule("email", "limited"), KindRule("person", "limited", 4)], 1)
    people.prove(people.browser(AT), "+77273001122", AT)
    first = "87273001122;m{0}@cap.example\n" if head.startswith("Телефон") else "crm{0};87273001122\n"
    for n in range(6):  # each code of a source of its own
        take_in(bring(tmp_path, f"{head}\n" + first.format(n), source="oldcrm" if "{0}@" in first else f"crm{n}"))
    crowd = owner("phone", "+77273001122")
    assert crowd is not None and len(list_leaves(crowd)) == 4
    told = make.ask("SELECT id, subject, facts->>'leaves', origin FROM kit_event WHERE verb = 'customer.quarantined'")
    assert [row[1:] for row in told] == [(crowd, "4", "import")] * 4
    assert "import" in REACTIONS["customer.quarantined"][0].also_for
    for event, *_rest in told:
        quarantine_person(due("quarantine.tell", {"event": str(event)}))
    [task] = list_tasks(kind=KIND)
    assert task.subject == crowd
    if head.startswith("Код"):  # whoever bears a code is somebody all the same
        others = [owner("import", f"crm{n}:crm{n}") for n in range(6)]
        assert others[:2] == [crowd] * 2 and len({*others}) == 5 and None not in others


def test_a_second_card_where_a_person_has_one_ever_is_not_theirs(shop: Shop, tmp_path: Path) -> None:
    switch([KindRule("card", "unique")], 1)
    take_in(bring(tmp_path, "Код;Имя;Карта\n1;Уникальный Один;7700000001\n"))
    take_in(bring(tmp_path, "Код;Имя;Карта\n1;Уникальный Один;7700000002\n"))
    take_in(bring(tmp_path, "Код;Имя;Карта\n" + "".join(f"2;Много Карт;780000000{n}\n" for n in range(5))))
    assert owner("card", "7700000001") == owner("import", "oldcrm:1") and owner("card", "7700000002") is None
    many = owner("import", "oldcrm:2")
    assert [owner("card", f"780000000{n}") for n in range(5)] == [many, None, None, None, None]
    assert [one.why for one in list_suggestions().rows] == ["unique"] * 5
    # The rule taken back, what it dropped is theirs; and only once, whoever else was told to have it.
    switch([KindRule("card", "limited", 10, 365)], 5)
    assert [owner("card", f"780000000{n}") for n in range(5)] == [many] * 5
    assert owner("card", "7700000002") == owner("import", "oldcrm:1")


def test_who_is_erased_takes_along_what_a_rule_kept_out_and_nothing_of_others(shop: Shop, tmp_path: Path) -> None:
    switch([KindRule("card", "unique")], 1)
    put("phone", "+77273334455", "shared", 2)
    take_in(
        bring(
            tmp_path,
            "Код;Имя;Карта;Телефон\n1;Один Человек;7700000001|7700000002;87273334455\n"
            "2;Другой Человек;7700000003|7700000004;\n3;Третий Человек;7700000005|7700000004;\n",
        )
    )
    one = owner("import", "oldcrm:1")
    assert one is not None and leaves_kept_out(list_leaves(one)) == [leaf_of("card", "7700000002")]
    assert set(preview_erasure(one).leaves) == {*list_leaves(one), *leaves_kept_out(list_leaves(one))}
    for code in (2, 3):  # both were told to have it
        other = owner("import", f"oldcrm:{code}")
        assert other is not None and leaves_kept_out(list_leaves(other)) == []


ONE = "Код;ФИО;Телефон;E-mail\n1;Возвратов Олег;87060000001;oleg@back.example\n"


def whole() -> bool:
    whose = {owner("import", "oldcrm:1"), owner("phone", "+77060000001"), owner("email", "oleg@back.example")}
    return len(whose) == 1 and None not in whose


def test_a_rule_switched_on_and_off_gives_imported_people_back_and_the_trial_says_so(
    shop: Shop, tmp_path: Path
) -> None:
    take_in(bring(tmp_path, ONE))
    assert whole()
    before = read_trial(try_rules(SHARED, actor=STAFF, at=AT + timedelta(minutes=1)))
    switch(SHARED, 2)
    assert not whole() and owner("import", "oldcrm:1") == owner("phone", "+77060000001")
    told = read_trial(try_rules(FREE, actor=STAFF, at=AT + timedelta(minutes=3)))
    # The shop began with somebody of an e-mail too.
    assert (before.joins, before.splits, before.evidence) == (0, 2, 4)
    assert (told.joins, told.splits, told.evidence) == (2, 0, 4)
    switch(FREE, 4)
    assert whole() and holding() == [(True, "")] * 2
    # And so again, on and on.
    switch(SHARED, 5)
    switch(FREE, 6)
    assert whole()


def test_a_pattern_put_on_the_list_by_mistake_and_taken_off_gives_all_back(shop: Shop, tmp_path: Path) -> None:
    rows = "".join(f"L{n};Линия{n} Тест;8771699701{n}\n" for n in range(5))
    take_in(bring(tmp_path, "Код;ФИО;Телефон\n" + rows))
    phones = [f"+7771699701{n}" for n in range(5)]
    put("phone", "+77716997*", "blocked")
    assert [owner("phone", phones[n]) == owner("import", f"oldcrm:L{n}") for n in range(5)] == [False] * 5
    # What comes meanwhile waits as well.
    take_in(bring(tmp_path, "Код;ФИО;Телефон\nL5;Линия5 Тест;87716997015\nL6;Линия6 Тест;87716997015\n"))
    assert owner("phone", "+77716997015") is None
    take_off("+77716997*")
    assert [owner("phone", phones[n]) == owner("import", f"oldcrm:L{n}") for n in range(5)] == [True] * 5
    assert owner("phone", "+77716997015") == owner("import", "oldcrm:L5") != owner("import", "oldcrm:L6")


@pytest.mark.parametrize("name", ["Возвратов Олег", "Возвратов Олег Б"])
def test_a_list_brought_again_mends_what_a_rule_left_torn(shop: Shop, tmp_path: Path, name: str) -> None:
    take_in(bring(tmp_path, ONE))
    switch(SHARED, 2)
    switch_on_rules(FREE, actor=STAFF, at=AT + timedelta(minutes=3))
    make.ask("DELETE FROM kit_job WHERE verb = 'identity.settle' RETURNING 1")  # as it was left before this was settled
    assert not whole()
    take_in(bring(tmp_path, ONE.replace("Возвратов Олег", name)))
    assert whole()


def test_what_came_back_joins_nobody_who_is_proven_by_now(shop: Shop, tmp_path: Path) -> None:
    take_in(bring(tmp_path, ONE))
    switch(SHARED, 2)
    one, other = people.browser(AT), people.browser(AT)
    people.prove(one, "+77060000001", AT + timedelta(minutes=3))
    # The address has a browser of its own, as if it had been proven a moment before it became shared.
    make.ask("UPDATE customers_contact_point SET verified_at = %s WHERE address = 'oleg@back.example' RETURNING 1", AT)
    switch(FREE, 4)
    assert customer_of(one) == owner("phone", "+77060000001") != owner("email", "oleg@back.example")
    assert [why.why for why in list_suggestions().rows] == ["listed"]
    people.prove_mail(other, "oleg@back.example", AT + timedelta(minutes=5))
    assert customer_of(other) == owner("email", "oleg@back.example") != customer_of(one)


def junk(phone: str, count: int) -> None:
    claims = [(people.browser(AT), "phone", phone) for _ in range(count)]
    assert_contacts(claims, source="tracking", at=AT)


def test_junk_of_a_public_key_takes_no_room_from_a_list_or_from_staff(shop: Shop, tmp_path: Path) -> None:
    phone, mail = "+77760000001", "genuine@fl.example"
    for tell, contact in ((people.prove, phone), (people.prove_mail, mail)):
        tell(people.browser(AT), contact, AT)
    junk(phone, 40)
    assert count_suggestions() == 20
    take_in(bring(tmp_path, "Код;Телефон;E-mail\nG1;87760000001;genuine@fl.example\n"))
    listed = [one for one in list_suggestions().rows if leaf_of("import", "oldcrm:G1") in (one.one, one.other)]
    assert len(listed) == 2 and count_suggestions() == 22
    # Twenty of one source wait, and no more, also of a list.
    take_in(bring(tmp_path, "Код;Телефон\n" + "".join(f"H{n};87760000001\n" for n in range(25))))
    assert count_suggestions() == 41
    for one in list_suggestions().rows:
        decide_suggestion(one.id, False, actor=STAFF, at=AT + timedelta(minutes=1))
    # After a no to these, the same list brought again asks about the rest; who said it on the site may say it again.
    take_in(bring(tmp_path, "Код;Телефон\n" + "".join(f"H{n};87760000001\n" for n in range(25))))
    assert count_suggestions() == 5
    junk(phone, 3)
    assert count_suggestions() == 8


def test_rules_cost_no_question_for_a_row(shop: Shop, rolled_back: None) -> None:
    put("phone", "+77273334455", "shared")
    asked = []
    for more in (1, 2, 20):
        told = [
            ListedPerson(
                f"crm:{more}-{n}",
                (
                    NewIdentifier("phone", f"+7705{more:03}{n:04}"),
                    NewIdentifier("phone", "+77273334455"),
                    *(NewIdentifier("email", f"{k}.{n}.{more}@q.example") for k in range(12)),
                ),
                "Имя",
            )
            for n in range(more)
        ]
        with CaptureQueriesContext(connection) as queries:
            take_in_people(told, source="crm", actor=SYSTEM, at=AT, origin="import")
        asked.append(len(queries))
    assert asked[1] == asked[2]  # the shared phone is known by then
