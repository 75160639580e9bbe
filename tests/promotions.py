"""Promotions of a test: published at once."""

from datetime import datetime, timedelta
from uuid import UUID

from tests import make

from prilavok.domains.promotions.actions import draft_promotion, publish_promotion
from prilavok.domains.promotions.types.acts import Act, Percent, Reach
from prilavok.domains.promotions.types.keeping import Timed
from prilavok.domains.promotions.types.pricing import Conditions
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM

EVERYTHING = Reach(all=True)


def published(
    code: str, act: Act | None = None, *, at: datetime = make.AT, until: datetime | None = None, **said: object
) -> UUID:
    """A promotion that is given since an hour: a tenth off everything, where nothing else is said."""
    conditions = Conditions(**{"act": act or Percent(1000), "reach": EVERYTHING, **said})
    with story():
        names = {"ru": f"Акция {code}", "kk": f"Науқан {code}", "en": f"Promotion {code}"}
        timed = Timed(conditions, at - timedelta(hours=1), until)
        promotion = draft_promotion(None, code, names, timed, at=at).id
        publish_promotion(promotion, actor=SYSTEM, at=at)
    return promotion
