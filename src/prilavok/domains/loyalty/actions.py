"""What changes loyalty."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.loyalty.models import Programme
from prilavok.domains.loyalty.rules import points_for
from prilavok.domains.loyalty.types import Earning, ProgrammeRule
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PointsEarned
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
                    paid_amount=earning.paid_amount, points=programme.points, per_amount=programme.per_amount
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


wordless("loyalty_programme", ["name"], "what we call a programme")
