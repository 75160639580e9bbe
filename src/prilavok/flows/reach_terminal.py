"""The terminal that an attempt is charged by, what it is told of it, and how it is reached; the same for a refund."""

from uuid import UUID

from prilavok.adapters.payments.port import Charge, Line, Payments, Refund, open_provider
from prilavok.domains.connections.queries import open_secrets, read_connection
from prilavok.domains.payments.types import AttemptView, RefundView
from prilavok.kit.events.actor import Actor
from prilavok.kit.http import speak
from prilavok.kit.settings import where

needs = None  # a part of other stories


def reach_terminal(attempt: AttemptView, *, actor: Actor) -> tuple[Payments, Charge, Line]:
    """Ready to be called outside any story. The same words every time: another body under its key would be refused.

    Raises NotFound, and LookupError for a provider whose adapter is gone.
    """
    # The id of the order, not its number: a sale that is charged before it is recorded has no number yet.
    charge = Charge(str(attempt.id), attempt.amount, attempt.currency, str(attempt.order))
    provider, line = reach_provider(attempt.connection, actor=actor)
    return provider, charge, line


def reach_for_refund(refund: RefundView, *, actor: Actor) -> tuple[Payments, Refund, Line]:
    """The same for giving back; raises as reach_terminal does."""
    provider, line = reach_provider(refund.connection, actor=actor)
    return provider, Refund(str(refund.id), refund.charge, refund.amount, refund.currency), line


def reach_provider(connection: UUID, *, actor: Actor) -> tuple[Payments, Line]:
    """A provider and how it is reached; raises as reach_terminal does."""
    found = read_connection(connection)
    provider = open_provider(found.provider)
    url = where().sandbox_url(provider.sandbox) if found.sandbox else provider.live_url
    return provider, Line(url, open_secrets(found.id), speak)
