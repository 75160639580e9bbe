"""What crosses the edge of loyalty."""

from prilavok.domains.loyalty.types.points import (
    Burning,
    Earning,
    Ending,
    PointsCode,
    PointsEnd,
    PointsMove,
    PointsOffer,
    PointsUndone,
    PointsView,
    ProgrammeRule,
    ProgrammeView,
    Spendable,
    Undoing,
)
from prilavok.domains.loyalty.types.tiers import (
    Counted,
    TierHeld,
    TierMoved,
    TierRule,
    TierRules,
)

__all__ = [
    "Burning",
    "Counted",
    "Earning",
    "Ending",
    "PointsCode",
    "PointsEnd",
    "PointsMove",
    "PointsOffer",
    "PointsUndone",
    "PointsView",
    "ProgrammeRule",
    "ProgrammeView",
    "Spendable",
    "TierHeld",
    "TierMoved",
    "TierRule",
    "TierRules",
    "Undoing",
]
