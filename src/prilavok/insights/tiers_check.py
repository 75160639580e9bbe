"""The part of `prilavok check` that holds what is kept of tiers against what purchases make of people."""

from datetime import timedelta
from uuid import UUID

from prilavok.domains.customers.queries import leaves_by_customer
from prilavok.domains.loyalty.queries import astray_standings, tiers_said
from prilavok.insights.segments.asked import Span
from prilavok.insights.segments.comparing import span_behind
from prilavok.kit import clock
from prilavok.kit.events.timeline import timeline

_SLICE = 500  # customers of one question
_MOST = 20  # sentences
#: whoever was touched just now may still be on the way to be looked at
_LATELY = timedelta(minutes=10)
_BEGIN = UUID(int=0)


def check() -> list[str]:
    """Sentences on customers whose kept tier, or its end, is another than their purchases make it; few of many."""
    at, found = clock.now(), list[str]()
    span = Span(_BEGIN, _BEGIN, ())
    while tiers_said() and not span.ends and len(found) < _MOST:
        span = span_behind(span.last, _SLICE)
        people = leaves_by_customer(span.customers)
        for customer, said in astray_standings(people, at):
            latest = timeline(people.get(customer, []), None, 1)
            if not latest or latest[0].recorded_at < at - _LATELY:
                found.append(said)
    return found[:_MOST]
