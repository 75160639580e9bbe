"""How Django's sign-in finds a member of staff."""

from django.contrib.auth.base_user import BaseUserManager


class StaffByLogin(BaseUserManager):  # type: ignore[type-arg]
    """Finds staff by login; they are made by `actions.hire_staff` alone."""
