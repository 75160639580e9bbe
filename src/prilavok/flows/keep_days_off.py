"""The shop takes the days off of its country for a year in one act, and says of any day how it is open."""

from datetime import date, datetime
from uuid import UUID

from prilavok.domains.places.actions import say_days, unsay_days
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import SaidDay
from prilavok.insights.days_off import places_of_country, proposed_days
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "shipments.set_up"


def take_days_off(place: UUID, year: int, *, everywhere: bool, actor: Actor, at: datetime) -> int:
    """Close a place, or all places of its country, on the days off of a year that are to come; how many days of places.

    What was said of a day already stays. What was promised stays. Raises NotFound.
    """
    with story():
        here = read_place(place)
        country = here.taxes.country
        days = proposed_days(country, year, here.day_at(at))
        if not days:
            return 0
        places = places_of_country(country) if everywhere else (place,)
        return say_days(places, days, over=False, actor=actor, at=at)


def say_day(place: UUID, day: date, told: SaidDay | None, *, actor: Actor, at: datetime) -> None:
    """How a place is open on a day, instead of what was said before; None: nothing is said any more, its week holds.

    Raises NotFound, DayUnfit.
    """
    with story():
        here = read_place(place).id
        if told is None:
            unsay_days(here, [day])
        else:
            say_days([here], [told], over=True, actor=actor, at=at)
