"""What changes loyalty."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.loyalty.errors import NotEnoughPoints, PointsUnfit
from prilavok.domains.loyalty.models import Programme
from prilavok.domains.loyalty.queries import spendable
from prilavok.domains.loyalty.rules import points_for, points_paying
from prilavok.domains.loyalty.types import Burning, Earning, ProgrammeRule
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PointsBurned, PointsEarned
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.words import wordless


def put_programme(rule: ProgrammeRule) -> UUID:
    """Add the programme if its code is new; return its id."""
    programme, _ = Programme.objects.get_or_create(
        code=rule.code,
        defaults={
            "id": rule.id,
            "name": dict(rule.name),
            "currency": rule.currency,
            "points": rule.points,
            "per_amount": rule.per_amount,
            "generated": rule.generated,
        },
    )
    return programme.id


def earn_points(earnings: Sequence[Earning], *, actor: Actor, at: datetime, origin: str) -> int:
    """Give the points that payments earn under the programme of their currency; return how many in all."""
    given = 0
    for programme in Programme.objects.filter(currency__in={earning.currency for earning in earnings}):
        rewarded = [
            (earning, points)
            for earning in earnings
            if earning.currency == programme.currency
            and (
                points := points_for(
                    paid_amount=earning.paid_amount,
                    points=programme.points,
                    per_amount=programme.per_amount,
                    times=earning.times,
                    extra=earning.extra,
                )
            )
            > 0
        ]
        if not rewarded:
            continue
        call(
            "loyalty_earn",
            list(new_ids(len(rewarded), at)),
            programme.id,
            [earning.leaf for earning, _ in rewarded],
            [earning.order for earning, _ in rewarded],
            [points for _, points in rewarded],
            [earning.at for earning, _ in rewarded],
            at,
            origin,
        )
        record(
            [
                NewEvent(
                    verb="points.earned",
                    occurred_at=earning.at,
                    leaf=earning.leaf,
                    subject_kind="order",
                    subject=earning.order,
                    place=earning.place,
                    actor=actor,
                    origin=origin,
                    facts=PointsEarned(points, earning.order),
                )
                for earning, points in rewarded
            ],
            at,
        )
        given += sum(points for _, points in rewarded)
    return given


def burn_points(burning: Burning, *, actor: Actor, at: datetime) -> int:
    """Pay a part of an order with points, drawn leaf by leaf in the given order; return how many. All or nothing.

    Raises PointsUnfit where no whole number of points pays the amount or there is no programme in the currency,
    NotEnoughPoints where it is more than there are, or than the programme's share of what is owed. Two tills that spend
    the same points at once: the second finds them gone.
    """
    free = spendable(burning.leaves, burning.currency, owed=burning.owed)
    wanted = points_paying(amount=burning.amount, worth=free.worth) if free else None
    if free is None or wanted is None:
        raise PointsUnfit
    if wanted > free.most:
        raise NotEnoughPoints(asked=wanted, most=free.most)
    leaves = list(dict.fromkeys(burning.leaves))
    drawn = call("loyalty_burn", free.programme, leaves, burning.leaf, wanted, burning.order, at, "live")
    if not drawn:  # another till was quicker: what was read above is gone by now
        left = spendable(burning.leaves, burning.currency, owed=burning.owed)
        raise NotEnoughPoints(asked=wanted, most=left.most if left else 0)
    record(
        [
            NewEvent(
                verb="points.burned",
                occurred_at=at,
                leaf=burning.leaf,
                subject_kind="order",
                subject=burning.order,
                place=burning.place,
                actor=actor,
                facts=PointsBurned(wanted, burning.amount, burning.order),
            )
        ],
        at,
    )
    return wanted


wordless("loyalty_programme", ["name"], "what we call a programme")
