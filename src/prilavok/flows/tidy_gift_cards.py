"""Time passes: what was kept on gift cards for nothing is free again, codes are forgotten, cards end."""

from datetime import datetime

from prilavok.domains.giftcards.actions import end_gift_cards, hide_gift_codes, release_late_gifts
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks


@job("giftcards.release", together=1)
def do_release(due: Due, actor: Actor = SYSTEM) -> None:
    """Free what was kept until now and no longer, and hide the codes that were shown for long enough."""
    release_late(actor=actor, at=clock.now())


@job("giftcards.end", together=1)
def do_end(due: Due, actor: Actor = SYSTEM) -> None:
    """End the cards whose time is over; the next job goes on where this one ended."""
    end_late(actor=actor, at=clock.now())


def release_late(*, actor: Actor, at: datetime) -> int:
    """Within the job's transaction; how many holds were given back."""
    hide_gift_codes(at)
    return release_late_gifts(at=at)


def end_late(*, actor: Actor, at: datetime) -> int:
    """Within the job's transaction; how many cards ended."""
    return end_gift_cards(at=at, actor=actor)
