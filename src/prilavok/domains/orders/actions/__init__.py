"""What changes orders, one file per verb."""

from prilavok.domains.orders.actions.cancelling import cancel_order
from prilavok.domains.orders.actions.changing import (
    change_lines,
    changed_lines,
    complete_order,
    known_change,
    lock_order,
    lock_orders,
    note_paid,
    note_refunded,
)
from prilavok.domains.orders.actions.claiming import (
    check_decision,
    decide_claim,
    end_claim,
    note_change,
    open_claim,
    ready_claim,
    reopen_claim,
    set_claim_term,
    withdraw_claim,
)
from prilavok.domains.orders.actions.delivering import hand_over_lines, place_planned, tell_completed
from prilavok.domains.orders.actions.doubting import doubt_order, settle_doubt
from prilavok.domains.orders.actions.numbering import draw_number, open_year
from prilavok.domains.orders.actions.placing import plan_order
from prilavok.domains.orders.actions.recording import record_sales
from prilavok.domains.orders.actions.returning import reckon_back, take_returned, value_returns
from prilavok.domains.orders.actions.settling import (
    close_settlements,
    set_settling_rule,
    settle_handed,
    settle_money,
    settle_old,
)
from prilavok.domains.orders.actions.terms import set_return_goods, set_return_term

__all__ = [
    "cancel_order",
    "change_lines",
    "changed_lines",
    "check_decision",
    "close_settlements",
    "complete_order",
    "decide_claim",
    "doubt_order",
    "draw_number",
    "open_year",
    "end_claim",
    "hand_over_lines",
    "known_change",
    "lock_order",
    "lock_orders",
    "note_change",
    "note_paid",
    "note_refunded",
    "open_claim",
    "place_planned",
    "plan_order",
    "ready_claim",
    "reckon_back",
    "record_sales",
    "reopen_claim",
    "set_claim_term",
    "set_return_goods",
    "set_return_term",
    "set_settling_rule",
    "settle_doubt",
    "settle_handed",
    "settle_money",
    "settle_old",
    "take_returned",
    "tell_completed",
    "value_returns",
    "withdraw_claim",
]
