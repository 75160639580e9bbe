"""Exchanges as calls carry them: what comes back, what is taken instead, and what it makes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.orders.types.returning import Ground
from prilavok.domains.stock.types.lots import LONGEST_CODE
from prilavok.doors.api.returns import MOST_LINES, BroughtLine, Return, Units
from prilavok.doors.api.shapes import Amount, Code, Fit, Shape

MOST_INSTEAD = 50
Sum = Annotated[int, Field(strict=True, ge=0, le=2**53)]


class GivenLot(Shape):
    """So many units are of the lot of this code; of a piece with a serial number, one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_CODE), Fit]
    quantity: Units = 1


class InsteadLine(Shape):
    """What is taken instead: units of a variant, in its smallest unit, at today's price of the place.

    lots: of which lot its units are, or which number its piece bears; asked for where the shop tells them apart.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    variant: UUID
    quantity: Units
    lots: Annotated[list[GivenLot], Field(max_length=MOST_INSTEAD)] = []


class AskedExchange(Shape):
    """What comes back at a place (its code), and what is taken instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Code
    lines: Annotated[list[BroughtLine], Field(min_length=1, max_length=MOST_LINES)]
    instead: Annotated[list[InsteadLine], Field(min_length=1, max_length=MOST_INSTEAD)]


class NewExchange(AskedExchange):
    """version: of the order as it was looked at. money, amount: as previewed; where another comes out, 412.

    method: how the customer pays the difference, if any: cash that was taken, or the place's card terminal, which is
    asked by this call. ground: on which the terms are passed over, other_piece: it is taken although it is another
    piece than was sold, or none was named; both for those who may decide so. overruled: goods taken instead go without
    the number the shop wants, or with that of a piece that others have by the books; with the right stock.overrule.
    """

    version: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
    money: Sum | None = None
    amount: Sum | None = None
    method: Literal["cash", "card"] = "cash"
    ground: Ground | None = None
    other_piece: bool = False
    overruled: bool = False


class ExchangeWay(Shape):
    """How what is given back goes."""

    method: str
    amount: Amount


class ExchangePreview(Shape):
    """What it would make; nothing is changed. money: what the goods that come back are worth, less points_amount that
    goes back as points and what is withheld; amount: the other goods. Of to_pay and given one at least is nought.

    outside: why the terms do not allow it; "" where they do.
    """

    order: UUID
    version: int
    money: Amount
    points_amount: Amount
    withheld: Amount
    amount: Amount
    to_pay: Amount
    given: Amount
    ways: list[ExchangeWay]
    outside: str


class ExchangeSale(Shape):
    """The sale of what was taken instead. amount: what it came to; receipt: its number."""

    order: UUID
    number: str
    amount: Amount
    receipt: str


class Exchange(Shape):
    """The return, whose `exchanged` paid for other goods, and the sale of these."""

    back: Return
    sold: ExchangeSale
