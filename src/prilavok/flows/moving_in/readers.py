"""Which adapter knows the headings of a list, if any does."""

from collections.abc import Mapping, Sequence
from functools import cache

from prilavok.adapters.crm.amocrm_export.adapter import AmocrmExport
from prilavok.adapters.crm.bitrix24_export.adapter import Bitrix24Export
from prilavok.adapters.crm.port import Export
from prilavok.adapters.crm.retailcrm_export.adapter import RetailcrmExport


@cache
def readers() -> Mapping[str, Export]:
    """Every adapter by its name."""
    every: tuple[Export, ...] = (AmocrmExport(), Bitrix24Export(), RetailcrmExport())
    return {one.name: one for one in every}


def reader_of(name: str) -> Export | None:
    """The adapter of that name; None for lists of no known system."""
    return readers().get(name)


def find_reader(columns: Sequence[str]) -> Export | None:
    """The adapter that knows these headings for its own."""
    return next((one for one in readers().values() if one.subject_of(columns)), None)
