"""One line of a timeline."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


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
