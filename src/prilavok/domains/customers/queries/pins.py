"""Whether a customer has a PIN, and may use it now."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.customers.models import CustomerPin
from prilavok.domains.customers.types.pins import PinView


def read_pin(leaves: Sequence[UUID]) -> PinView | None:
    """The PIN of whoever these leaves are, the one set last; None where they have none."""
    row = CustomerPin.objects.filter(leaf__in=list(leaves)).order_by("-set_at", "-id").first()
    return PinView(row.leaf_id, row.set_at, row.locked_until) if row else None
