"""Reads Bitrix24's exports of contacts and deals. Source and what is unverified: manifest.toml."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from prilavok.adapters.crm.port import chosen, marked

_FOLDER = Path(__file__).parent
_AMOUNTS = ("Сумма",)
_MONEY = re.compile(r"(-?[0-9][0-9 \u00a0]*(?:\.[0-9]+)?)\|([A-Z]{3})")


class Bitrix24Export:
    """A deal names its contact by id; an amount may carry its currency behind a bar."""

    name = "bitrix24_export"

    def subject_of(self, columns: Sequence[str]) -> str:
        """Which list these headings are of."""
        return marked(_FOLDER, columns)

    def fields_of(self, columns: Sequence[str], subject: str) -> Mapping[str, str]:
        """What the columns hold."""
        return chosen(_FOLDER, columns, subject)

    def read_cells(self, cells: Mapping[str, str]) -> tuple[Mapping[str, str], str]:
        """Amounts with their currency behind them."""
        read = dict(cells)
        for heading in _AMOUNTS:
            if match := _MONEY.fullmatch(read.get(heading, "")):
                read[heading] = f"{match[1]} {match[2]}"
        return read, ""
