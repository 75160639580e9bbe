"""Questions to loyalty."""

from prilavok.domains.loyalty.queries.points import (
    bind_points,
    first_end,
    list_programmes,
    lots_beyond_points,
    offer_points,
    points_earned_by,
    points_ending,
    points_moved,
    points_of,
    points_paid,
    points_shown,
    spendable,
)
from prilavok.domains.loyalty.queries.tiers import (
    astray_standings,
    counted_for,
    list_tier_sets,
    name_tiers,
    standings_due,
    tier_held,
    tiers_held,
    tiers_said,
)

__all__ = [
    "astray_standings",
    "bind_points",
    "counted_for",
    "first_end",
    "list_programmes",
    "list_tier_sets",
    "lots_beyond_points",
    "name_tiers",
    "offer_points",
    "points_earned_by",
    "points_ending",
    "points_moved",
    "points_of",
    "points_paid",
    "points_shown",
    "spendable",
    "standings_due",
    "tier_held",
    "tiers_held",
    "tiers_said",
]
