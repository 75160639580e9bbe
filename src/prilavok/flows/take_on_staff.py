"""Somebody is hired: from now on they sign in by a login and password, with the rights of a role."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.staff import actions
from prilavok.domains.staff.types import NewStaff
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "staff.manage"


def take_on_staff(people: Sequence[NewStaff], *, actor: Actor, at: datetime) -> list[UUID]:
    """Hire all or none; ids in the given order. Roles every installation begins with are made if they are missing.

    Raises LoginUnfit, LoginTaken, PasswordWeak, RoleUnknown, LanguageUnknown.
    """
    with story():
        actions.put_default_roles(at=at)
        return actions.hire_staff(people, actor=actor, at=at)
