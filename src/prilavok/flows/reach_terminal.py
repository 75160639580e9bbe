"""The terminal that an attempt is charged by, what it is told of it, and how it is reached."""

from prilavok.adapters.payments.port import Charge, Line, Payments, open_provider
from prilavok.domains.connections.queries import open_secrets, read_connection
from prilavok.domains.payments.types import AttemptView
from prilavok.kit.events.actor import Actor
from prilavok.kit.http import speak
from prilavok.kit.settings import where

needs = None  # a part of other stories


def reach_terminal(attempt: AttemptView, *, actor: Actor) -> tuple[Payments, Charge, Line]:
    """Ready to be called outside any story. The same words every time: another body under its key would be refused.

    Raises NotFound, and LookupError for a provider whose adapter is gone.
    """
    found = read_connection(attempt.connection)
    provider = open_provider(found.provider)
    url = where().sandbox_url(provider.sandbox) if found.sandbox else provider.live_url
    # The id of the order, not its number: a sale that is charged before it is recorded has no number yet.
    charge = Charge(str(attempt.id), attempt.amount, attempt.currency, str(attempt.order))
    return provider, charge, Line(url, open_secrets(found.id), speak)
