"""What changes staff, roles and the list of looks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from prilavok.domains.staff.errors import (
    LanguageUnknown,
    LoginTaken,
    LoginUnfit,
    PasswordWeak,
    RoleUnknown,
    StaffUnknown,
)
from prilavok.domains.staff.models import Right, Role, Staff
from prilavok.domains.staff.rules import DEFAULT_ROLES, SHORTEST_PASSWORD, is_login, is_strong, tidy_login
from prilavok.domains.staff.types import LookAt, NewStaff
from prilavok.kit.db.asking import ask
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.words import LANGUAGES, Person, store_of_words, wordless


def put_default_roles(*, at: datetime) -> int:
    """Make the default roles that are missing; rights of roles that are there stay as the shop set them.

    Returns how many were made.
    """
    there = set(Role.objects.values_list("code", flat=True))
    missing = [role for role in DEFAULT_ROLES if role.code not in there]
    ids = new_ids(len(missing), at)
    rights = [(id, verb, scope) for id, role in zip(ids, missing, strict=True) for verb, scope in role.rights.items()]
    with transaction.atomic():
        Role.objects.bulk_create(
            Role(id=id, code=role.code, name=dict(role.name)) for id, role in zip(ids, missing, strict=True)
        )
        Right.objects.bulk_create(
            Right(id=id, role_id=role, verb=verb, scope=scope)
            for id, (role, verb, scope) in zip(new_ids(len(rights), at), rights, strict=True)
        )
    return len(missing)


def hire_staff(people: Sequence[NewStaff], *, actor: Actor, at: datetime, origin: str = "live") -> list[UUID]:
    """Let people sign in; returns their ids in the given order, and records `staff.hired` for each.

    Raises LoginUnfit, PasswordWeak, RoleUnknown, LoginTaken; then nobody is hired.
    """
    roles = dict(Role.objects.values_list("code", "id"))
    for person in people:
        _check(person, roles)
    ids = new_ids(len(people), at)
    rows = [
        Staff(
            id=id,
            login=tidy_login(one.login),
            name=one.name.strip(),
            language=one.language,
            role_id=roles[one.role],
            place_id=one.place,
            password=make_password(one.password),
            created_at=at,
        )
        for id, one in zip(ids, people, strict=True)
    ]
    for row in rows:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as trouble:
            if "login" in str(trouble):
                raise LoginTaken(row.login) from None
            raise
    record([_event("staff.hired", row.id, actor, at, origin) for row in rows], at)
    return ids


def _check(person: NewStaff, roles: dict[str, UUID]) -> None:
    login = tidy_login(person.login)
    if not is_login(login):
        raise LoginUnfit(person.login)
    if not is_strong(person.password, login):
        raise PasswordWeak(SHORTEST_PASSWORD)
    if person.role not in roles:
        raise RoleUnknown(person.role)
    if person.language not in LANGUAGES:
        raise LanguageUnknown(person.language)


def change_password(login: str, password: str, *, actor: Actor, at: datetime) -> UUID:
    """Set a new password; every session opened with the old one ends with it. Records `staff.password_changed`.

    Raises StaffUnknown, PasswordWeak.
    """
    login = tidy_login(login)
    id: UUID | None = Staff.objects.filter(login=login).values_list("id", flat=True).first()
    if id is None:
        raise StaffUnknown(login)
    if not is_strong(password, login):
        raise PasswordWeak(SHORTEST_PASSWORD)
    Staff.objects.filter(id=id).update(password=make_password(password), version=F("version") + 1)
    record([_event("staff.password_changed", id, actor, at)], at)
    return id


def assign_place(login: str, place: UUID | None, *, actor: Actor, at: datetime) -> UUID:
    """Say where somebody works from now on (None: everywhere their role reaches). Records `staff.placed`.

    Raises StaffUnknown.
    """
    id: UUID | None = Staff.objects.filter(login=tidy_login(login)).values_list("id", flat=True).first()
    if id is None:
        raise StaffUnknown(tidy_login(login))
    Staff.objects.filter(id=id).update(place_id=place, version=F("version") + 1)
    record([replace(_event("staff.placed", id, actor, at), place=place)], at)
    return id


def keep_language(staff: UUID, language: str) -> None:
    """Keep the language in which somebody reads the screens. Refused where there is none such."""
    if language not in LANGUAGES:
        raise LanguageUnknown(language)
    # The version stays: it ends sessions and tokens when rights or the password change, and a language is neither.
    Staff.objects.filter(id=staff).update(language=language)


# One statement, the same for however many: each page that is read ends with it.
_LOOKS = """INSERT INTO staff_look (id, staff_id, customer, what, at, request)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::text[]) RETURNING 1"""


def record_looks(looks: Sequence[LookAt]) -> int:
    """Write down readings of personal data, many at once; call it after the page was read, never inside the read."""
    if not looks:
        return 0
    told = [(look.staff, look.customer, look.what, look.at, look.request) for look in looks]
    columns = [list(column) for column in zip(*told, strict=True)]
    written, _types = ask(_LOOKS, [new_ids(len(looks)), *columns])
    return len(written)


def _event(verb: str, staff: UUID, actor: Actor, at: datetime, origin: str = "live") -> NewEvent:
    return NewEvent(verb=verb, occurred_at=at, subject_kind="staff", subject=staff, actor=actor, origin=origin)


def _export_staff(person: Person) -> Iterable[Mapping[str, object]]:
    return Staff.objects.filter(id=person.staff).values("login", "name", "language")


def _erase_staff(person: Person, at: datetime) -> int:
    return Staff.objects.filter(id=person.staff).update(name="", password="!", is_active=False)


store_of_words("staff_staff", ["name", "password"], _export_staff, _erase_staff)
wordless("staff_role", ["name"], "what we call a role")
