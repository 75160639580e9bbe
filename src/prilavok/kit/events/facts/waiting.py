"""What is told of orders that wait for goods."""

from uuid import UUID

from prilavok.kit.events.facts.kinds import Count, Facts


class OrderAwaited(Facts, frozen=True):
    """For how many units of expected goods the order waits from now on; nought: all of it is there."""

    order: UUID
    units: Count
