"""Reads amoCRM's exports of contacts and deals. Source and what is unverified: manifest.toml."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from prilavok.adapters.crm.port import chosen, marked

_FOLDER = Path(__file__).parent
_COMPANIES = {"компания", "company"}


class AmocrmExport:
    """The list of contacts holds companies as well: they are no persons, and are refused as such."""

    name = "amocrm_export"

    def subject_of(self, columns: Sequence[str]) -> str:
        """Which list these headings are of."""
        return marked(_FOLDER, columns)

    def fields_of(self, columns: Sequence[str], subject: str) -> Mapping[str, str]:
        """What the columns hold."""
        return chosen(_FOLDER, columns, subject)

    def read_cells(self, cells: Mapping[str, str]) -> tuple[Mapping[str, str], str]:
        """Numbers without the apostrophe that keeps them text in a table."""
        if cells.get("Тип", "").strip().lower() in _COMPANIES:
            return cells, "company"
        return {heading: cell.removeprefix("'") for heading, cell in cells.items()}, ""
