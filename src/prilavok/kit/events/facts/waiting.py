"""What is told of what waits: orders for goods, claims for an answer, arrivals set aside for somebody."""

from typing import Literal
from uuid import UUID

from prilavok.kit.events.facts.kinds import Count, Facts


class OrderAwaited(Facts, frozen=True):
    """For how many units of expected goods the order waits from now on; nought: all of it is there."""

    order: UUID
    units: Count


class OfClaim(Facts, frozen=True):
    """Something is wrong with goods of an order. outcome: what was decided, once it was."""

    claim: UUID
    order: UUID
    wanted: Literal["replacement", "money", "repair", "reduction"]
    outcome: Literal["replacement", "money", "repair", "reduction", "refused", "given_back", "withdrawn"] | None = None


class ArrivalMatched(Facts, frozen=True):
    """Somebody of staff said what an arrival set aside is of, or that it is of nothing here, and on which ground."""

    arrival: UUID
    ground: Literal["asked_bank", "wrong_number", "not_ours", "trial", "returned_by_bank"]
    payment: UUID | None = None
