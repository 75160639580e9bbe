"""What changes payments: money taken, money given back."""

from prilavok.domains.payments.actions.refunding import (
    begin_refund,
    end_refund,
    give_back_here,
    lock_payments,
    move_money,
    note_matched,
)
from prilavok.domains.payments.actions.taking import (
    begin_attempt,
    capture_gift_cards,
    capture_tenders,
    close_attempt,
    close_attempts,
    end_attempt,
    reckon_tenders,
)

__all__ = [
    "begin_attempt",
    "begin_refund",
    "capture_gift_cards",
    "capture_tenders",
    "close_attempt",
    "close_attempts",
    "end_attempt",
    "end_refund",
    "give_back_here",
    "lock_payments",
    "move_money",
    "note_matched",
    "reckon_tenders",
]
