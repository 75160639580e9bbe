"""Staff: roles, rights, hiring, passwords, looks."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.staff.rules import DEFAULT_ROLES, SCOPES, VERBS, covers, is_login, is_strong, tidy_login
from prilavok.domains.staff.types import LookAt, NewStaff, StaffActor
from prilavok.kit.events.actor import SYSTEM

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GOOD = "seven-green-apples"


def _actor(**rights: str) -> StaffActor:
    held = {verb.replace("_", ".", 1): scope for verb, scope in rights.items()}
    return StaffActor(uuid4(), "a", "A", "r", {"ru": "р"}, held, None, "ru")  # type: ignore[arg-type]


def test_default_roles_hold_known_verbs_and_have_all_words() -> None:
    assert [role.code for role in DEFAULT_ROLES] == ["owner", "manager", "marketer", "cashier", "operator"]
    for role in DEFAULT_ROLES:
        assert set(role.rights) <= VERBS
        assert set(role.name) == {"ru", "kk", "en"}
    rights = {role.code: role.rights for role in DEFAULT_ROLES}
    assert set(rights["owner"]) == VERBS
    for code in ("marketer", "cashier"):
        assert "customers.see_raw" not in rights[code]
    for code in ("manager", "marketer", "cashier", "operator"):
        assert "staff.manage" not in rights[code]
    assert rights["cashier"]["orders.see"] == "place"


def test_a_wider_scope_covers_a_narrower_one() -> None:
    from prilavok.domains.staff.queries import may

    assert [[covers(held, asked) for asked in SCOPES] for held in SCOPES] == [
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
        [True, True, True, True],
    ]
    assert may(_actor(orders_see="place"), "orders.see") == "place"
    assert may(_actor(orders_see="place"), "orders.see", "own") == "place"
    assert may(_actor(orders_see="place"), "orders.see", "company") is None
    assert may(_actor(orders_see="place"), "stock.see") is None


@given(st.text(max_size=70))
def test_a_login_is_plain(text: str) -> None:
    if is_login(text):
        assert 1 <= len(text) <= 60 and text.isascii() and text == tidy_login(text)
        assert text[0].isalnum() and text[-1].isalnum()


@pytest.mark.parametrize("login", ["owner", "a.b-c9", "x1"])
def test_good_logins(login: str) -> None:
    assert is_login(login)


@pytest.mark.parametrize("login", ["", "a", "Owner", "иван", "-ab", "ab-", "a b", "a" * 61, "a\x00b", "ab\n"])
def test_bad_logins(login: str) -> None:
    assert not is_login(login)


@pytest.mark.parametrize(
    "password", ["short", "a" * 20, "xowner-12345", "ababababababab", "with\x00zero-inside", "x1" * 200]
)
def test_weak_passwords(password: str) -> None:
    assert not is_strong(password, "owner")
    assert is_strong(GOOD, "owner")


def _hire(login: str = "owner", role: str = "owner", password: str = GOOD, language: str = "ru") -> UUID:
    from prilavok.domains.staff.actions import hire_staff

    return hire_staff([NewStaff(login, "Имя", role, password, language)], actor=SYSTEM, at=AT)[0]


def test_default_roles_are_made_once_and_keep_what_the_shop_set(rolled_back: None) -> None:
    from prilavok.domains.staff.actions import put_default_roles
    from prilavok.domains.staff.models import Right
    from prilavok.domains.staff.queries import find_staff, list_roles

    assert put_default_roles(at=AT) == 5
    Right.objects.filter(verb="stock.see").delete()
    assert put_default_roles(at=AT) == 0
    assert set(list_roles()) == {"owner", "manager", "marketer", "cashier", "operator"}
    _hire("kassa-1", "cashier")
    person = find_staff(" KASSA-1 ")
    assert person is not None
    assert "stock.see" not in person.rights
    assert person.rights["orders.see"] == "place"
    assert (person.role, person.role_name["kk"], person.language) == ("cashier", "Кассир", "ru")


def test_hiring_refuses_and_then_hires_nobody(rolled_back: None) -> None:
    from prilavok.domains.staff.actions import hire_staff, put_default_roles
    from prilavok.domains.staff.errors import LanguageUnknown, LoginTaken, LoginUnfit, PasswordWeak, RoleUnknown
    from prilavok.domains.staff.queries import list_staff
    from prilavok.kit.events.models import Event

    put_default_roles(at=AT)
    good = NewStaff("first", "Первый", "owner", GOOD)
    for bad, refusal in (
        (NewStaff("Не логин", "", "owner", GOOD), LoginUnfit),
        (NewStaff("second", "", "owner", "short"), PasswordWeak),
        (NewStaff("second", "", "king", GOOD), RoleUnknown),
        (NewStaff("second", "", "owner", GOOD, "de"), LanguageUnknown),
    ):
        with pytest.raises(refusal):
            hire_staff([good, bad], actor=SYSTEM, at=AT)
    assert list_staff() == []
    assert not Event.objects.filter(verb="staff.hired").exists()
    _hire("first")
    with pytest.raises(LoginTaken):
        _hire("FIRST")


def test_passwords_are_kept_as_argon2_only(rolled_back: None) -> None:
    from prilavok.domains.staff.actions import change_password, put_default_roles
    from prilavok.domains.staff.errors import PasswordWeak, StaffUnknown
    from prilavok.domains.staff.models import Staff

    put_default_roles(at=AT)
    _hire()
    first = Staff.objects.get(login="owner")
    assert first.password.startswith("argon2$argon2id$")
    assert GOOD not in first.password
    assert change_password("OWNER", "another-good-one-9", actor=SYSTEM, at=AT) == first.id
    second = Staff.objects.get(login="owner")
    assert second.password != first.password
    assert second.get_session_auth_hash() != first.get_session_auth_hash()
    with pytest.raises(StaffUnknown):
        change_password("nobody", GOOD, actor=SYSTEM, at=AT)
    with pytest.raises(PasswordWeak):
        change_password("owner", "short", actor=SYSTEM, at=AT)


def test_an_unknown_login_costs_as_much_as_a_wrong_password(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.domains.staff import sign_in
    from prilavok.domains.staff.actions import put_default_roles

    put_default_roles(at=AT)
    _hire()
    checked = []
    real = sign_in.check_password
    monkeypatch.setattr(sign_in, "check_password", lambda password, kept: checked.append(kept) or real(password, kept))
    door = sign_in.StaffSignIn()
    assert door.authenticate(None, login="owner", password="wrong") is None
    assert door.authenticate(None, login="nobody", password="wrong") is None
    assert door.authenticate(None, login="owner", password=GOOD) is not None
    assert len(checked) == 3
    # The same algorithm and the same cost for who is not there.
    assert len({kept.rsplit("$", 2)[0] for kept in checked}) == 1
    assert door.authenticate(None, login="owner") is None


def test_reading_who_signed_in_costs_one_query(rolled_back: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from prilavok.domains.staff.actions import put_default_roles
    from prilavok.domains.staff.queries import actor_of
    from prilavok.domains.staff.sign_in import StaffSignIn

    put_default_roles(at=AT)
    id = _hire()
    with CaptureQueriesContext(connection) as captured:
        row = StaffSignIn().get_user(id)
        assert row is not None
        assert actor_of(row).rights["orders.see"] == "company"
    assert len(captured) == 1


def test_looks_are_written_many_at_once(rolled_back: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from prilavok.domains.staff.actions import put_default_roles, record_looks
    from prilavok.domains.staff.models import Look

    put_default_roles(at=AT)
    who, customer = _hire(), uuid4()
    with CaptureQueriesContext(connection) as captured:
        assert record_looks([LookAt(who, customer, "customer.page", AT, "r1")] * 3) == 3
    assert len([one for one in captured.captured_queries if "INSERT" in one["sql"]]) == 1
    assert (
        list(Look.objects.filter(customer=customer).values_list("staff", "what", "request"))
        == [(who, "customer.page", "r1")] * 3
    )
    assert record_looks([]) == 0


def test_whoever_is_signed_in_is_read_as_everybody_else_is(rolled_back: None) -> None:
    from prilavok.domains.staff.actions import hire_staff, put_default_roles
    from prilavok.domains.staff.models import Right, Staff
    from prilavok.domains.staff.queries import actor_of, read_signed_in, read_staff, with_rights

    put_default_roles(at=AT)
    people = [NewStaff(f"reads-{one.code}", f"Reads {one.code}", one.code, GOOD, "kk") for one in DEFAULT_ROLES]
    ids = hire_staff(people, actor=SYSTEM, at=AT)
    for id in ids:
        row, plain = read_signed_in(id), with_rights().get(id=id)
        assert row is not None
        assert actor_of(row) == actor_of(plain) == read_staff([id])[id]
        for name in ("password", "is_active", "version", "created_at", "last_login"):
            assert getattr(row, name) == getattr(plain, name)
        assert row.get_session_auth_hash() == plain.get_session_auth_hash()
    Right.objects.filter(role__code="cashier").delete()
    Staff.objects.filter(id=ids[0]).update(is_active=False)
    bare = read_signed_in(ids[3])
    assert bare is not None and actor_of(bare).rights == {}
    assert read_signed_in(ids[0]) is None
    assert read_signed_in(uuid4()) is None
