"""The office says how goods are told apart: by lot, by serial number, or not at all."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import list_shelves, read_variants
from prilavok.domains.stock import actions
from prilavok.domains.stock.errors import LotUnfit
from prilavok.domains.stock.types import Tracking, TrackingView
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "stock.lots"


def tell_apart(said: Tracking, *, actor: Actor, at: datetime) -> TrackingView:
    """Of this product, or category with all below it; what was said of it before gives way.

    Raises LotUnfit, also for goods that there are not, and for numbers of what is not counted in pieces.
    """
    with story():
        goods = read_variants([said.variant] if said.variant else []).get(said.variant) if said.variant else None
        if said.variant is not None and goods is None:
            raise LotUnfit("way")
        if said.category and said.category not in {one.path for one in list_shelves(said.category)}:
            raise LotUnfit("way")
        if goods is not None and said.way == "serial" and goods.unit != "piece":
            raise LotUnfit("way")
        return actions.keep_tracking(said, actor=actor, at=at)


def end_telling_apart(tracking: UUID, *, actor: Actor, at: datetime) -> None:
    """Nothing is said of these goods any more; what is known of their lots stays."""
    with story():
        actions.end_tracking(tracking)
