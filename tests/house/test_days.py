"""A day that is shown is the day of a calendar or of an instant by a named clock; templates name the clock."""

import re

from tests.house.source import PACKAGE

#: instants are called something_at; times and days of instants are told by a zone
_NO_CLOCK = re.compile(r"\w+_at\|day\b|\|(?:local_day|last_day|local_time|local_clock)(?![\w:])")


def test_templates_tell_the_day_of_an_instant_by_a_clock() -> None:
    found = {
        str(one.relative_to(PACKAGE)): hits
        for one in sorted((PACKAGE / "doors/web/templates").rglob("*.html"))
        if (hits := _NO_CLOCK.findall(one.read_text()))
    }
    assert found == {}
    assert _NO_CLOCK.search("{{ a.made_at|day }}") and _NO_CLOCK.search("{{ at|local_time }}")
    assert not _NO_CLOCK.search("{{ a.made_at|local_day:frame.zone }}{{ own.last_day|day }}")
