"""One customer as the business knows them: who, why one person, what they bought, what happened and where."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import proves, read_customer
from prilavok.domains.customers.types import CustomerView, IdentifierView
from prilavok.domains.customers.types.documents import CheckView
from prilavok.domains.loyalty.queries import points_shown
from prilavok.domains.loyalty.types import PointsView
from prilavok.domains.orders.queries import bought_by
from prilavok.domains.orders.types import OrderFigures
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.metrics.reading import Scope, ask_plainly
from prilavok.insights.metrics.rfm import CUSTOMERS_SQL, Segment, segment_of, window
from prilavok.insights.metrics.spans import Span
from prilavok.insights.own_tiers import OwnTier, read_own_tiers
from prilavok.insights.why_one_person import Explained, explain_person
from prilavok.kit.money import round_half_away

_LAST_DAY = "SELECT max(local_day) AS last FROM counted_order WHERE currency = %(currency)s"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the customer bought in one currency, in minor units; average rounded half away from nought."""

    orders: int
    currency: str
    paid_amount: int | None
    average: int | None
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """The customer's page. places: where they bought, the most used first.

    figures, places: empty for those who may not see the orders of all places. checked: the document that the actor
    looked at just now, which opens the page to them.
    """

    customer: CustomerView
    leaves: tuple[UUID, ...]
    identifiers: tuple[IdentifierView, ...]
    why: Explained
    points: tuple[PointsView, ...]
    figures: tuple[Figures, ...]
    places: tuple[UUID, ...]
    raw: bool
    checked: CheckView | None = None
    tiers: tuple[OwnTier, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Fifths of the customer among all, 5 the best, over the 52 weeks to the last day; and the segment they make."""

    recency: int
    frequency: int
    monetary: int
    segment: Segment
    last_day: object
    customers: int


def read_customer_page(
    customer: UUID, *, actor: StaffActor, at: datetime, checked: CheckView | None = None
) -> CustomerPage:
    """Who the customer is and what they bought, as far as the actor may see it. Raises NotFound.

    checked: a document of this customer that the actor looked at; what that opens stands in what an arrival proves.
    """
    found = read_customer(customer)
    opened = checked is not None and proves("document").see_personal == "yes"
    raw = opened or may(actor, "customers.see_raw") is not None
    why = explain_person(customer, actor=actor, raw=raw)
    leaves = why.leaves
    sees_all = may(actor, "orders.see", "company") is not None
    figures, habits = bought_by(leaves) if sees_all else ([], [])
    return CustomerPage(
        customer=found,
        leaves=leaves,
        identifiers=why.identifiers,
        why=why,
        points=tuple(points_shown(leaves)) if may(actor, "points.see") else (),
        figures=tuple(_figures(one, sums=may(actor, "orders.see_sums") is not None) for one in figures),
        places=tuple(dict.fromkeys(place for place, _touchpoint, _orders in habits if place)),
        raw=raw,
        checked=checked,
        tiers=read_own_tiers(leaves, at) if may(actor, "points.see") else (),
    )


def read_standing(customer: UUID, currency: str) -> Standing | None:
    """Recency, frequency and amount of the customer among all who bought in the currency; None where they did not."""
    last = ask_plainly(_LAST_DAY, {"currency": currency})[0]["last"]
    if last is None:
        return None
    scope = window(Scope(currency, Span(last, last)))
    sql = f"WITH {CUSTOMERS_SQL.strip()} SELECT *, (SELECT count(*) FROM scored) AS customers FROM scored"
    rows = ask_plainly(
        sql.replace("{within}", "currency = %(currency)s AND local_day BETWEEN %(first)s AND %(last)s")
        + " WHERE customer = %(customer)s",
        scope.parameters | {"customer": customer},
    )
    for row in rows:
        return Standing(
            row["recency"],
            row["frequency"],
            row["monetary"],
            segment_of(row["recency"], row["frequency"]),
            last,
            row["customers"],
        )
    return None


def _figures(figures: OrderFigures, *, sums: bool) -> Figures:
    average = round_half_away(figures.paid_amount, figures.orders) if sums and figures.orders else None
    return Figures(
        figures.orders,
        figures.currency,
        figures.paid_amount if sums else None,
        average,
        figures.first_at,
        figures.last_at,
    )
