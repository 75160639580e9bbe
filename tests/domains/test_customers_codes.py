"""Codes that prove a contact: good once and for a while, asked for in turns, erased with the person."""

import pytest
from tests import make, people
from tests.domains.test_customers_identity import AT, later, phone_leaf

from prilavok.domains.customers.actions import (
    hide_made_up,
    put_code,
    show_made_up,
    sweep_codes,
    use_code,
)
from prilavok.domains.customers.errors import (
    CodeEnded,
    CodesTooMany,
    CodeWrong,
)
from prilavok.domains.customers.queries import (
    contact_addresses,
    customer_of,
    list_leaves,
    read_code,
    read_code_contact,
    read_customer,
)
from prilavok.domains.customers.types import MadeUp
from prilavok.kit.words import Person, stores


def test_the_right_digits_prove_the_contact_once(rolled_back: None) -> None:
    leaf, phone = people.browser(), people.new_phone()
    code = put_code(leaf, "phone", phone, digits="042137", at=AT)
    assert read_code_contact(code) == ("phone", phone)
    sent = read_code(code)
    assert (sent.kind, sent.expires_at) == ("phone", later(10)) and phone[-7:] not in sent.masked
    assert make.ask("SELECT position('042137'::bytea in digest) FROM customers_code") == [(0,)]
    assert use_code(code, leaf, "042 137", at=later(9)) == ("phone", phone)
    with pytest.raises(CodeEnded):
        use_code(code, leaf, "042137", at=later(9))


def test_a_code_is_tried_five_times_and_by_its_own_leaf(rolled_back: None) -> None:
    leaf, phone = people.browser(), people.new_phone()
    code = put_code(leaf, "phone", phone, digits="042137", at=AT)
    with pytest.raises(CodeEnded):
        use_code(code, people.browser(), "042137", at=AT)
    left = []
    for wrong in ("042138", "", "04213", "٠٤٢١٣٧", "\ud800"):
        with pytest.raises(CodeWrong) as refused:
            use_code(code, leaf, wrong, at=AT)
        left.append(refused.value.left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(CodeEnded):
        use_code(code, leaf, "042137", at=AT)


def test_a_code_ends_after_ten_minutes_and_by_a_newer_one(rolled_back: None) -> None:
    leaf, phone = people.browser(), people.new_phone()
    old = put_code(leaf, "phone", phone, digits="111222", at=AT)
    new = put_code(leaf, "phone", people.new_phone(), digits="333444", at=later(1))
    with pytest.raises(CodeEnded):
        use_code(old, leaf, "111222", at=later(2))
    with pytest.raises(CodeEnded):
        use_code(new, leaf, "333444", at=later(11))


def test_who_asks_from_one_address_waits_and_the_owner_elsewhere_does_not(rolled_back: None) -> None:
    phone = people.new_phone()

    def ask(minute: int, address: str | None, of: str = phone) -> None:
        put_code(people.browser(), "phone", of, digits="000001", at=later(minute), address=address)

    for minute in range(3):
        ask(minute, "192.0.2.7")
    with pytest.raises(CodesTooMany) as refused:
        ask(3, "192.0.2.7")
    assert refused.value.seconds == 4 * 60  # five minutes after the third
    ask(3, "198.51.100.1")  # the owner, at home
    ask(3, "192.0.2.7", of=people.new_phone())
    ask(3, None)  # staff, for the customer before them
    ask(7, "192.0.2.7")
    with pytest.raises(CodesTooMany) as refused:
        ask(8, "192.0.2.7")
    assert refused.value.seconds == 29 * 60
    assert "29 min" in refused.value.say()


def test_a_contact_asked_for_from_everywhere_waits_longer_each_time_and_is_never_shut(rolled_back: None) -> None:
    phone = people.new_phone()
    minute, asked, waits = 0, 0, list[int]()
    while len(waits) < 8:
        try:
            put_code(people.browser(), "phone", phone, digits="1", at=later(minute), address=f"198.51.100.{asked}")
            asked += 1
        except CodesTooMany as refused:
            waits.append(refused.seconds // 60)
            minute += waits[-1]
    assert (asked, waits) == (12 + 7, [1, 2, 4, 8, 16, 32, 64, 120])


def test_a_code_s_contact_is_erased_with_the_person_and_old_codes_are_swept(rolled_back: None) -> None:
    leaf, phone = people.browser(), people.new_phone()
    code = put_code(leaf, "phone", phone, digits="042137", at=AT)
    [store] = [one for one in stores() if one.table == "customers_code"]
    person = Person((leaf,))
    assert [row["value"] for row in store.export(person)] == [phone]
    assert (store.erase(person, AT), list(store.export(person))) == (1, [])
    with pytest.raises(CodeEnded):
        use_code(code, leaf, "042137", at=AT)
    assert (sweep_codes(AT), sweep_codes(later(11)), sweep_codes(later(11))) == (0, 1, 0)


def test_a_made_up_phone_that_somebody_proved_meanwhile_is_not_given_back(rolled_back: None) -> None:
    phone, kept = people.new_phone(), people.new_phone()
    first, card = people.household(phone)
    second, _card = people.household(kept)
    codes = {one: read_customer(one).code for one in (first, second)}
    hide_made_up()
    proof = people.prove(people.browser(), phone)
    assert proof.customer != first
    told = [MadeUp(codes[first], "A", "ru", (("phone", phone),)), MadeUp(codes[second], "B", "ru", (("phone", kept),))]
    assert set(show_made_up(told)) == {first, second}
    assert customer_of(phone_leaf(phone)) == proof.customer and customer_of(phone_leaf(kept)) == second
    assert [one.address for one in contact_addresses(list_leaves(first))] == []
