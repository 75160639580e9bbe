"""What an erasure would take, what the law keeps and until when, and what stands against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prilavok.domains.customers.queries import leaves_kept_out, list_leaves, people_of, told_alike
from prilavok.domains.customers.types import KeptBack, ToldAlike
from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.loyalty.types import PointsView
from prilavok.domains.orders.queries import orders_of_leaves
from prilavok.domains.orders.types import OrderView
from prilavok.domains.receipts.queries import last_receipts
from prilavok.insights.person_words import Rows, persons_of, words_of
from prilavok.kit.words import Person

#: Years after the end of the year of issue for which a document of a sale is kept. Russia: Federal Law 402-FZ of
#: 6 December 2011, article 29 (not under five years after the reporting year). Kazakhstan: the five years within which
#: taxes may be looked into. The longer of what holds in both, since a receipt may belong to either.
RECEIPTS_KEPT_YEARS = 5


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """open_orders: while there are any nothing is erased. points: what can no longer be spent. words: by table.

    others: of whom it is told, and not proven, that they may be this person; they are somebody else and stay, unless
    they are erased along.
    """

    people: tuple[UUID, ...]
    leaves: tuple[UUID, ...]
    persons: tuple[Person, ...]
    words: Mapping[str, Rows]
    orders: int
    open_orders: tuple[OrderView, ...]
    points: tuple[PointsView, ...]
    kept: tuple[KeptBack, ...]
    others: tuple[ToldAlike, ...] = ()


def preview_erasure(customer: UUID, leaves: Sequence[UUID] = ()) -> ErasurePreview:
    """What erasing the customer would do now; of these leaves alone where they are given."""
    people = people_of(customer)
    own = list_leaves(customer)
    mine = list(leaves) or [*own, *leaves_kept_out(own)]
    persons = persons_of(people, mine)
    orders = orders_of_leaves(mine)
    return ErasurePreview(
        people=tuple(people),
        leaves=tuple(mine),
        persons=tuple(persons),
        words=words_of(persons),
        orders=len(orders),
        open_orders=tuple(one for one in orders if one.commercial == "placed"),
        points=tuple(one for one in points_of(mine) if one.points),
        kept=kept_by_law([one.id for one in orders]),
        others=tuple(told_alike(mine)),
    )


def kept_by_law(orders: Sequence[UUID]) -> tuple[KeptBack, ...]:
    """What stays of these orders, how long and why."""
    rows, last = last_receipts(orders)
    kept = [KeptBack("orders_order", len(orders), "totals", "")] if orders else []
    if last is not None:
        until = date(last.year + RECEIPTS_KEPT_YEARS, 12, 31)
        kept.append(KeptBack("receipts_receipt", rows, "tax_law", until.isoformat()))
    return tuple(kept)
