"""The code of one's own page as it crosses the edge."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OwnCode:
    """text: as a scanner types it. changes_at: when the page shows another."""

    text: str
    changes_at: datetime
