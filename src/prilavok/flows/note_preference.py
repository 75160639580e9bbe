"""Staff write down what a customer told them: how they want to be reached, where they live, what fits them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import put_preference
from prilavok.domains.customers.queries import list_leaves, read_customer
from prilavok.domains.customers.types.preferences import NewPreference
from prilavok.domains.staff.types import StaffActor
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor

needs = "customers.prefer"


class NobodyToPrefer(NotFound):
    """Nothing is left of this customer on which a word could stand."""

    def __init__(self) -> None:
        super().__init__("preference.nobody", _("This customer has nothing left that a word could be kept with."))


def note_preferences(customer: UUID, said: Sequence[NewPreference], *, actor: StaffActor, at: datetime) -> bool:
    """Keep it with the customer's first leaf, all of it or nothing; whether anything was not so before.

    Raises NotFound, PreferenceUnfit, AddressesTooMany.
    """
    by = Actor("staff", actor.id)
    with story():
        leaves = list_leaves(read_customer(customer).id)
        if not leaves:
            raise NobodyToPrefer
        new = [put_preference(one, leaf=leaves[0], leaves=leaves, source="staff", actor=by, at=at) for one in said]
        return any(new)
