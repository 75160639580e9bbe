"""Shapes of stock: what lies where, and why it is that many."""

from datetime import date
from typing import Literal
from uuid import UUID

from prilavok.doors.api.shapes import Instant, Path, Shape, Turning


class StockLevel(Shape):
    """Units of a variant at a place, in the variant's smallest unit."""

    place: UUID
    place_code: str
    variant: UUID
    product: UUID
    sku: str
    unit: str
    on_hand: int
    held: int
    available: int


class StockCause(Shape):
    """What one cause brought (below nought: took) in so many moves. generated: a stated rule made its moves."""

    cause: str
    units: int
    moves: int
    generated: bool


class StockAside(Shape):
    """Units that lie at a place and are not sold. since: when the first of those that still lie there came."""

    state: Literal["damaged", "check"]
    units: int
    since: Instant


class AsideLevel(StockAside):
    """The same, with what it is."""

    place: UUID
    variant: UUID
    sku: str
    unit: str


class StockComing(Shape):
    """Units that are to come on a day of the place and are promised to nobody yet."""

    day: date
    units: int


class StockAwaited(Shape):
    """Units that an order waits for. day: on which they are expected, null where nobody knows."""

    order: UUID | None
    day: date | None
    units: int


class StockKept(Shape):
    """What a touchpoint leaves there by a row of `/kept-back`, and how many it can sell so."""

    touchpoint: str
    kept_back: UUID
    units: int
    sells: int


class StockWhy(Shape):
    """The explanation of one number: the causes add up to `on_hand`. aside: what lies there beside it.

    coming: what is expected, the first day first. awaited: what orders wait for, whoever ordered first stands first.
    pre_order: whether orders may wait. kept: which touchpoints leave something of it.
    """

    place: UUID
    variant: UUID
    sku: str
    unit: str
    on_hand: int
    held: int
    available: int
    causes: list[StockCause]
    aside: list[StockAside] = []
    coming: list[StockComing] = []
    awaited: list[StockAwaited] = []
    pre_order: bool = False
    kept: list[StockKept] = []


class StockMove(Shape):
    """One immutable transfer. change: what it did to the units here, nought for a hold or a release.

    balance: what lay here after it. paper: the receiving, write-off, transfer or count that made it.
    """

    id: UUID
    kind: str
    cause: str
    change: int
    units: int
    balance: int | None = None
    order: UUID | None
    paper: UUID | None = None
    occurred_at: Instant
    recorded_at: Instant
    origin: str
    generated: bool


class StockAsked(Turning):
    """state: `out` where nothing is free, `held` where something is. Sorted by availability only within one of both."""

    place: UUID | None = None
    variant: UUID | None = None
    category: Path | None = None
    state: Literal["out", "held"] | None = None
    sort: Literal["place", "available", "-available"] = "place"
