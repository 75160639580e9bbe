"""What changes shipments, one file per concept."""

from prilavok.domains.shipments.actions.collecting import (
    cancel_shipment,
    draw_code,
    make_ready,
    mark_collected,
    pick_line,
    plan_shipment,
    seal_code,
    start_picking,
    under_new_code,
)
from prilavok.domains.shipments.actions.delivering import (
    agree_delivery,
    end_empty_parcel,
    lessen_parcel,
    mark_delivered,
    mark_failed,
    mark_returned,
    plan_parcels,
    take_along,
    tidy_words,
)
from prilavok.domains.shipments.actions.promising import (
    end_promise,
    move_slot,
    promise_ready,
    say_late,
)
from prilavok.domains.shipments.actions.slots import (
    free_slot,
    set_collecting_days,
    set_collecting_terms,
    take_slot,
)
from prilavok.domains.shipments.actions.terms import (
    keep_route,
    keep_zone,
    put_away_zone,
    set_delivery_price,
    set_routing_rules,
)

__all__ = [
    "agree_delivery",
    "cancel_shipment",
    "draw_code",
    "end_empty_parcel",
    "end_promise",
    "free_slot",
    "keep_route",
    "keep_zone",
    "lessen_parcel",
    "make_ready",
    "mark_collected",
    "mark_delivered",
    "mark_failed",
    "mark_returned",
    "move_slot",
    "pick_line",
    "plan_parcels",
    "plan_shipment",
    "promise_ready",
    "put_away_zone",
    "say_late",
    "seal_code",
    "set_collecting_days",
    "set_collecting_terms",
    "set_delivery_price",
    "set_routing_rules",
    "start_picking",
    "take_along",
    "take_slot",
    "tidy_words",
    "under_new_code",
]
