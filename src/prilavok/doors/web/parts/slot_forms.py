"""A slot and a day as a form names them, and hours of collecting as one types them."""

import re
from datetime import date, datetime

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prilavok.domains.shipments.types import Span
from prilavok.kit.errors import Refused

_DAY = 1440
_SPAN = re.compile(
    r"([0-2]?\d)[:.]([0-5]\d)\s*[-–—]\s*([0-2]?\d)[:.]([0-5]\d)(?:\s*[*x×х]\s*(\d{1,4}))?", re.IGNORECASE
)


class SlotUnclear(Refused):
    """The form names no instant."""

    def __init__(self) -> None:
        super().__init__("shipment.slot_unclear", _("Choose a time of the list."))


def read_slot(told: QueryDict) -> datetime | None:
    """The beginning of the chosen slot; None: as soon as possible. Raises SlotUnclear."""
    text = told.get("slot", "")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise SlotUnclear from None
    if at.tzinfo is None or not 2000 <= at.year <= 2099:
        raise SlotUnclear
    return at


def read_wait(told: QueryDict) -> date | None:
    """The last day by which goods may come that are not free; None: all is to be free now. Raises SlotUnclear."""
    text = told.get("wait_until", "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SlotUnclear from None


def read_collecting_spans(typed: str) -> tuple[Span, ...] | None:
    """Spans as typed ("10:00-14:00, 15:00-02:00*4"), in order; None where they cannot be read.

    An end not after its beginning lies in the next day; what follows the star is how many orders each slot takes.
    """
    spans = []
    for part in re.split(r"[,;]", typed[:400]):
        if not part.strip():
            continue
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            return None
        begins, ends = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if begins >= _DAY or ends > _DAY:
            return None
        spans.append(Span(begins, ends if ends > begins else ends + _DAY, int(found[5]) if found[5] else None))
    return tuple(sorted(spans, key=lambda one: one.begins))


def write_collecting_spans(spans: tuple[Span, ...]) -> str:
    """Spans as one types them."""
    return ", ".join(
        f"{_clock(one.begins)}–{_clock(one.ends)}{f'*{one.most}' if one.most is not None else ''}" for one in spans
    )


def _clock(minutes: int) -> str:
    shown = minutes if minutes <= _DAY else minutes - _DAY
    return f"{shown // 60:02}:{shown % 60:02}"
