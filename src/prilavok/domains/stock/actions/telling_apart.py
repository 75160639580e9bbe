"""How pieces of goods are told apart: said for a variant or a category, said otherwise, taken back."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.errors import LotUnfit
from prilavok.domains.stock.models import StockTracking
from prilavok.domains.stock.queries.telling_apart import read_tracking
from prilavok.domains.stock.types.lots import TRACKING_WAYS, Tracking, TrackingView
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

#: ten years of days, and of months of warranty
_MOST_DAYS, _MOST_MONTHS = 3660, 120


def keep_tracking(said: Tracking, *, actor: Actor, at: datetime) -> TrackingView:
    """The variant or category is told apart like this from now on; what lies there already is of the unknown lot.

    Raises LotUnfit.
    """
    fits = (
        said.way in TRACKING_WAYS and (said.variant is None) == bool(said.category)
        and 0 <= said.stop_days <= _MOST_DAYS and 0 <= said.warn_days <= _MOST_DAYS
        and 0 <= said.warranty_months <= _MOST_MONTHS
    )  # fmt: skip
    if not fits:
        raise LotUnfit("way")
    row, _made = StockTracking.objects.update_or_create(
        variant_id=said.variant,
        category=said.category,
        defaults={
            "way": said.way, "at_till": said.at_till, "stop_days": said.stop_days, "warn_days": said.warn_days,
            "warranty_months": said.warranty_months, "changed_at": at, "changed_by": actor.id,
        },
        create_defaults={
            "id": new_id(at), "way": said.way, "at_till": said.at_till, "stop_days": said.stop_days,
            "warn_days": said.warn_days, "warranty_months": said.warranty_months, "changed_at": at,
            "changed_by": actor.id,
        },
    )  # fmt: skip
    return read_tracking(row.id)


def end_tracking(tracking: UUID) -> None:
    """Nothing is said of these goods any more; lots that are known stay. What is gone already is no harm."""
    StockTracking.objects.filter(id=tracking).delete()
