"""Tiers of programmes: which there are and were, who would hold them, and others from now or a day on."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field

from prilavok.domains.loyalty.errors import ProgrammeUnknown
from prilavok.domains.loyalty.queries import list_programmes, list_tier_sets
from prilavok.domains.loyalty.types import TierHeld, TierRule, TierRules
from prilavok.doors.api.askers import acting_caller, caller
from prilavok.doors.api.points import Days, GivenKey, RuleUnnamed
from prilavok.doors.api.routes import declare, reads
from prilavok.doors.api.shapes import Amount, AskedDay, Instant, Shape, Words
from prilavok.flows.change_tiers import change_tiers
from prilavok.insights.tier_trial import count_holders
from prilavok.kit import clock

router = Router(tags=["points"])


class Tier(Shape):
    """What somebody holds in a programme that has tiers; tier, name and until are null where it is none yet.

    until: when it ends if nothing else is bought. times: basis points of the usual points that the next purchase earns.
    spent: what counts now. following: the next tier, lacks: what is to be spent for it; both null above the highest.
    """

    programme: str
    tier: UUID | None
    name: Words | None
    until: Instant | None
    times: int
    spent: Amount
    following: Words | None
    lacks: Amount | None


class SaidTier(Shape):
    """A tier as a set says it. threshold: minor units. times: basis points of the usual points that it earns.

    tier: null makes a new one; that of an older set goes on. keep_days: it is kept for so many full days at least.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    tier: UUID | None = None
    name: Words
    threshold: Annotated[int, Field(strict=True, ge=1, le=10**15)]
    times: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 10_000
    keep_days: Days = 0


class TierSetTold(Shape):
    """From valid_from on the programme has these tiers, the lowest first.

    days: purchases of so many full days by the clock of `zone` count. warn_days: the event tier.ending comes so many
    days before an end, 0: it does not.
    """

    valid_from: Instant
    days: int
    warn_days: int
    zone: str
    tiers: list[SaidTier]


class Holders(Shape):
    """How many customers hold a tier now."""

    tier: UUID
    customers: int


class ProgrammeTiers(Shape):
    """The sets of a programme, the newest first, those to come among them."""

    sets: list[TierSetTold]
    holders: list[Holders]


class TiersAsked(Shape):
    """See TierSetTold. since: the first day for which it holds; now where left out. No tiers: none from then on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: Annotated[int, Field(strict=True, ge=1, le=3653)]
    warn_days: Days = 0
    since: AskedDay | None = None
    tiers: Annotated[list[SaidTier], Field(max_length=6)]


@reads(router, "/points/programmes/{programme}/tiers", needs="points.see", gives=ProgrammeTiers)
def tiers_of_programme(request: HttpRequest, programme: UUID) -> ProgrammeTiers:
    """Every set of tiers of the programme, and who holds what."""
    caller(request)
    return _tiers(programme)


def say_tiers(
    request: HttpRequest, programme: UUID, asked: TiersAsked, idempotency_key: GivenKey = None
) -> HttpResponse:
    """Say which tiers there are from now or a day on; who holds one that goes on keeps it to its end."""
    if idempotency_key is None:
        raise RuleUnnamed
    change_tiers(
        programme,
        [TierRule(one.tier, dict(one.name), one.threshold, one.times, one.keep_days) for one in asked.tiers],
        days=asked.days,
        warn_days=asked.warn_days,
        since=asked.since,
        key=idempotency_key,
        body=f"{programme} ".encode() + request.body,
        actor=acting_caller(request),
        at=clock.now(),
    )
    return HttpResponse(_tiers(programme).model_dump_json().encode(), content_type="application/json")


declare(
    router,
    "POST",
    "/points/programmes/{programme}/tiers",
    say_tiers,
    needs="points.set_up",
    gives=ProgrammeTiers,
)


def tier_told(held: TierHeld) -> Tier:
    """A tier as programs read it."""
    return Tier(
        programme=held.code,
        tier=held.tier,
        name=held.name,
        until=held.until,
        times=held.times,
        spent=Amount.of(held.spent, held.currency),
        following=held.following,
        lacks=Amount.of(held.lacks, held.currency) if held.following else None,
    )


def _tiers(programme: UUID) -> ProgrammeTiers:
    if programme not in {one.id for one in list_programmes()}:
        raise ProgrammeUnknown
    sets = list_tier_sets(programme).get(programme, [])
    holders = [Holders(tier=tier, customers=people) for tier, people in sorted(count_holders(programme).items())]
    return ProgrammeTiers(sets=[_set(one) for one in sets], holders=holders)


def _set(said: TierRules) -> TierSetTold:
    assert said.valid_from is not None  # what is kept has begun, or will at an instant
    tiers = [
        SaidTier(tier=one.tier, name=one.name, threshold=one.threshold, times=one.times, keep_days=one.keep_days)
        for one in said.tiers
    ]
    return TierSetTold(
        valid_from=said.valid_from, days=said.days, warn_days=said.warn_days, zone=said.zone, tiers=tiers
    )
