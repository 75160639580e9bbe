"""What a shipment may become, what bringing it home costs, which place sends which goods, what can be promised.

No Django, no clock, one file per concept.
"""

from prilavok.domains.shipments.rules.collecting import (
    CODE_DIGITS,
    KEPT,
    OPEN,
    WAITING,
    may_become,
    new_code,
    parcels_kept_until,
    tidy_code,
)
from prilavok.domains.shipments.rules.pricing import delivery_price, metres_between
from prilavok.domains.shipments.rules.promising import later_by, ready_in
from prilavok.domains.shipments.rules.routing import minutes_until_open, route
from prilavok.domains.shipments.rules.scarce import give_out
from prilavok.domains.shipments.rules.slots import DAY_OF_MINUTES, fit_spans, slots_between, spans_of, within_hours

__all__ = [
    "CODE_DIGITS",
    "DAY_OF_MINUTES",
    "KEPT",
    "OPEN",
    "WAITING",
    "delivery_price",
    "fit_spans",
    "give_out",
    "later_by",
    "may_become",
    "metres_between",
    "minutes_until_open",
    "new_code",
    "parcels_kept_until",
    "ready_in",
    "route",
    "slots_between",
    "spans_of",
    "tidy_code",
    "within_hours",
]
