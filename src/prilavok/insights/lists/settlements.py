"""What legal entities owe each other since goods came back at another's store, with their names."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import (
    day_balances,
    list_settlement_papers,
    list_settlements,
    read_settlement_paper,
    settled_goods,
    settlement_sums,
)
from prilavok.domains.orders.types.settling import DayBalance, PaperView, SettlementView
from prilavok.domains.places.queries import name_places, read_entities
from prilavok.domains.places.types import EntityView, PlaceName
from prilavok.kit.pages import Mark, Page, every_page


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
            SettlementRow(
                one, entities[one.debtor], entities[one.creditor], places.get(one.place) if one.place else None
            )
            for one in rows
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


#: rows of one paper that are shown and given
_MOST = 50_000


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What is open between two legal entities at the end of a day."""

    balance: DayBalance
    one: EntityView
    other: EntityView

    @property
    def debtor(self) -> EntityView:
        """Who owes."""
        return self.one if self.balance.owes >= 0 else self.other

    @property
    def creditor(self) -> EntityView:
        """Who is owed."""
        return self.other if self.balance.owes >= 0 else self.one

    @property
    def amount(self) -> int:
        """How much, minor units."""
        return abs(self.balance.owes)


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A paper with the names of its two legal entities."""

    paper: PaperView
    one: EntityView
    other: EntityView

    @property
    def debtor(self) -> EntityView:
        """Who owes when all is netted."""
        return self.one if self.paper.net >= 0 else self.other

    @property
    def creditor(self) -> EntityView:
        """Who is owed."""
        return self.other if self.paper.net >= 0 else self.one

    @property
    def amount(self) -> int:
        """How much, minor units."""
        return abs(self.paper.net)


@dataclass(frozen=True, slots=True)
class Balances:
    """What is open by day, the latest first; the last of each pair is what is open now; and the latest papers."""

    days: tuple[BalanceRow, ...]
    now: tuple[BalanceRow, ...]
    papers: tuple[ClosedRow, ...]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of a paper: goods with their units, or money (variant None)."""

    row: SettlementRow
    variant: VariantView | None
    units: int
    amount: int


def read_balances(zone: str) -> Balances:
    """Balances by the days of a zone, and papers."""
    days, papers = day_balances(zone), list_settlement_papers(limit=100).rows
    pairs = [(one.one, one.other) for one in days] + [(one.one, one.other) for one in papers]
    names = read_entities([id for pair in pairs for id in pair])
    rows = tuple(BalanceRow(one, names[one.one], names[one.other]) for one in days)
    latest: dict[tuple[UUID, UUID, str], BalanceRow] = {}
    for row in rows:
        latest.setdefault((row.balance.one, row.balance.other, row.balance.currency), row)
    closed = tuple(ClosedRow(one, names[one.one], names[one.other]) for one in papers)
    return Balances(rows, tuple(latest.values()), closed)


def read_paper_rows(paper: UUID) -> tuple[ClosedRow, tuple[PaperRow, ...]]:
    """A paper and all its lines. Raises NotFound."""
    found = read_settlement_paper(paper)
    names, places = read_entities([found.one, found.other]), name_places()
    kept = list(every_page(lambda after: list_settlements(paper=paper, after=after, limit=500), _MOST))
    goods = settled_goods([one.id for one in kept])
    variants = read_variants([variant for lines in goods.values() for variant, _units, _amount in lines])
    rows = []
    for one in kept:
        place = places.get(one.place) if one.place else None
        row = SettlementRow(one, names[one.debtor], names[one.creditor], place)
        lines = goods.get(one.id) if one.kind == "handed" else None
        if lines:
            rows += [PaperRow(row, variants[variant], units, amount) for variant, units, amount in lines]
        else:
            rows.append(PaperRow(row, None, 0, one.amount))
    return ClosedRow(found, names[found.one], names[found.other]), tuple(rows)
