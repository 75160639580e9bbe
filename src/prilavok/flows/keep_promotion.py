"""A marketer keeps promotions: drafts, publishes, stops, gives again what was said before, puts away, takes out."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions import actions
from prilavok.domains.promotions.errors import PromotionUnknown
from prilavok.domains.promotions.queries import list_versions, read_promotion
from prilavok.domains.promotions.types.keeping import PromotionView, Timed
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import Words

needs = "promotions.change"


def save_draft(
    promotion: UUID | None,
    code: str,
    name: Words,
    said: Timed,
    *,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> PromotionView:
    """Write what a promotion shall say; nothing is given by it yet. None makes a new one.

    seen: the version that was edited. Raises PromotionUnfit, PromotionMoved, PromotionUnknown, Refused for the name.
    """
    with story():
        return actions.draft_promotion(promotion, code, name, said, at=at, expected_version=seen)


def publish(promotion: UUID, *, seen: int | None = None, actor: Actor, at: datetime) -> PromotionView:
    """It says what its draft says from now on. Raises PromotionUnfit, PromotionMoved, PromotionUnknown."""
    with story():
        return actions.publish_promotion(promotion, actor=actor, at=at, expected_version=seen)


def stop(promotion: UUID, *, seen: int | None = None, actor: Actor, at: datetime) -> PromotionView:
    """Given no longer from now on; what it said waits as a draft. Raises as `publish` does."""
    with story():
        return actions.stop_promotion(promotion, actor=actor, at=at, expected_version=seen)


def draft_again(promotion: UUID, edition: int, *, seen: int | None = None, actor: Actor, at: datetime) -> PromotionView:
    """What a version said becomes the draft; where its time is over, from now on and without an end.

    Raises PromotionUnknown where there is no such version, PromotionMoved.
    """
    with story():
        kept = read_promotion(promotion)
        for one in list_versions(promotion):
            if one.edition == edition:
                over = one.said.until is not None and one.said.until <= at
                said = replace(one.said, since=at, until=None) if over else one.said
                return actions.draft_promotion(promotion, kept.code, kept.name, said, at=at, expected_version=seen)
        raise PromotionUnknown


def put_away(promotion: UUID, *, actor: Actor, at: datetime) -> PromotionView:
    """Out of the list; one that is given is stopped with it. Raises PromotionUnknown."""
    with story():
        return actions.archive_promotion(promotion, actor=actor, at=at)


def take_out(promotion: UUID, *, actor: Actor, at: datetime) -> PromotionView:
    """Into the list again; it is given only once it is published. Raises PromotionUnknown."""
    with story():
        return actions.restore_promotion(promotion)
