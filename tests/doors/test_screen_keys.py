"""A key opens one screen of a workplace and no other."""

from collections import Counter

from prilavok.doors.web.parts.workplaces import workplaces


def test_no_two_screens_of_a_workplace_share_a_key() -> None:
    for workplace in workplaces():
        keys = Counter(screen.key for screen in workplace.screens if screen.key)
        assert [key for key, screens in keys.items() if screens > 1] == [], workplace.code
