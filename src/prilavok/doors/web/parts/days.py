"""A calendar day as a form or an address says it."""

from datetime import date


def day_said(text: str) -> date | None:
    """The day; None where it is none, or none of this century."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2099 else None
