"""What changes promotions: a draft is written as often as one likes, published as a version, stopped and put away."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import F

from prilavok.domains.promotions.errors import PromotionMoved, PromotionUnfit, PromotionUnknown
from prilavok.domains.promotions.models import Promotion, PromotionVersion
from prilavok.domains.promotions.queries.kept import read_promotion
from prilavok.domains.promotions.rules import unfit
from prilavok.domains.promotions.types.keeping import PromotionView, Timed
from prilavok.domains.promotions.types.pricing import Conditions
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PricePublished
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import Words, check_words, wordless

LONGEST_NAME = 80
LONGEST_CODE = 40


def draft_promotion(
    promotion: UUID | None, code: str, name: Words, said: Timed, *, at: datetime, expected_version: int | None = None
) -> PromotionView:
    """Write a draft: of a new promotion (None) or of what a known one shall say next. Nothing is given by it yet.

    Raises PromotionUnfit naming what does not fit, PromotionMoved, PromotionUnknown, Refused for the name.
    """
    if (what := unfit(said.conditions)) or (what := _misspanned(said)):
        raise PromotionUnfit(what)
    words = check_words(name, longest=LONGEST_NAME)
    if not words:
        raise PromotionUnfit("name")
    kept = {
        "name": words,
        "draft": msgspec.to_builtins(said.conditions),
        "draft_since": said.since,
        "draft_until": said.until,
    }
    if promotion is None:
        promotion = new_id(at)
        if not code or len(code) > LONGEST_CODE:
            raise PromotionUnfit("code")
        # Two who take the same code at once meet at its uniqueness: the second is refused and not broken.
        Promotion.objects.bulk_create(
            [Promotion(id=promotion, code=code, created_at=at, **kept)], ignore_conflicts=True
        )
        if not Promotion.objects.filter(id=promotion).exists():
            raise PromotionUnfit("code")
    else:
        _lock(promotion, expected_version)
        Promotion.objects.filter(id=promotion).update(**kept, version=F("version") + 1)
    return read_promotion(promotion)


def publish_promotion(
    promotion: UUID, *, actor: Actor, at: datetime, expected_version: int | None = None
) -> PromotionView:
    """From now on it says what its draft says; what it said before stays known. Records price.published.

    Raises PromotionUnknown, PromotionMoved, PromotionUnfit where there is no draft, or it is put away.
    """
    kept = _lock(promotion, expected_version)
    if kept.draft is None or kept.draft_since is None or kept.archived_at is not None:
        raise PromotionUnfit("draft")
    said = Timed(msgspec.convert(kept.draft, Conditions), kept.draft_since, kept.draft_until)
    return _say(kept, said, actor, at)


def stop_promotion(
    promotion: UUID, *, actor: Actor, at: datetime, expected_version: int | None = None
) -> PromotionView:
    """It is given no longer from now on. What it said is kept as a draft, so that it can be given again.

    Raises PromotionUnknown, PromotionMoved, PromotionUnfit where it was never published.
    """
    kept = _lock(promotion, expected_version)
    holding = read_promotion(promotion).holding
    if holding is None:
        raise PromotionUnfit("draft")
    if kept.draft is None:
        Promotion.objects.filter(id=promotion).update(
            draft=msgspec.to_builtins(holding.said.conditions),
            draft_since=holding.said.since,
            draft_until=holding.said.until,
        )
    since = min(holding.said.since, at)
    return _say(kept, Timed(holding.said.conditions, since, at), actor, at, keeps_draft=True)


def archive_promotion(promotion: UUID, *, actor: Actor, at: datetime) -> PromotionView:
    """Put it away; one that is given is stopped first. Raises PromotionUnknown."""
    _lock(promotion, None)
    found = read_promotion(promotion)
    if found.holding is not None and found.state(at) in ("running", "planned"):
        stop_promotion(promotion, actor=actor, at=at)
    Promotion.objects.filter(id=promotion).update(archived_at=at, version=F("version") + 1)
    return read_promotion(promotion)


def restore_promotion(promotion: UUID) -> PromotionView:
    """Take it out again; it is given only once it is published. Raises PromotionUnknown."""
    _lock(promotion, None)
    Promotion.objects.filter(id=promotion).update(archived_at=None, version=F("version") + 1)
    return read_promotion(promotion)


def _say(kept: Promotion, said: Timed, actor: Actor, at: datetime, *, keeps_draft: bool = False) -> PromotionView:
    PromotionVersion.objects.filter(promotion=kept.id, superseded_at=None).update(superseded_at=at)
    PromotionVersion.objects.create(
        id=new_id(at),
        promotion_id=kept.id,
        edition=kept.edition + 1,
        conditions=msgspec.to_builtins(said.conditions),
        since=said.since,
        until=said.until,
        recorded_at=at,
        actor_kind=actor.kind,
        actor=actor.id,
    )
    gone = {} if keeps_draft else {"draft": None, "draft_since": None, "draft_until": None}
    Promotion.objects.filter(id=kept.id).update(edition=F("edition") + 1, version=F("version") + 1, **gone)
    call("promotions_turn")
    published = NewEvent(
        verb="price.published",
        occurred_at=at,
        leaf=None,
        subject_kind="promotion",
        subject=kept.id,
        actor=actor,
        facts=PricePublished(1),
    )
    record([published], at)
    return read_promotion(kept.id)


def _lock(promotion: UUID, expected_version: int | None) -> Promotion:
    for kept in Promotion.objects.select_for_update().filter(id=promotion):
        if expected_version is not None and kept.version != expected_version:
            raise PromotionMoved(kept.version)
        return kept
    raise PromotionUnknown


def _misspanned(said: Timed) -> str:
    return "until" if said.until is not None and said.until <= said.since else ""


wordless("promotions_promotion", ["code", "name", "draft"], "what a promotion is called and says")
wordless("promotions_version", ["conditions"], "what a promotion says")
