"""Questions to the room of staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from prilavok.domains.staff.models import Right, Role, Staff
from prilavok.domains.staff.rules import covers, is_login, tidy_login
from prilavok.domains.staff.types import LookAt, Scope, StaffActor
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_STAFF_FIELDS = tuple(field.attname for field in Staff._meta.concrete_fields)
_WITH_ROLE = "staff_staff s JOIN staff_role r ON r.id = s.role_id"
_SIGNED_IN = """r.code, r.name, (SELECT coalesce(jsonb_object_agg(verb, scope), '{}')
    FROM staff_right WHERE role_id = s.role_id), """ + ", ".join(f"s.{name}" for name in _STAFF_FIELDS)
_BY_TIME = Sort((("at", "timestamptz"), ("id", "uuid")), descending=True)


def may(actor: StaffActor, verb: str, scope: Scope | None = None) -> Scope | None:
    """The scope in which the actor may do the verb, or None; with `scope`, None also where theirs is narrower."""
    held = actor.rights.get(verb)
    if held is None or (scope is not None and not covers(held, scope)):
        return None
    return held


def find_staff(login: str) -> StaffActor | None:
    """Who signs in by this login, capital letters aside; None where nobody does or they left."""
    typed = tidy_login(login)
    row = with_rights().filter(login=typed, is_active=True).first() if is_login(typed) else None
    return actor_of(row) if row else None


def edition_of(login: str) -> tuple[UUID, int] | None:
    """Id and version of whoever signs in by this login now: what a token is bound to."""
    typed = tidy_login(login)
    rows = Staff.objects.filter(login=typed, is_active=True) if is_login(typed) else Staff.objects.none()
    return rows.values_list("id", "version").first()


def find_edition(staff: UUID, version: int) -> StaffActor | None:
    """The person, while they serve and their row is still of this version; None afterwards."""
    row = with_rights().filter(id=staff, version=version, is_active=True).first()
    return actor_of(row) if row else None


def read_staff(ids: Sequence[UUID]) -> dict[UUID, StaffActor]:
    """The named staff by id, those who left included: their names stay on what they did."""
    return {row.id: actor_of(row) for row in with_rights().filter(id__in=ids)}


def list_staff() -> list[StaffActor]:
    """Everybody who serves now, by login."""
    return [actor_of(row) for row in with_rights().filter(is_active=True).order_by("login")]


def list_roles() -> dict[str, dict[str, str]]:
    """Names of all roles by code."""
    return dict(Role.objects.order_by("code").values_list("code", "name"))


def actor_of(user: AbstractBaseUser) -> StaffActor:
    """The signed-in person of a Django request as the house knows them, without another query."""
    row = cast(Any, user)  # a row of `with_rights`: Django's sign-in passes its model through the doors
    return StaffActor(
        id=row.id,
        login=row.login,
        name=row.name,
        role=row.role_code,
        role_name=row.role_words,
        rights={right["verb"]: right["scope"] for right in row.rights_held},
        place=row.place_id,
        language=row.language,
    )


def with_rights() -> "QuerySet[Staff]":
    """Staff with role and rights in one statement; for this room's sign-in and questions alone."""
    rights = Right.objects.filter(role=OuterRef("role")).order_by("verb")
    found: QuerySet[Staff] = Staff.objects.annotate(
        role_code=F("role__code"),
        role_words=F("role__name"),
        rights_held=ArraySubquery(rights.values(right=JSONObject(verb="verb", scope="scope"))),
    )
    return found


def read_signed_in(staff: UUID) -> Staff | None:
    """A row of `with_rights` of whoever serves now, by one plain statement: every request of staff begins with it."""
    asked = [Condition("s.id = %s", staff), Condition("s.is_active")]
    return next(iter(read_rows(_SIGNED_IN, _WITH_ROLE, row=_signed_in, where=asked)), None)


def _signed_in(role_code: str, role_words: object, rights: dict[str, str], *row: object) -> Staff:
    found: Any = Staff.from_db("default", _STAFF_FIELDS, row)
    found.role_code, found.role_words = role_code, role_words
    found.rights_held = [{"verb": verb, "scope": scope} for verb, scope in rights.items()]
    return cast(Staff, found)


def looked_since(staff: UUID, customer: UUID, since: datetime) -> bool:
    """Whether this member of staff is written down as having looked at the customer's data since then."""
    asked = [Condition("customer = %s AND staff_id = %s AND at >= %s", customer, staff, since)]
    return bool(read_rows("id", "staff_look", row=lambda id: id, where=asked, rest="LIMIT 1"))


def list_looks(customer: UUID, *, after: Mark | None = None, limit: int = 50) -> Page[LookAt]:
    """Readings of a customer's personal data, the latest first."""
    return read_page(
        "staff_id, customer, what, at, request",
        "staff_look",
        row=LookAt,
        where=[Condition("customer = %s", customer)],
        sort=_BY_TIME,
        after=after,
        limit=limit,
    )
