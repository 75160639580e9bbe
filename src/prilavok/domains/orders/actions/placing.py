"""An order is planned before the hot story places it: no rule of it is written in SQL."""

from datetime import datetime

from prilavok.domains.orders.rules import kept_until, local_day_of, states_of
from prilavok.domains.orders.types import OrderPlan
from prilavok.kit.ids import new_id


def plan_order(*, amount: int, zone: str, at: datetime, kept_from: datetime | None = None) -> OrderPlan:
    """An order of so much money that is to be collected at a place of this zone, unpaid so far.

    kept_from: its goods are kept for days from this instant on; None: from now on.
    """
    # Of however many units: nothing of them is handed over.
    states = states_of(ordered=1, handed_over=0, cancelled=0, returned=0, owed=amount, paid=0)
    return OrderPlan(
        new_id(at),
        local_day_of(at, zone),
        kept_until(kept_from or at, zone),
        states.commercial,
        states.payment,
        states.fulfilment,
    )
