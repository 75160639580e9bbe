"""What changes loyalty."""

from prilavok.domains.loyalty.actions.ending import end_points, warn_of_ends
from prilavok.domains.loyalty.actions.giving import burn_points, earn_points, lock_points, undo_points
from prilavok.domains.loyalty.actions.lending import lend_points, spend_lent_points, unlend_points
from prilavok.domains.loyalty.actions.setting import put_programme, set_points_ending
from prilavok.domains.loyalty.actions.tiering import check_tiers, set_tiers, settle_tiers

__all__ = [
    "burn_points",
    "check_tiers",
    "earn_points",
    "end_points",
    "lend_points",
    "lock_points",
    "put_programme",
    "set_points_ending",
    "set_tiers",
    "settle_tiers",
    "spend_lent_points",
    "undo_points",
    "unlend_points",
    "warn_of_ends",
]
