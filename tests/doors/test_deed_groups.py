"""The editor of segments offers deeds under headings: every deed under one, and what is chosen stays chosen."""

import re
from html import unescape
from typing import Any

from tests.doors.test_segments import press

from prilavok.doors.web.office.deed_groups import deeds_grouped
from prilavok.doors.web.office.segment_words import DEEDS

ADDRESS = "/office/segments/new"


def test_every_deed_stands_under_one_heading() -> None:
    offered = [verb for _heading, several in deeds_grouped() for verb, _title in several]
    assert sorted(offered) == sorted(DEEDS) and all(several for _heading, several in deeds_grouped())


def test_the_editor_shows_the_headings_and_keeps_what_is_chosen(signed_in: Any) -> None:
    marketer = signed_in("marketer", language="en")
    page = marketer.get(ADDRESS).content.decode()
    page = press(marketer, ADDRESS, page, "add.0", **{"0.new": "did"}).content.decode()
    select = page[page.index('<select id="f1-verb"') :]
    select = unescape(select[: select.index("</select>")])
    assert re.findall(r'<optgroup label="([^"]+)">', select) == [
        "Shop", "Orders", "Money and points", "Talking", "Bookings", "Events of sites and apps",
    ]  # fmt: skip
    assert len(re.findall(r"<option ", select)) == len(DEEDS)
    bookings = select[select.index('label="Bookings"') : select.index('label="Events')]
    assert re.findall(r'value="([^"]+)"', bookings) == [verb for verb in DEEDS if verb.startswith("booking.")]
    page = press(marketer, ADDRESS, page, "preview", **{"1.verb": "cart.added", "1.least": "1"}).content.decode()
    assert '<option value="cart.added" selected>' in page and page.count(" selected>") >= 1
