"""One line of a timeline, and how it is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString

from prilavok.doors.web.parts.drawings import drawing


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened, in words, as a timeline draws it. note: where and by what; address: where more stands."""

    at: datetime
    zone: str
    icon: str
    title: str
    note: str = ""
    amount: str = ""
    address: str = ""

    @property
    def there(self) -> datetime:
        """The instant on the wall clock of where it happened."""
        return self.at.astimezone(ZoneInfo(self.zone))

    @property
    def day(self) -> date:
        """The calendar day where it happened."""
        return self.there.date()


def moment_lines(moments: Iterable[Moment]) -> SafeString:
    """The moments of a day of a timeline; dozens stand on a page, so each is one piece of HTML filled in at once."""
    return SafeString("".join([_line(one) for one in moments]))


def _line(one: Moment) -> SafeString:
    there = one.there
    return format_html(
        _shape(bool(one.address), bool(one.note), bool(one.amount)),
        drawing=drawing(one.icon),
        address=one.address,
        title=one.title,
        note=one.note,
        amount=one.amount,
        iso=there.isoformat(),
        zone=one.zone,
        clock=there.strftime("%H:%M"),
    )


@cache
def _shape(linked: bool, noted: bool, counted: bool) -> str:
    return (
        '<li class="moment"><span class="moment-icon">{drawing}</span><div class="moment-words">'
        + ('<a href="{address}">{title}</a>' if linked else "<span>{title}</span>")
        + ('<p class="muted">{note}</p>' if noted else "")
        + "</div>"
        + ('<span class="numbers">{amount}</span>' if counted else "")
        + '<span class="moment-time muted"><time datetime="{iso}" title="{zone}">{clock}</time></span></li>\n'
    )
