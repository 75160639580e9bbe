"""What an indicator is: a named number with its formula, unit, source, freshness, owner and SQL."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Unit = Literal["money", "count", "share", "days", "points", "table"]

LIVE = _("Counted anew at every reading; a new order is in it at once.")
OWNER = _("Owner")
MARKETER = _("Marketer")
MANAGER = _("Manager")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the catalogue.

    top, bottom: columns of the SQL whose quotient it is; bottom "" means the top alone, both "" a table.
    good: whether more is better (True), worse (False), or neither (None).
    rows: name of the list of what stands behind it (`rows.py`), "" where its rows are the table itself.
    follows: which filters it obeys beside the currency, of "place" and "span".
    """

    id: str
    name: Text
    meaning: Text
    formula: Text
    unit: Unit
    source: Text
    sql: str
    owner: Text
    top: str = ""
    bottom: str = ""
    good: bool | None = True
    rows: str = ""
    freshness: Text = LIVE
    follows: tuple[str, ...] = ("place", "span")
