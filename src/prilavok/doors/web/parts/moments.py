"""One line of a timeline, and how it is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from zoneinfo import ZoneInfo

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
    """The moments of a day of a timeline: dozens stand on a page, so each is one piece of HTML."""
    return SafeString("".join([_line(one) for one in moments]))


def _line(one: Moment) -> str:
    # The standard library's escape is what Django's calls, without asking of each text whether it is safe or lazy.
    there, title = one.there, escape(one.title)
    told = f'<a href="{escape(one.address)}">{title}</a>' if one.address else f"<span>{title}</span>"
    note = f'<p class="muted">{escape(one.note)}</p>' if one.note else ""
    amount = f'<span class="numbers">{escape(one.amount)}</span>' if one.amount else ""
    return (
        f'<li class="moment"><span class="moment-icon">{drawing(one.icon)}</span><div class="moment-words">{told}{note}'
        f'</div>{amount}<span class="moment-time muted"><time datetime="{there.isoformat()}"'
        f' title="{escape(one.zone)}">{there:%H:%M}</time></span></li>\n'
    )
