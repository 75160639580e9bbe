"""Shapes of changing an order that is brought home: what is asked, what it would make, what it made."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import ChangeView, LineAct
from prilavok.domains.shipments.queries import find_delivery
from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.doors.api.cancel_shapes import Version
from prilavok.doors.api.shapes import Amount, Shape
from prilavok.doors.api.shop_delivery import ShopHome
from prilavok.insights.home_changed import BackWay, HomePreview
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.kit import clock
from prilavok.kit.ids import new_id

_Units = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class ChangeAct(Shape):
    """One typed action: so many units of a variant, in its smallest unit, are added to the order or taken out of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["add", "take_out"]
    variant: UUID
    quantity: _Units


class HomeChangeAsked(Shape):
    """acts: what is added and taken out. home: another address, person or note, all of it; left out: as agreed.

    When it is paid stays as agreed: `pay`, `expected` and `wait_until` of `home` are not read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    acts: Annotated[list[ChangeAct], Field(max_length=100)] = []
    home: ShopHome | None = None

    def lines(self) -> list[LineAct]:
        """The actions as the house takes them."""
        return [LineAct(one.kind, one.variant, one.quantity) for one in self.acts]

    def told(self) -> Delivering | None:
        """Where it shall go, as the house takes it."""
        return self.home.told() if self.home else None


class HomeChangeConfirmed(HomeChangeAsked):
    """version, amount: of the order as the preview said it; where it is another one, 412, and nothing is changed."""

    version: Version
    amount: Annotated[int | None, Field(strict=True, ge=0, le=10**14)] = None


class ChangeBack(Shape):
    """What goes back. by: card (to the card that paid), gift_card (on it again), by_hand (staff give it back)."""

    by: BackWay
    amount: Amount


class HomeChangePreview(Shape):
    """What the change would make; nothing is changed. version, amount: to be named by the call that confirms it.

    costs: what bringing it home costs then. due: what is still to be paid then. back: what goes back. lost: by how
    much what stays costs more, as goods left that made it cheaper. lines: units by variant. places: who sends it.
    """

    order: UUID
    version: int
    amount: Amount
    before: Amount
    costs: Amount
    due: Amount
    back: list[ChangeBack]
    lost: Amount
    lines: dict[UUID, int]
    places: list[UUID]


class HomeChanged(Shape):
    """The order after a change. new: by this call; otherwise it had been made before."""

    order: UUID
    change: UUID
    new: bool
    version: int
    amount: Amount
    costs: Amount
    due: Amount


def preview_shape(made: HomePreview) -> HomeChangePreview:
    """A preview as programs see it."""
    currency, lines = made.order.currency, dict[UUID, int]()
    for line in made.lines:
        if line.left:
            lines[line.variant] = lines.get(line.variant, 0) + line.left
    return HomeChangePreview(
        order=made.order.id,
        version=made.version,
        amount=Amount.of(made.amount_after, currency),
        before=Amount.of(made.order.amount, currency),
        costs=Amount.of(made.fee, currency),
        due=Amount.of(made.due, currency),
        back=_backs(made.back, currency),
        lost=Amount.of(made.lost, currency),
        lines=lines,
        places=list(made.places),
    )


def changed_shape(change: ChangeView) -> HomeChanged:
    """A change as programs see it."""
    head, agreed = read_order(change.order), find_delivery(change.order)
    return HomeChanged(
        order=head.id,
        change=change.id,
        new=change.new,
        version=head.version,
        amount=Amount.of(head.amount, head.currency),
        costs=Amount.of(agreed.amount if agreed else 0, head.currency),
        due=Amount.of(left_to_pay(head, clock.now()), head.currency),
    )


def named(key: str | None, who: UUID, at: datetime) -> str:
    """How a change is known on its order for ever: by whose call under which key it was, else as one of its own."""
    return f"rest:{sha256(f'{who} {key}'.encode()).hexdigest()}" if key else f"rest:{new_id(at)}"


def _backs(back: Sequence[tuple[BackWay, int]], currency: str) -> list[ChangeBack]:
    return [ChangeBack(by=way, amount=Amount.of(amount, currency)) for way, amount in back]
