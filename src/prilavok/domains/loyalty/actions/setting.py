"""Programmes are put up, and it is said when their points end."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from prilavok.domains.loyalty.errors import EndingUnfit, ProgrammeUnknown
from prilavok.domains.loyalty.models import EndingRule, Programme
from prilavok.domains.loyalty.rules import ending_fits
from prilavok.domains.loyalty.types import Ending, ProgrammeRule
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
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


def set_points_ending(programme: UUID, ending: Ending, *, actor: Actor, at: datetime) -> None:
    """Points that are earned from `ending.valid_from` on (from now on where that is None) end by this rule.

    What was earned before keeps its end. A rule that is still to come is said anew by saying another from the same
    instant on. Raises ProgrammeUnknown, EndingUnfit.
    """
    begins = ending.valid_from or at
    if begins < at or not ending_fits(days=ending.days, warn_days=ending.warn_days, back_days=ending.back_days):
        raise EndingUnfit
    try:
        ZoneInfo(ending.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise EndingUnfit from None
    if Programme.objects.select_for_update().filter(id=programme).first() is None:
        raise ProgrammeUnknown
    said = {"days": ending.days, "warn_days": ending.warn_days, "back_days": ending.back_days, "zone": ending.zone}
    EndingRule.objects.update_or_create(
        programme_id=programme,
        valid_from=begins,
        defaults=said | {"set_by": actor.id},
        create_defaults=said | {"set_by": actor.id, "id": new_id(at)},
    )


wordless("loyalty_programme", ["name"], "what we call a programme")
wordless("loyalty_ending", ["zone"], "by which clock points end")
