"""How many customers tiers have now, and how many they would have by the purchases that count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.loyalty.types import TierRules
from prilavok.insights.metrics.reading import ask_plainly

_STAND = "SELECT tier, count(*) AS people FROM standing_tier WHERE programme = %(programme)s GROUP BY tier"
# Whoever has no customer (a sale without a person) counts for nobody. Thresholds come from the least up.
_WOULD = """
WITH person AS (
    SELECT l.customer, sum(o.stays) AS spent FROM counted_spending AS o JOIN leaf_customer AS l ON l.leaf = o.leaf
    WHERE o.programme = %(programme)s AND o.at >= %(since)s AND o.at <= %(at)s GROUP BY l.customer
), step AS (
    SELECT s.threshold, lead(s.threshold) OVER (ORDER BY s.threshold) AS next, s.nth
    FROM unnest(%(thresholds)s::bigint[]) WITH ORDINALITY AS s (threshold, nth)
)
SELECT step.nth, count(person.customer) AS people
FROM step LEFT JOIN person ON person.spent >= step.threshold AND (step.next IS NULL OR person.spent < step.next)
GROUP BY step.nth ORDER BY step.nth
"""


@dataclass(frozen=True, slots=True)
class TierTrial:
    """How many customers would hold each tier of the rules, in their order, by what counts now alone."""

    rules: TierRules
    people: tuple[int, ...]


def count_holders(programme: UUID) -> Mapping[UUID, int]:
    """How many customers were found to hold each tier of the programme."""
    return {row["tier"]: row["people"] for row in ask_plainly(_STAND, {"programme": programme})}


def try_tiers(programme: UUID, rules: TierRules, *, at: datetime) -> TierTrial:
    """Hold everybody's purchases of the last days against rules that nobody has kept; nothing is changed.

    What is kept for some days though the count has fallen is left out: the trial says what purchases are enough for.
    """
    zone = ZoneInfo(rules.zone)
    midnight = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    since = (midnight - timedelta(days=rules.days)).replace(tzinfo=zone)
    thresholds = ",".join(str(one.threshold) for one in rules.tiers)
    values = {"programme": programme, "since": since, "at": at, "thresholds": f"{{{thresholds}}}"}
    people = {row["nth"]: row["people"] for row in ask_plainly(_WOULD, values)}
    return TierTrial(rules, tuple(people[nth] for nth in range(1, len(rules.tiers) + 1)))
