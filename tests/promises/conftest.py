"""Stories hire many people; those whose passwords no other process checks get a cheap digest."""

from tests.doors.conftest import quick_passwords

__all__ = ["quick_passwords"]
