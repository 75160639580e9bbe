"""Reads RetailCRM's customers and orders, as it exports them. Source and what is unverified: manifest.toml."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from prilavok.adapters.crm.port import chosen, marked

_FOLDER = Path(__file__).parent


class RetailcrmExport:
    """Its tables need no repair; what its API gives as JSON lines is mapped by hand."""

    name = "retailcrm_export"

    def subject_of(self, columns: Sequence[str]) -> str:
        """Which list these headings are of."""
        return marked(_FOLDER, columns)

    def fields_of(self, columns: Sequence[str], subject: str) -> Mapping[str, str]:
        """What the columns hold."""
        return chosen(_FOLDER, columns, subject)

    def read_cells(self, cells: Mapping[str, str]) -> tuple[Mapping[str, str], str]:
        """The cells as they are: RetailCRM writes exact amounts and whole dates."""
        return cells, ""
