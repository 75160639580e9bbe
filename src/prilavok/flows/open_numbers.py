"""A year comes near: the numbers of its orders are made ready, so that its first sales wait for nobody."""

from prilavok.domains.orders.actions import open_year
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks


@job("numbers.open", together=1)
def open_numbers(due: Due, actor: Actor = SYSTEM) -> None:
    """This year's and the next one's; those that are there stay as they are."""
    year = clock.now().year
    for one in (year, year + 1):
        open_year(one)
