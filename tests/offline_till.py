"""A till that sold without a line: what it tells of its sales, as its own program would."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from tests import make
from tests.counter_world import CASHIER

from prilavok.domains.tills.types import BroughtView, LeaseView, TillView, ToldGiven, ToldLine, ToldSale
from prilavok.flows.bring_sale import bring_sale
from prilavok.kit.ids import new_id
from prilavok.kit.instants import milliseconds


def told(
    till: TillView,
    by: UUID,
    sold: list[ToldLine],
    *,
    nth: int = 1,
    at: datetime = make.AT,
    leases: list[LeaseView] | None = None,
    **more: Any,
) -> ToldSale:
    """One sale in cash, paid exactly."""
    amount = sum(one.list_amount - one.discount_amount for one in sold)
    sale = ToldSale(
        new_id(at), till.id, till.place, by, f"{till.code}-{nth:05d}", "KZT", milliseconds(at), milliseconds(at),
        amount, "cash", amount, tuple(sold), (), tuple(one.id for one in leases or ()),
    )  # fmt: skip
    return msgspec.structs.replace(sale, **more)


def lines_of(variant: UUID, units: int, price: int, *given: ToldGiven) -> list[ToldLine]:
    """One line, with what promotions took off."""
    return [ToldLine(variant, units, units * price, sum(one.amount for one in given), given)]


def bring(sale: ToldSale, *, at: datetime = make.AT) -> BroughtView:
    """The till has a line again and sends it."""
    brought = bring_sale(sale, msgspec.to_builtins(sale), sent=milliseconds(at), actor=CASHIER, at=at)
    assert brought is not None
    return brought
