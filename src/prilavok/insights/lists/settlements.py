"""What legal entities owe each other since goods came back at another's store, with their names."""

from dataclasses import dataclass
from datetime import datetime

from prilavok.domains.orders.queries import list_settlements, settlement_sums
from prilavok.domains.orders.types.returning import SettlementView
from prilavok.domains.places.queries import name_places, read_entities
from prilavok.domains.places.types import EntityView, PlaceName
from prilavok.kit.pages import Mark, Page


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One of them: who owes whom, and at which place it came about."""

    settlement: SettlementView
    debtor: EntityView
    creditor: EntityView
    place: PlaceName | None


@dataclass(frozen=True, slots=True)
class SettlementSum:
    """All of a kind between two legal entities in one currency, minor units."""

    debtor: EntityView
    creditor: EntityView
    kind: str
    currency: str
    amount: int


def list_settlement_rows(
    *, since: datetime | None, until: datetime | None, after: Mark | None, limit: int
) -> Page[SettlementRow]:
    """The latest first; since included, until not."""
    page = list_settlements(since=since, until=until, after=after, limit=limit)
    entities = read_entities([id for one in page.rows for id in (one.debtor, one.creditor)])
    places = name_places() if page.rows else {}
    return page.turned(
        lambda rows: [
            SettlementRow(one, entities[one.debtor], entities[one.creditor], places.get(one.place)) for one in rows
        ]
    )


def sum_settlements(*, since: datetime | None, until: datetime | None) -> list[SettlementSum]:
    """The same added up, the largest first in each currency."""
    sums = settlement_sums(since=since, until=until)
    entities = read_entities([id for debtor, creditor, _kind, _currency, _amount in sums for id in (debtor, creditor)])
    return [
        SettlementSum(entities[debtor], entities[creditor], kind, currency, amount)
        for debtor, creditor, kind, currency, amount in sums
    ]
