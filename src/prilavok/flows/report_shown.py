"""A system of others says which of our prices it shows: they are compared at once, and again minute by minute."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.domains.pricing.actions import keep_told, meet_outside
from prilavok.domains.pricing.types.outside import ComparedPrice, ToldPrice
from prilavok.flows.compare_shown import tell_late
from prilavok.insights.price_watch import compare
from prilavok.kit.events.actor import Actor

needs = "prices.report"
MOST_TOLD = 1000


def report_shown(code: str, told: Sequence[ToldPrice], *, actor: Actor, at: datetime) -> list[ComparedPrice]:
    """Within the caller's story: keep what the system of this name says it shows, compared with what is true now.

    Of equal places and variants the last mention counts. Prices that are late already make a task at once.
    """
    assert actor.id is not None, "a program comes with the token of a person"
    outside = meet_outside("tells", code, actor.id, at=at)
    once = list({(one.place, one.variant): one for one in told}.values())
    compared = compare(once, at)
    keep_told(outside, compared, at=at)
    tell_late(at=at, actor=actor)
    return compared
