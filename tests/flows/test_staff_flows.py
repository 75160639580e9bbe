"""Small stories of staff: hired all or none, a new password, the language of the screens.

Covers prilavok.flows.take_on_staff, prilavok.flows.renew_password, prilavok.flows.choose_language.
"""

import pytest
from tests import make

from prilavok.domains.staff.errors import LanguageUnknown, LoginTaken, PasswordWeak, RoleUnknown, StaffUnknown
from prilavok.domains.staff.queries import edition_of, find_staff
from prilavok.domains.staff.types import NewStaff, StaffActor
from prilavok.flows.choose_language import choose_language
from prilavok.flows.place_staff import place_staff
from prilavok.flows.renew_password import renew_password
from prilavok.flows.sign_in import sign_in
from prilavok.flows.take_on_staff import take_on_staff
from prilavok.kit.events.actor import SYSTEM

PASSWORD = "seven-green-apples"


def person(login: str, role: str = "manager", password: str = PASSWORD) -> NewStaff:
    return NewStaff(login, "Somebody", role, password, "en")


def hire(*people: NewStaff) -> list[object]:
    return list(take_on_staff(people, actor=SYSTEM, at=make.AT))


def found(login: str) -> StaffActor:
    actor = find_staff(login)
    assert actor is not None
    return actor


def test_who_is_hired_signs_in_with_the_rights_of_the_role(rolled_back: None) -> None:
    [first, second] = hire(person("anna", "owner"), person("boris", "cashier"))
    assert (found("anna").id, found("anna").role, found("boris").id) == (first, "owner", second)
    assert "staff.manage" in found("anna").rights and "staff.manage" not in found("boris").rights
    assert sign_in("anna", PASSWORD, address="127.0.0.1", at=make.AT).pk == first
    assert make.ask("SELECT verb, count(*) FROM kit_event WHERE subject = %s GROUP BY 1 ORDER BY 1", first) == [
        ("staff.hired", 1),
        ("staff.signed_in", 1),
    ]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (person("anna"), LoginTaken),
        (person("vera", "no-such-role"), RoleUnknown),
        (person("vera", password="short"), PasswordWeak),
        (NewStaff("vera", "Vera", "manager", PASSWORD, "xx"), LanguageUnknown),
    ],
    ids=["login", "role", "password", "language"],
)
def test_one_who_cannot_be_hired_leaves_the_others_unhired(
    rolled_back: None, wrong: NewStaff, refusal: type[Exception]
) -> None:
    hire(person("anna"))
    before = make.rows_of_all_tables()
    with pytest.raises(refusal):
        hire(person("boris"), wrong)
    assert make.grown(before) == {}
    assert find_staff("boris") is None


def test_a_new_password_ends_what_the_old_one_opened(rolled_back: None) -> None:
    hire(person("anna"))
    opened = edition_of("anna")
    renew_password("Anna", "eight-yellow-pears", actor=SYSTEM, at=make.AT)
    assert edition_of("anna") != opened
    assert sign_in("anna", "eight-yellow-pears", address="127.0.0.1", at=make.AT).pk == found("anna").id
    assert make.verbs_of([found("anna").id])["staff.password_changed"] == 1
    before = make.rows_of_all_tables()
    for login, password, refusal in (("nobody", "eight-yellow-pears", StaffUnknown), ("anna", "anna", PasswordWeak)):
        with pytest.raises(refusal):
            renew_password(login, password, actor=SYSTEM, at=make.AT)
    assert make.grown(before) == {}


def test_the_chosen_language_stays_with_the_person(rolled_back: None) -> None:
    hire(person("anna"), person("boris"))
    choose_language(found("anna"), "kk")
    assert (found("anna").language, found("boris").language) == ("kk", "en")
    with pytest.raises(LanguageUnknown):
        choose_language(found("anna"), "tlh")
    assert found("anna").language == "kk"


def test_who_is_told_a_place_works_there_from_now_on(rolled_back: None) -> None:
    """Covers prilavok.flows.place_staff."""
    [id] = hire(person("boris", "cashier"))
    edition = edition_of("boris")
    store = make.place()
    place_staff("Boris ", store, actor=SYSTEM, at=make.AT)
    assert found("boris").place == store and edition_of("boris") != edition
    assert make.ask("SELECT place FROM kit_event WHERE subject = %s AND verb = 'staff.placed'", id) == [(store,)]
    with pytest.raises(StaffUnknown):
        place_staff("nobody", store, actor=SYSTEM, at=make.AT)


def test_a_language_leaves_the_edition_of_rights_alone(rolled_back: None) -> None:
    hire(person("anna"))
    before = edition_of("anna")
    choose_language(found("anna"), "kk")
    assert found("anna").language == "kk" and edition_of("anna") == before
