"""Money that waits for somebody: charges and refunds nobody knows the end of, and what banks told and nobody read."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from prilavok.adapters.payments.port import Charged, Told, Unreadable, open_provider
from prilavok.domains.connections.queries import list_connections, open_secrets
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import list_open_attempts, list_open_refunds
from prilavok.domains.payments.types import AttemptView, RefundView
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.kit.arrivals.keep import Aside, list_aside

PAYMENTS = "payments"
MOST = 100


@dataclass(frozen=True, slots=True)
class OpenMoney:
    """A charge or a refund that is open. order: None for a sale that was not recorded."""

    money: AttemptView | RefundView
    order: OrderView | None
    place: PlaceName | None


@dataclass(frozen=True, slots=True)
class AsideRow:
    """What a bank told that was set aside. told: None where it cannot be read. fits: what it may be of."""

    aside: Aside
    connection: ConnectionView
    told: Told | None
    fits: tuple[OpenMoney, ...]


@dataclass(frozen=True, slots=True)
class CardLine:
    """A connection by which cards are charged. tells: it was given a secret, so that its bank can tell us unasked."""

    connection: ConnectionView
    tells: bool


@dataclass(frozen=True, slots=True)
class WaitingMoney:
    """All of it. cut: there is more than is shown."""

    charges: tuple[OpenMoney, ...]
    refunds: tuple[OpenMoney, ...]
    aside: tuple[AsideRow, ...]
    lines: tuple[CardLine, ...]
    cut: bool

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.charges or self.refunds or self.aside)


def read_waiting_money() -> WaitingMoney:
    """Everything that waits, the eldest first; what was set aside the latest first."""
    links = {one.id: one for one in list_connections(PAYMENTS)}
    attempts, refunds = list_open_attempts(limit=MOST + 1), list_open_refunds(limit=MOST + 1)
    aside = list_aside(list(links), MOST + 1)
    orders = read_orders([*(one.order for one in attempts), *(one.order for one in refunds)])
    places = name_places()
    charges, back = ([_open(one, orders, places) for one in some[:MOST]] for some in (attempts, refunds))
    return WaitingMoney(
        tuple(charges),
        tuple(back),
        tuple(_row(one, links[one.connection], [*charges, *back]) for one in aside[:MOST]),
        tuple(CardLine(one, "webhook_secret" in open_secrets(one.id)) for one in links.values()),
        cut=max(len(attempts), len(refunds), len(aside)) > MOST,
    )


def _open(
    one: AttemptView | RefundView, orders: Mapping[UUID, OrderView], places: Mapping[UUID, PlaceName]
) -> OpenMoney:
    return OpenMoney(one, orders.get(one.order), places.get(one.place) if one.place else None)


def _row(aside: Aside, link: ConnectionView, known: list[OpenMoney]) -> AsideRow:
    try:
        told = open_provider(link.provider).read(aside.body)
    except Unreadable:
        return AsideRow(aside, link, None, ())
    kind = AttemptView if isinstance(told.said, Charged) else RefundView
    sum_told = (aside.connection, told.said.amount, told.said.currency)
    fits = [one for one in known if isinstance(one.money, kind) and _as_asked(one.money) == sum_told]
    return AsideRow(aside, link, told, tuple(fits) if told.said.state != "pending" else ())


def _as_asked(money: AttemptView | RefundView) -> tuple[UUID, int, str]:
    """The sum as its bank knows it: also where less of what is held is taken."""
    return money.connection, money.asked_amount, money.currency
