"""What a customer prefers, for programs of staff: read, and written down as the customer told it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from prilavok.domains.customers.queries import list_leaves, read_customer, read_preferences
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.api.askers import caller
from prilavok.doors.api.preference_shapes import Prefers, PrefersSaid, prefers_shape
from prilavok.doors.api.repeats import CallKey, kept_once
from prilavok.doors.api.routes import declare, reads
from prilavok.flows.note_looks import note_looks
from prilavok.flows.note_preference import note_preferences
from prilavok.kit import clock

router = Router(tags=["customers"])


@reads(router, "/customers/{customer}/preferences", needs="customers.see", gives=Prefers)
def customer_preferences(request: HttpRequest, customer: UUID) -> Prefers:
    """How the customer wants to be reached, their addresses (null unless you see contacts whole) and sizes."""
    actor = caller(request)
    shown = _now(customer, actor)
    note_looks([customer], "api.customer", actor=actor, at=clock.now())
    return shown


def put_customer_preferences(
    request: HttpRequest, customer: UUID, said: PrefersSaid, idempotency_key: CallKey = None
) -> HttpResponse:
    """Write down what the customer told; what is left out stays, an empty word takes back."""
    actor, leaf = caller(request), next(iter(list_leaves(read_customer(customer).id)), None)

    def story() -> Prefers:
        note_preferences(customer, said.told(), actor=actor, at=clock.now())
        return _now(customer, actor)

    # What was told to somebody who saw contacts whole is not told again to who does not any more.
    keys_of = "staff" if may(actor, "customers.see_raw") is not None else "masked staff"
    answer = kept_once(request, idempotency_key, story, keys_of=keys_of, about=leaf, sealed=True)
    note_looks([customer], "api.customer", actor=actor, at=clock.now())
    return answer


def _now(customer: UUID, actor: StaffActor) -> Prefers:
    kept = read_preferences(list_leaves(read_customer(customer).id))
    return prefers_shape(kept, raw=may(actor, "customers.see_raw") is not None)


declare(
    router, "PUT", "/customers/{customer}/preferences", put_customer_preferences, needs="customers.prefer",
    gives=Prefers,
)  # fmt: skip
