"""People for tests of screens, and clients signed in as them."""

from datetime import UTC, datetime
from typing import Any

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "seven-green-apples"


def hire(role: str, login: str = "", language: str = "ru") -> Any:
    """Somebody of that role; their row, for `Client.force_login`."""
    from prilavok.domains.staff.actions import hire_staff, put_default_roles
    from prilavok.domains.staff.queries import with_rights
    from prilavok.domains.staff.types import NewStaff
    from prilavok.kit.events.actor import SYSTEM

    put_default_roles(at=AT)
    person = NewStaff(login or role, f"Test {role}", role, PASSWORD, language)
    (made,) = hire_staff([person], actor=SYSTEM, at=AT)
    return with_rights().get(id=made)


def client_of(person: Any = None, **headers: Any) -> Any:
    """A client at the house's own host name, signed in as the person if one is given; bugs come back as 500."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost", raise_request_exception=False, **headers)
    if person is not None:
        client.force_login(person)
    return client
