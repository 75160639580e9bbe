"""For tests in a browser: the server and the browser of the tests of the doors."""

from tests.doors.conftest import browser, quick_passwords, served

__all__ = ["browser", "quick_passwords", "served"]
