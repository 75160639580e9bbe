"""How Django's sign-in checks a login and password: Argon2, and the same time for a login nobody has."""

from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from prilavok.domains.staff.models import Staff
from prilavok.domains.staff.queries import read_signed_in, with_rights
from prilavok.domains.staff.rules import is_login, tidy_login


@cache
def _nobodys() -> str:
    return make_password("nobody signs in by this")


class StaffSignIn(BaseBackend):
    """Staff sign in by login and password; those who left do not."""

    def authenticate(self, request: HttpRequest | None, **given: Any) -> Staff | None:
        """Who this is, or None. given: login, password.

        The password is checked whether or not the login is known, so that time tells nothing.
        """
        login, password = given.get("login"), given.get("password")
        if not isinstance(login, str) or not isinstance(password, str):
            return None
        found = with_rights().filter(login=tidy_login(login)).first() if is_login(tidy_login(login)) else None
        held = check_password(password, found.password if found else _nobodys())
        return found if found and held and found.is_active else None

    def get_user(self, user_id: object) -> Staff | None:
        """The signed-in person with their rights of this moment, so that a right taken away is gone at once."""
        return read_signed_in(UUID(str(user_id)))
